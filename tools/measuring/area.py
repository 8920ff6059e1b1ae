"""Areas of outlines drawn by points, and the pixels inside them."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["polygon_area", "polygon_mask"]

Floats = NDArray[np.float64]


def polygon_area(places: Floats) -> float:
    """Give the area of a polygon `(n, 2)`, in the square of its unit (shoelace formula, Meister 1769)."""
    x, y = (places - places.mean(axis=0)).T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def polygon_mask(places: Floats, height: int, width: int) -> NDArray[np.bool_]:
    """Mark the pixels whose centre lies inside a polygon.

    Args:
        places: `(n, 2)` (column, row) [pixels, origin top-left corner of the first pixel].
        height: Rows of the mask.
        width: Columns of the mask.

    Returns:
        `(height, width)`, by the even-odd rule.
    """
    rows = np.arange(height)[:, None] + 0.5
    columns = np.arange(width)[None, :] + 0.5
    inside = np.zeros((height, width), np.bool_)
    for (x0, y0), (x1, y1) in zip(places, np.roll(places, -1, axis=0), strict=True):
        if y0 == y1:
            continue
        crossed = (rows >= min(y0, y1)) & (rows < max(y0, y1))
        inside ^= crossed & (columns > x0 + (rows - y0) * (x1 - x0) / (y1 - y0))
    return inside
