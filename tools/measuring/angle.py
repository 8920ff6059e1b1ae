"""Angles at a point and between two lines."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["angle_at", "angle_between"]

Floats = NDArray[np.float64]


def angle_at(places: Floats) -> float:
    """Give the angle at the middle one of three places `(3, 2)` [deg, 0-180]."""
    return _degrees(places[0] - places[1], places[2] - places[1])


def angle_between(places: Floats) -> float:
    """Give the angle between the lines through the first two and the last two of four places [deg, 0-90].

    Source: Cobb 1948, the angle between the endplates of the end vertebrae of a curve of the spine.
    """
    degrees = _degrees(places[1] - places[0], places[3] - places[2])
    return min(degrees, 180.0 - degrees)


def _degrees(first: Floats, second: Floats) -> float:
    # atan2 of cross and dot keeps its precision near 0 and 180 degrees, where arccos loses it.
    cross = float(first[0] * second[1] - first[1] * second[0])
    return float(np.degrees(np.arctan2(abs(cross), float(first @ second))))
