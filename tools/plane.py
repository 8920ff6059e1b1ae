"""Where a slice lies in the patient."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments

__all__ = ["Plane", "Vector"]

Vector = tuple[float, float, float]

_TOLERANCE = 1e-3
"""Directions may miss unit length and the right angle by this much: headers state them with few decimals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """A slice in patient coordinates: LPS, x to the left, y to the back, z to the head. Source: PS3.3 C.7.6.2.1.1."""

    origin: Vector
    """Centre of the first pixel [mm]; Image Position (Patient)."""
    across: Vector
    """Unit direction in which the column index grows; the first half of Image Orientation (Patient)."""
    down: Vector
    """Unit direction in which the row index grows; its second half."""

    def __post_init__(self) -> None:
        values = np.array([self.origin, self.across, self.down])
        if values.shape != (3, 3) or not np.isfinite(values).all():
            raise BadArguments("A plane needs three finite vectors of three numbers.")
        lengths = np.linalg.norm(values[1:], axis=1)
        if np.abs(lengths - 1).max() > _TOLERANCE or abs(float(values[1] @ values[2])) > _TOLERANCE:
            raise BadArguments("The directions of a plane must be unit vectors at right angles.")

    @property
    def normal(self) -> NDArray[np.float64]:
        """Unit normal, `(3,)`: the cross product of across and down."""
        found = np.cross(self.across, self.down)
        return np.asarray(found / np.linalg.norm(found))
