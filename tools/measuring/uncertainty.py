"""How surely something is known that was computed from placed points."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["propagated"]

Floats = NDArray[np.float64]

STEP = 0.01
"""Share of the placement's half-width that is tried on each side for the slope."""


def propagated(formula: Callable[[Floats], float], places: Floats, halves: Floats) -> float:
    """Carry the half-widths of placed points over to a result.

    Args:
        formula: Gives the result for places `(n, 2)`.
        places: `(n, 2)` (x, y) [mm or pixels].
        halves: `(2,)` half-width of the placement along x and y, in the same unit.

    Returns:
        Half-width of the result, in its unit: the slopes along each coordinate times its half-width, summed as squares.

    Source: JCGM 100:2008 (GUM) 5.1.2, propagation for inputs that do not depend on each other.
    """
    total = 0.0
    for index in np.ndindex(places.shape):
        step = np.zeros_like(places)
        step[index] = STEP * halves[index[1]]
        slope = (formula(places + step) - formula(places - step)) / (2 * STEP)
        total += slope**2
    return float(np.sqrt(total))
