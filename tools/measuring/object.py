"""The outline of the object in a box, as exactly as its edge allows."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments
from tools.image import Image
from tools.region import BoundingBox, Mask
from tools.resampling import whole_pixels
from tools.segmentation.general import object_in_box, separation

__all__ = ["LUMA", "OUTLINE_PIXELS", "at_half_contrast", "outlined_object"]

LUMA = (0.299, 0.587, 0.114)
"""Weights of red, green and blue in brightness. Source: ITU-R BT.601."""
OUTLINE_PIXELS = 1.0
"""How far the outline of an object may lie off on each side [pixels]: half a pixel for the grid, as much for the edge;
ours."""
LEAST_SEPARATION = 0.2
"""Share of the variance between inside and outside below which an outline is not believed; as in `segment`."""
LEAST_OBJECT = 4
"""Smallest object that has two axes [pixels]."""
BELT = 0.15
"""Reach in which the edge is looked for around a first outline, as a share of the equivalent diameter; ours."""
LEAST_BELT = 2
"""The same at least [pixels]."""

Bools = NDArray[np.bool_]


def outlined_object(image: Image, region: BoundingBox) -> tuple[Mask, tuple[str, ...]]:
    """Outline the object in a box: its largest connected part, and doubts about the outline.

    Args:
        image: Any image.
        region: Around the object, closely.

    Returns:
        The object and doubts, as sentences.

    Raises:
        BadArguments: If nothing stands out from its surroundings.
    """
    first = _largest(object_in_box(image, region).pixels)
    if first.sum() < LEAST_OBJECT:
        raise BadArguments(
            "No object stands out inside the region; draw the box closely around it, with some surroundings on the "
            "image, or measure with points."
        )
    left, top, right, bottom = (int(side) for side in whole_pixels(region, image).as_tuple())
    across, down = right - left, bottom - top
    near = (slice(max(top - down, 0), bottom + down), slice(max(left - across, 0), right + across))
    values = np.ascontiguousarray(image.pixels[near])
    found = np.zeros_like(first)
    found[near] = at_half_contrast(values @ np.array(LUMA) if image.is_colour else values, first[near])
    doubts = []
    part = Mask(pixels=np.ascontiguousarray(found[near]))
    if separation(replace(image, pixels=values), part) < LEAST_SEPARATION:
        doubts.append("Inside and outside hardly differ in brightness; do not trust this outline.")
    box = Mask(pixels=found).box
    if box is not None and (box.left <= left or box.top <= top or box.right >= right or box.bottom >= bottom):
        doubts.append("The outline reaches the border of the box, which may cut the object off; draw it larger.")
    return Mask(pixels=found), tuple(doubts)


def at_half_contrast(values: NDArray[np.generic], first: Bools) -> Bools:
    """Move an outline to where the values are halfway between inside and outside.

    Args:
        values: `(H, W)` brightness.
        first: `(H, W)` first outline, not empty.

    Returns:
        `(H, W)` the object, within a belt around the first outline; the first one where its edge cannot be found.

    Source: full width at half maximum, by which the size of a blurred object is the true one.
    """
    brightness = np.asarray(values, np.float64)
    reach = max(round(BELT * 2 * float(np.sqrt(first.sum() / np.pi))), LEAST_BELT)
    inner = cv2.distanceTransform(np.pad(first, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    outer = cv2.distanceTransform((~first).astype(np.uint8), cv2.DIST_L2, 5)
    core, belt, around = inner > reach, outer <= reach, (outer > reach) & (outer <= 3 * reach)
    core = core if core.any() else inner >= inner.max()
    if not around.any():
        return first
    inside, outside = float(np.median(brightness[core])), float(np.median(brightness[around]))
    middle = (inside + outside) / 2
    beyond = brightness > middle if inside > outside else brightness < middle
    found = _filled(_largest(belt & (beyond | core)))
    return found if inside != outside and found.sum() >= LEAST_OBJECT and found[core].mean() > 0.5 else first


def _largest(mask: Bools) -> Bools:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    if count < 2:
        return np.zeros_like(mask)
    return np.asarray(labels == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax()))


def _filled(mask: Bools) -> Bools:
    """Fill holes, which noise leaves."""
    outside = np.pad(mask, 1).astype(np.uint8)
    cv2.floodFill(outside, None, (0, 0), 2)
    return np.asarray(outside[1:-1, 1:-1] != 2)
