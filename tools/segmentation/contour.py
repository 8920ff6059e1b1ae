"""A border moved to where the film is steepest, by the best path through a band around a first guess."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["best_path", "normals", "resampled", "smoothed"]

Points = NDArray[np.float64]


def resampled(points: Points, spacing: float) -> Points:
    """Place points evenly along an open border.

    Args:
        points: `(n, 2)` of (column, row) [working pixels].
        spacing: Distance between neighbours [working pixels].
    """
    steps = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    places = np.linspace(0.0, along[-1], max(round(along[-1] / spacing), 2) + 1)
    return np.stack([np.interp(places, along, points[:, axis]) for axis in (0, 1)], axis=-1)


def normals(points: Points, side: int) -> Points:
    """Give unit normals of a border, `(n, 2)`: outwards for one that runs apex, cage, diaphragm, spine."""
    along = np.gradient(points, axis=0)
    along /= np.hypot(along[:, 0], along[:, 1])[:, None] + 1e-9
    return np.stack([side * along[:, 1], -side * along[:, 0]], axis=-1)


def smoothed(values: NDArray[np.float64], radius: int) -> NDArray[np.float64]:
    """Average along the first axis over a window of `2 * radius + 1`, with the ends repeated."""
    padded = np.concatenate([np.repeat(values[:1], radius, axis=0), values, np.repeat(values[-1:], radius, axis=0)])
    total = np.cumsum(np.concatenate([np.zeros_like(padded[:1]), padded]), axis=0)
    window = 2 * radius + 1
    return np.asarray((total[window:] - total[:-window]) / window)


def best_path(cost: NDArray[np.float64], stiffness: NDArray[np.float64]) -> NDArray[np.intp]:
    """Find the cheapest path through a table, one place in each row.

    Args:
        cost: `(n, places)`, of being at a place.
        stiffness: `(n - 1,)`, cost of a change by one place between neighbouring rows; it grows with its square.

    Returns:
        The place in each row, `(n,)`.

    Source: the dynamic programming of Amini, Weymouth & Jain 1990 for active contours, without their second order.
    """
    count, places = cost.shape
    change = (np.arange(places)[:, None] - np.arange(places)[None, :]) ** 2.0
    total = cost[0]
    came = np.zeros((count, places), np.intp)
    for row in range(1, count):
        options = total[None, :] + stiffness[row - 1] * change
        came[row] = options.argmin(axis=1)
        total = cost[row] + options.min(axis=1)
    path = np.zeros(count, np.intp)
    path[-1] = total.argmin()
    for row in range(count - 1, 0, -1):
        path[row - 1] = came[row, path[row]]
    return path
