"""Show a region of an image at higher magnification."""

from math import ceil
from typing import Annotated

from tools.errors import BadArguments
from tools.image import Image
from tools.region import BoundingBox
from tools.resampling import cut, whole_pixels
from tools.tool import Range, Tool

__all__ = ["TOOL", "zoom"]

PADDING = 0.1
"""Share of the region's side that is added on each side as context. Source: Pixel-Reasoner's crop tool."""
MINIMUM_OUTPUT = 28
"""Smallest side of the result [pixels]: one patch of the Qwen2-VL family's vision encoder."""
MAXIMUM_ASPECT = 100.0
"""Longest side over shortest side of the result. Source: DeepEyes' zoom tool; the encoders refuse more than 200."""
MAXIMUM_OUTPUT = 2048
"""Longest side of a magnified result [pixels]: beyond it a model server scales down again."""


def zoom(image: Image, region: BoundingBox, factor: Annotated[float, Range(1, 8)] = 2.0) -> Image:
    """Magnify a region with a tenth of its size around it; small regions are grown and enlarged until they can be seen.

    Args:
        image: Image to look at.
        region: Part to show.
        factor: Linear magnification; lowered where the result would be longer than 2048 pixels.

    Returns:
        A new image by cubic interpolation, with its origin; pixel spacing [mm] is divided by the magnification.

    Raises:
        RegionOutOfBounds: If the region is not on the image.
        BadArguments: If the part would be more than 100 times longer than wide.
    """
    box = region.clamped(image.width, image.height)
    longest = max(box.width, box.height)
    least = max(MINIMUM_OUTPUT / factor, longest / MAXIMUM_ASPECT)
    box = whole_pixels(_grown(box, least, image), image)
    if max(box.width, box.height) > MAXIMUM_ASPECT * min(box.width, box.height):
        raise BadArguments(
            f"region must be at most {MAXIMUM_ASPECT:g} times longer than wide, got {region.as_tuple()}."
        )
    # An image that is itself smaller than the least region is enlarged more than it was asked for.
    scale = max(
        min(factor, max(MAXIMUM_OUTPUT / max(box.width, box.height), 1.0)), MINIMUM_OUTPUT / min(box.width, box.height)
    )
    width, height = (max(round(side * scale), 1) for side in (box.width, box.height))
    return cut(image, box, width=width, height=height, operation="zoom")


def _grown(box: BoundingBox, least: float, image: Image) -> BoundingBox:
    """Pad a box and grow it to a least side, moved inwards where it meets the border."""
    left, right = _span(box.left, box.right, least, image.width)
    top, bottom = _span(box.top, box.bottom, least, image.height)
    return BoundingBox(left=left, top=top, right=right, bottom=bottom)


def _span(start: float, end: float, least: float, limit: int) -> tuple[float, float]:
    start, end = start - PADDING * (end - start), end + PADDING * (end - start)
    missing = max(ceil(least) - (end - start), 0.0)
    start, end = start - missing / 2, end + missing / 2
    if missing > 0:
        shift = max(0.0, -start) - max(0.0, end - limit)
        start, end = start + shift, end + shift
    return max(start, 0.0), min(end, float(limit))


TOOL = Tool.of(zoom)
