"""The object under a point: grown from there as far as the values stay alike, to where its border is sharpest."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.image import Image
from tools.region import Mask, Point

__all__ = ["grown_object"]

WORKING_SIDE = 384
"""Longest side at which an object is grown [pixels]: its outline then lies within 2 pixels of a 1,500 pixel image."""
SMOOTHING = 1.2
"""Blur before growing [working pixels], so that noise does not stop it; ours."""
TOLERANCES = np.unique(np.rint(np.geomspace(2, 120, 36)).astype(int))
"""How far values may lie from that of the point [of 256 levels], each tried in turn; ours."""
LEAST, MOST = 12, 0.6
"""Smallest object [working pixels] and largest share of the image: what floods more has leaked out. Ours."""
LEAST_EDGE = 1.5
"""Mean step across the outline [levels per working pixel] below which there is no border; ours."""

Bools = NDArray[np.bool_]


def grown_object(image: Image, inside: Sequence[Point], outside: Sequence[Point] = ()) -> Mask:
    """Outline the object under points.

    Every tolerance gives one candidate; the one whose outline runs along the steepest values is taken.

    Args:
        image: Any image.
        inside: Points on the object [pixels]; it may have several parts.
        outside: Points that it must not reach [pixels].

    Returns:
        The object; empty where no border stands out around the points.

    The best of the regions that grow out of a seed is taken to be the one with the sharpest border; ours.
    """
    shown = image.shown()
    scale = min(WORKING_SIDE / max(shown.shape[:2]), 1.0)
    size = (max(round(shown.shape[1] * scale), 1), max(round(shown.shape[0] * scale), 1))
    small = cv2.GaussianBlur(cv2.resize(shown, size, interpolation=cv2.INTER_AREA), (0, 0), SMOOTHING)
    seeds, banned = _places(inside, image, size), _places(outside, image, size)
    steps = _steps(small)
    best, sharpest = np.zeros(size[::-1], np.bool_), LEAST_EDGE
    for tolerance in TOLERANCES:
        found = _flooded(small, seeds, int(tolerance))
        if any(found[row, column] for column, row in banned) or found.mean() > MOST:
            break
        edge = found & ~(cv2.erode(found.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=1) > 0)
        sharpness = float(steps[edge].mean()) if found.sum() >= LEAST and edge.any() else 0.0
        if sharpness > sharpest:
            best, sharpest = found, sharpness
    whole = cv2.resize(_tidied(best).astype(np.float32), shown.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return Mask(pixels=np.ascontiguousarray(whole >= 0.5))


def _places(points: Sequence[Point], image: Image, size: tuple[int, int]) -> list[tuple[int, int]]:
    across, down = size[0] / image.width, size[1] / image.height
    return [(min(int(one.column * across), size[0] - 1), min(int(one.row * down), size[1] - 1)) for one in points]


def _steps(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Length of the gradient, of the strongest channel [levels per pixel]."""
    values = picture.astype(np.float32)
    across, down = cv2.Sobel(values, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(values, cv2.CV_32F, 0, 1, scale=1 / 8)
    length = np.hypot(across, down)
    return np.asarray(length.max(axis=-1) if length.ndim == 3 else length, np.float32)


def _flooded(picture: NDArray[np.uint8], seeds: Sequence[tuple[int, int]], tolerance: int) -> Bools:
    found = np.zeros((picture.shape[0] + 2, picture.shape[1] + 2), np.uint8)
    limits = (tolerance,) * 3
    for seed in seeds:
        if not found[seed[1] + 1, seed[0] + 1]:
            flags = 8 | cv2.FLOODFILL_FIXED_RANGE | cv2.FLOODFILL_MASK_ONLY | (1 << 8)
            cv2.floodFill(picture, found, seed, 0, limits, limits, flags)
    return np.asarray(found[1:-1, 1:-1] > 0)


def _tidied(found: Bools) -> Bools:
    """Without the holes that noise leaves."""
    outside = np.pad(found, 1).astype(np.uint8)
    cv2.floodFill(outside, None, (0, 0), 2)
    return np.asarray(outside[1:-1, 1:-1] != 2)
