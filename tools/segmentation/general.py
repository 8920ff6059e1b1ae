"""Outlines on any image by brightness, and inside a box that points at something."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.image import Image
from tools.region import BoundingBox, Mask, Point

__all__ = ["bright_mask", "foreground_mask", "object_in_box", "separation", "subject_mask"]

WORKING_SIDE = 256
"""Longest side at which GrabCut runs [pixels]: 45 times faster than at 1024 and then enlarged."""
ROUNDS = 4
"""Rounds of GrabCut; it settles within three on most pictures."""
SURROUNDING = 0.5
"""What is taken around the box as background, as a share of its size on each side."""
DAB = 0.01
"""Radius of the spot that a point marks for certain, as a share of the working side; ours."""
FRAME = 0.02
"""Width of the strip along the border that is taken for background, as a share of the shorter side; ours."""

Bools = NDArray[np.bool_]


def _grey(image: Image) -> NDArray[np.uint8]:
    pixels = image.shown()
    return cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY) if pixels.ndim == 3 else pixels


def _threshold(grey: NDArray[np.uint8]) -> float:
    """Otsu's threshold. Source: Otsu 1979, doi:10.1109/TSMC.1979.4310076."""
    return float(cv2.threshold(np.ascontiguousarray(grey), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[0])


def subject_mask(image: Image) -> Mask:
    """Find the largest bright part with its holes filled: the body on a film, a slice or a scan."""
    return Mask(pixels=_largest_filled(_grey(image) > _threshold(_grey(image)) / 2))


def foreground_mask(image: Image) -> Mask:
    """Find the largest part that differs from the strip along the border, brighter or darker, with its holes filled."""
    shown = image.shown()
    lab = cv2.cvtColor(np.ascontiguousarray(shown), cv2.COLOR_RGB2LAB) if shown.ndim == 3 else shown[..., None]
    strip = max(round(FRAME * min(shown.shape[:2])), 1)
    edge = np.ones(shown.shape[:2], np.bool_)
    edge[strip:-strip, strip:-strip] = False
    away = np.linalg.norm(lab.astype(np.float32) - np.median(lab[edge], axis=0).astype(np.float32), axis=-1)
    levels = np.clip(np.rint(away), 0, 255).astype(np.uint8)
    if levels.max() == 0:
        return Mask(pixels=np.zeros(levels.shape, np.bool_))
    return Mask(pixels=_largest_filled(levels > _threshold(levels)))


def _largest_filled(marked: Bools) -> Bools:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(np.asarray(marked, np.uint8))
    if count < 2:
        return np.zeros(marked.shape, np.bool_)
    largest = np.pad((labels == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())).astype(np.uint8), 1)
    cv2.floodFill(largest, None, (0, 0), 2)
    return np.asarray(largest[1:-1, 1:-1] != 2)


def bright_mask(image: Image, *, bright: bool, region: BoundingBox | None = None) -> Mask:
    """Split by Otsu's threshold, inside a region where one is given."""
    grey = _grey(image)
    window = np.zeros(grey.shape, np.bool_)
    left, top, right, bottom = (round(side) for side in (region or image.box).as_tuple())
    window[top:bottom, left:right] = True
    if not window.any():
        return Mask(pixels=window)
    threshold = _threshold(grey[window][None, :])
    return Mask(pixels=np.asarray(((grey > threshold) if bright else (grey <= threshold)) & window))


def object_in_box(
    image: Image, region: BoundingBox, inside: Sequence[Point] = (), outside: Sequence[Point] = ()
) -> Mask:
    """Outline what a box points at, against its surroundings.

    Args:
        image: Any image.
        region: Around the object, on the image [pixels].
        inside: Points that belong to the object for certain [pixels].
        outside: Points that do not [pixels].

    Returns:
        The object. Source: Rother et al. 2004, GrabCut, doi:10.1145/1015706.1015720.
    """
    dx, dy = SURROUNDING * region.width, SURROUNDING * region.height
    wide = BoundingBox(
        left=np.floor(region.left - dx),
        top=np.floor(region.top - dy),
        right=np.ceil(region.right + dx),
        bottom=np.ceil(region.bottom + dy),
    ).clamped(image.width, image.height)
    left, top, right, bottom = (int(side) for side in wide.as_tuple())
    part = _grey(image)[top:bottom, left:right]
    scale = min(WORKING_SIDE / max(part.shape), 4.0)
    size = (max(round(part.shape[1] * scale), 8), max(round(part.shape[0] * scale), 8))
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    marks = np.full(small.shape, cv2.GC_BGD, np.uint8)
    across, down = size[0] / part.shape[1], size[1] / part.shape[0]
    x0, x1 = (int(np.clip(round((side - left) * across), 0, size[0])) for side in (region.left, region.right))
    y0, y1 = (int(np.clip(round((side - top) * down), 0, size[1])) for side in (region.top, region.bottom))
    marks[y0:y1, x0:x1] = cv2.GC_PR_FGD
    for points, mark in ((inside, cv2.GC_FGD), (outside, cv2.GC_BGD)):
        for one in points:
            place = (int((one.column - left) * across), int((one.row - top) * down))
            cv2.circle(marks, place, max(round(DAB * max(size)), 1), int(mark), -1)
    whole = np.zeros(_grey(image).shape, np.bool_)
    # GrabCut needs both classes and some contrast; a box over the whole image, or a flat one, has nothing to cut.
    if (marks == cv2.GC_BGD).sum() < 8 or (marks != cv2.GC_BGD).sum() < 8 or np.ptp(small) < 4:
        return Mask(pixels=whole)
    cv2.setRNGSeed(1)
    colour = cv2.cvtColor(small, cv2.COLOR_GRAY2BGR)
    cv2.grabCut(colour, marks, None, np.zeros((1, 65)), np.zeros((1, 65)), ROUNDS, cv2.GC_INIT_WITH_MASK)
    cut = ((marks == cv2.GC_FGD) | (marks == cv2.GC_PR_FGD)).astype(np.float32)
    whole[top:bottom, left:right] = cv2.resize(cut, part.shape[::-1], interpolation=cv2.INTER_LINEAR) >= 0.5
    return Mask(pixels=whole)


def separation(image: Image, mask: Mask) -> float:
    """Score how far inside and outside differ in brightness [0-1]: Otsu's between-class share of the variance."""
    grey = _grey(image).astype(np.float64)
    total, share = grey.var(), float(mask.pixels.mean())
    if total < 1e-9 or share in (0.0, 1.0):
        return 0.0
    difference = grey[mask.pixels].mean() - grey[~mask.pixels].mean()
    return float(np.clip(share * (1 - share) * difference**2 / total, 0, 1))
