"""One coordinate contract: everything inside is original pixels; only this module speaks a model's own."""

import math
from collections.abc import Mapping
from typing import Literal

from tools.errors import BadArguments, RegionOutOfBounds
from tools.region import BoundingBox

__all__ = ["WORDS", "Convention", "from_model", "rounded", "sent_size", "smart_size", "to_model"]

Convention = Literal["original", "processed", "thousandths", "fraction"]

WORDS: Mapping[Convention, str] = {
    "original": "in pixels of that image",
    "processed": "in pixels of that image at the size stated",
    "thousandths": "in thousandths of that image's sides",
    "fraction": "as fractions of that image's sides",
}
"""What boxes are measured in, for a model."""
_MOST_SLENDER = 200
"""Aspect ratio beyond which Qwen2-VL's preprocessing refuses an image [1]."""
_LEAST_INSIDE = 0.5
"""A box with less of its area on the image was meant for other coordinates [1]; as `tools/schema.py`."""
_LEAST_SIDE = 1.0 - 1e-5
"""Smallest side of a box [pixels of the original]: one, as in `tools/schema.py`, less the dust of scaling."""
_LARGEST = 1e15
"""Numbers from this size on are no coordinates."""
_DIGITS = 6
"""Decimals of a coordinate that was read [1 / 10⁶ pixel], so that scaling leaves no dust."""


def smart_size(width: int, height: int, *, patch: int, least: int, most: int) -> tuple[int, int]:
    """The size at which a Qwen2-VL-style model sees an image.

    Sides are multiples of `patch`, the area lies in `[least, most]` pixels² where the aspect ratio allows. Equal to
    `smart_resize` of Qwen2-VL's published preprocessing (transformers, `image_processing_qwen2_vl.py`).

    Returns:
        `(width, height)` [pixels].

    Raises:
        ValueError: If the image is more slender than 200:1.
    """
    if max(width, height) / min(width, height) > _MOST_SLENDER:
        raise ValueError(f"An image of {width} x {height} pixels is more slender than {_MOST_SLENDER:g}:1.")
    wide = round(width / patch) * patch
    high = round(height / patch) * patch
    if wide * high > most:
        shrink = math.sqrt(width * height / most)
        wide = max(patch, math.floor(width / shrink / patch) * patch)
        high = max(patch, math.floor(height / shrink / patch) * patch)
    elif wide * high < least:
        grow = math.sqrt(least / (width * height))
        wide = math.ceil(width * grow / patch) * patch
        high = math.ceil(height * grow / patch) * patch
    return wide, high


def sent_size(
    width: int, height: int, *, patch: int, least: int, most: int, square: int | None = None
) -> tuple[int, int]:
    """The size at which an image is sent, so that a server's own preprocessing leaves it as it is.

    One more slender than that preprocessing takes is squeezed along its longer side; boxes are scaled along each side
    on their own, so they stay right.

    Args:
        width: Of the image [pixels].
        height: Of the image [pixels].
        patch: Sides are multiples of this [pixels].
        least: Fewest pixels [pixels²].
        most: Most pixels [pixels²].
        square: Side of the square that every image becomes (Gemma 3), in place of all that [pixels].

    Returns:
        `(width, height)` [pixels].
    """
    if square is not None:
        return square, square
    longest = _MOST_SLENDER * min(width, height)
    wide, high = smart_size(min(width, longest), min(height, longest), patch=patch, least=least, most=most)
    # Rounding to patches can make it more slender than it was.
    return min(wide, _MOST_SLENDER * high), min(high, _MOST_SLENDER * wide)


def rounded(corners: tuple[float, float, float, float], convention: Convention) -> list[float]:
    """A box with as many decimals as its convention needs: about a tenth of a pixel."""
    return [round(one, 4 if convention == "fraction" else 1) for one in corners]


def to_model(
    box: BoundingBox, image: tuple[float, float], seen: tuple[float, float], convention: Convention
) -> tuple[float, float, float, float]:
    """Write a box the way a model speaks.

    Args:
        box: [pixels of the original].
        image: `(width, height)` of the original [pixels].
        seen: `(width, height)` at which the model sees it [pixels].
        convention: What the model measures in.
    """
    across, down = _scale(image, seen, convention)
    return (box.left * across, box.top * down, box.right * across, box.bottom * down)


def from_model(
    box: tuple[float, float, float, float],
    image: tuple[float, float],
    seen: tuple[float, float],
    convention: Convention,
) -> BoundingBox:
    """Read a box the way a model speaks; corners are put in order, and a slight overhang is cut off.

    Raises:
        BadArguments: If its numbers are no coordinates.
        RegionOutOfBounds: If it is smaller than a pixel, or most of it lies outside.
    """
    if not all(abs(one) < _LARGEST for one in box):  # NaN and infinity fail it too
        raise BadArguments(f"A box is four finite numbers {WORDS[convention]}.")
    across, down = _scale(image, seen, convention)
    left, right = sorted((round(box[0] / across, _DIGITS), round(box[2] / across, _DIGITS)))
    top, bottom = sorted((round(box[1] / down, _DIGITS), round(box[3] / down, _DIGITS)))
    if right - left < _LEAST_SIDE or bottom - top < _LEAST_SIDE:
        raise RegionOutOfBounds(
            f"A box of {right - left:g} x {bottom - top:g} pixels of the original is too small; boxes are "
            f"{WORDS[convention]}, {_limits(seen, convention)}."
        )
    whole = BoundingBox(left=left, top=top, right=right, bottom=bottom)
    cut = (max(left, 0.0), max(top, 0.0), min(right, float(image[0])), min(bottom, float(image[1])))
    inside = max(0.0, cut[2] - cut[0]) * max(0.0, cut[3] - cut[1])
    if inside < _LEAST_INSIDE * whole.area or cut[2] - cut[0] < _LEAST_SIDE or cut[3] - cut[1] < _LEAST_SIDE:
        raise RegionOutOfBounds(
            f"Most of the box {tuple(box)} lies outside the image; boxes are {WORDS[convention]}, "
            f"{_limits(seen, convention)}."
        )
    return whole.clamped(*image)


def _limits(seen: tuple[float, float], convention: Convention) -> str:
    match convention:
        case "original" | "processed":
            return f"from [0, 0] to [{seen[0]:g}, {seen[1]:g}]"
        case "thousandths":
            return "from 0 to 1000"
        case "fraction":
            return "from 0 to 1"


def _scale(image: tuple[float, float], seen: tuple[float, float], convention: Convention) -> tuple[float, float]:
    match convention:
        case "original":
            return 1.0, 1.0
        case "processed":
            return seen[0] / image[0], seen[1] / image[1]
        case "thousandths":
            return 1000.0 / image[0], 1000.0 / image[1]
        case "fraction":
            return 1.0 / image[0], 1.0 / image[1]
