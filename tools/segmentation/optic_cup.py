"""The cup of an optic disc, by its pallor: the vessels over it are left out, and what they hide is completed."""

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["find_cup", "vessels_on"]

CUP_STEP = 12.0
"""Difference of cup and rim from which a cup is believed fully [levels]; ours."""
LEAST_CUP_STEP = 4.0
"""Difference below which no cup shows [levels]; ours."""
VESSEL_DEPTH = 14.0
"""How much darker than beside it a vessel on the disc is [levels]; ours."""
LEAST_KNOWN = 0.4
"""Share of the disc that must be free of vessels for a cup to be looked for; ours."""
PART = 0.12
"""Least part of a cup that vessels cut in pieces, as a share of its largest piece; ours."""
MOST_GROWTH = 1.6
"""Radius of the completed cup over that of its visible part, at most; ours."""

Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]


def find_cup(light: Floats, disc: Bools) -> tuple[Bools, float]:
    """Find the brightest part of the disc between the vessels.

    Args:
        light: `(h, w)` green light, smoothed [levels].
        disc: `(h, w)` the disc.

    Returns:
        `(h, w)` the cup, empty where none stands out from the rim; how far it does [0-1].
    """
    empty = np.zeros_like(disc), 0.0
    radius = float(np.sqrt(disc.sum() / np.pi))
    vessels = vessels_on(light, radius)
    known = (cv2.erode(disc.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0) & ~vessels
    if known.sum() < max(LEAST_KNOWN * disc.sum(), 30):
        return empty
    levels = light[known]
    low, high = (float(one) for one in np.percentile(levels, (1, 99)))
    if high - low < LEAST_CUP_STEP:
        return empty
    scaled = np.clip(np.rint((levels - low) / (high - low) * 255), 0, 255).astype(np.uint8)
    threshold, _ = cv2.threshold(scaled[None], 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    marked = (known & (light > low + threshold / 255 * (high - low))).astype(np.uint8)
    marked = cv2.morphologyEx(marked, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    cup = _rounded(_hull_of_parts(marked), vessels) & disc
    rim = known & ~cup
    if not cup.any() or not rim.any() or not (known & cup).any():
        return empty
    step = float(np.median(light[known & cup]) - np.median(light[rim]))
    return (cup, float(np.clip(step / CUP_STEP, 0, 1))) if step >= LEAST_CUP_STEP else empty


def vessels_on(light: Floats, radius: float) -> Bools:
    """What is narrower than a third of the disc and darker than beside it."""
    width = 2 * max(round(radius / 2.5), 2) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    hat = cv2.morphologyEx(light, cv2.MORPH_CLOSE, kernel) - light
    return np.asarray(cv2.dilate((hat > VESSEL_DEPTH).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)


def _hull_of_parts(marked: NDArray[np.uint8]) -> Bools:
    """Around the largest part and those that vessels cut off from it."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(marked)
    canvas = np.zeros(marked.shape, np.uint8)
    if count < 2:
        return canvas > 0
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    parts = np.isin(labels, np.flatnonzero(areas >= PART * areas.max()))
    cv2.fillConvexPoly(canvas, cv2.convexHull(np.argwhere(parts)[:, ::-1].astype(np.int32)), 1)
    return canvas > 0


def _rounded(hull: Bools, vessels: Bools) -> Bools:
    """Complete a hull that vessels cut off: the circle through its border where no vessel hides it."""
    outline, _ = cv2.findContours(hull.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outline:
        return hull
    border = outline[0][:, 0]
    hidden = cv2.dilate(vessels.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    seen = border[~hidden[border[:, 1], border[:, 0]]].astype(np.float64)
    if len(seen) == len(border) or len(seen) < 8:
        return hull
    # Least squares of x² + y² = 2ax + 2by + c.
    terms = np.column_stack([2 * seen, np.ones(len(seen))])
    (column, row, rest), *_ = np.linalg.lstsq(terms, (seen**2).sum(axis=1), rcond=None)
    radius = float(np.sqrt(max(rest + column**2 + row**2, 0)))
    size = float(np.sqrt(hull.sum() / np.pi))
    if not size * 0.8 <= radius <= size * MOST_GROWTH:
        return hull
    canvas = hull.astype(np.uint8)
    centre = (round(float(column) * 16), round(float(row) * 16))
    cv2.circle(canvas, centre, round(radius * 16), 1, -1, cv2.LINE_8, 4)
    return canvas > 0
