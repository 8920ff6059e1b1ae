"""Lengths of lines and their ratios."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["distance", "ratio"]

Floats = NDArray[np.float64]


def distance(places: Floats) -> float:
    """Give the distance of two places `(2, d)`, in their unit (Euclid)."""
    return float(np.linalg.norm(places[1] - places[0]))


def ratio(places: Floats) -> float:
    """Give the length from the first to the second of four places over that from the third to the fourth [1]."""
    return distance(places[:2]) / distance(places[2:4])
