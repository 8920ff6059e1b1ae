"""The shift of a structure from the midline."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["shift_from_line"]


def shift_from_line(places: NDArray[np.float64]) -> float:
    """Give the distance of the third place from the line through the first two, in their unit.

    Args:
        places: `(3, 2)` (x, y): front and back end of the ideal midline (the attachments of the falx), and the
            structure that should lie on it (the septum pellucidum).

    Returns:
        The perpendicular distance: positive where the third lies at larger x (to the image's right) when the line runs
        down the image.

    Source: the perpendicular method for midline shift at the foramen of Monro, Liao et al. 2018,
    doi:10.1155/2018/4303161.
    """
    along = places[1] - places[0]
    if along[1] < 0 or (along[1] == 0 and along[0] < 0):
        along = -along
    off = places[2] - places[0]
    return float((along[1] * off[0] - along[0] * off[1]) / np.hypot(*along))
