"""One coordinate contract: everything inside is original pixels; only this module speaks a model's own."""

import math
from typing import Literal

from tools.region import BoundingBox

__all__ = ["Convention", "from_model", "smart_size", "to_model"]

Convention = Literal["original", "processed", "thousandths", "fraction"]

_MOST_SLENDER = 200.0
"""Aspect ratio beyond which Qwen2-VL's preprocessing refuses an image [1]."""


def smart_size(width: int, height: int, *, patch: int, least: int, most: int) -> tuple[int, int]:
    """The size at which a Qwen2-VL-style model sees an image.

    Sides are multiples of `patch`, the area lies in `[least, most]` pixels² where the aspect ratio allows.

    Returns:
        `(width, height)` [pixels].

    Raises:
        ValueError: If the image is more slender than 200:1.
    """
    if max(width, height) / min(width, height) > _MOST_SLENDER:
        raise ValueError(f"An image of {width} x {height} pixels is more slender than {_MOST_SLENDER:g}:1.")
    wide = max(patch, round(width / patch) * patch)
    high = max(patch, round(height / patch) * patch)
    if wide * high > most:
        shrink = math.sqrt(width * height / most)
        wide = max(patch, math.floor(width / shrink / patch) * patch)
        high = max(patch, math.floor(height / shrink / patch) * patch)
    elif wide * high < least:
        grow = math.sqrt(least / (width * height))
        wide = math.ceil(width * grow / patch) * patch
        high = math.ceil(height * grow / patch) * patch
    return wide, high


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
    """Read a box the way a model speaks; corners are put in order, and it is cut to the image.

    Raises:
        BadArguments: If it is empty or lies outside.
    """
    across, down = _scale(image, seen, convention)
    left, right = sorted((box[0] / across, box[2] / across))
    top, bottom = sorted((box[1] / down, box[3] / down))
    return BoundingBox(left=left, top=top, right=right, bottom=bottom).clamped(*image)


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
