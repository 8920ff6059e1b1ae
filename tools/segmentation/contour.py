"""A border moved to where the film is steepest, by the best path through a band around a first guess."""

import numpy as np
from numpy.typing import NDArray

from tools.segmentation.film import Film
from tools.segmentation.thorax import sampled

__all__ = ["best_path", "moved_along", "resampled"]

REACH, STEP = 18.0, 0.5
"""How far a point may move along its normal, and in which steps [working pixels]: about 2.5 cm, and below a pixel."""
STIFFNESS = 0.10
"""Cost of a move that differs by one working pixel from the neighbour's; it grows with the square. Half or three times
of it change the overlap with outlines drawn by hand by less than 0.003."""
PRIOR = 0.25
"""Cost of two squared spreads away from the first guess against a full gradient; chosen on the same outlines."""

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


def _normals(points: Points, side: int) -> Points:
    """Give unit normals of a border, `(n, 2)`: outwards for one that runs apex, cage, diaphragm, spine."""
    along = np.gradient(points, axis=0)
    along /= np.hypot(along[:, 0], along[:, 1])[:, None] + 1e-9
    return np.stack([side * along[:, 1], -side * along[:, 0]], axis=-1)


def _smoothed(values: NDArray[np.float64], radius: int) -> NDArray[np.float64]:
    """Average along the first axis over a window of `2 * radius + 1`, with the ends repeated."""
    padded = np.concatenate([np.repeat(values[:1], radius, axis=0), values, np.repeat(values[-1:], radius, axis=0)])
    total = np.cumsum(np.concatenate([np.zeros_like(padded[:1]), padded]), axis=0)
    window = 2 * radius + 1
    return np.asarray((total[window:] - total[:-window]) / window)


def moved_along(
    film: Film,
    path: Points,
    side: int,
    *,
    weight: NDArray[np.float64],
    spread: NDArray[np.float64],
    outwards: NDArray[np.float64] | float = 0.0,
    edge: NDArray[np.float64] | float = 0.0,
    inwards: bool = False,
) -> Points:
    """Move a border to where the film gets brighter outwards.

    Args:
        film: The prepared film.
        path: First guess, `(n, 2)` of (column, row), that runs apex, cage, diaphragm, spine [working pixels].
        side: -1 on the image's left, 1 on its right.
        weight: What the gradient counts at each point, `(n,)`.
        spread: How far the border usually lies from the guess at each point, `(n,)` [working pixels].
        outwards: What a move outwards by one working pixel gains.
        edge: How far beyond the steepest gradient the border is drawn [working pixels].
        inwards: True where the film gets brighter inwards instead, as at the heart.

    Returns:
        The moved border, `(n, 2)` [working pixels].
    """
    normal = _smoothed(_normals(path, side), 2)
    normal /= np.hypot(normal[:, 0], normal[:, 1])[:, None] + 1e-9
    offsets = np.arange(-REACH, REACH + STEP / 2, STEP)
    places = path[:, None, :] + offsets[None, :, None] * normal[:, None, :]
    gradient = normal[:, None, 0] * sampled(film.across, places) + normal[:, None, 1] * sampled(film.down, places)
    gain = weight[:, None] * (-gradient if inwards else gradient)
    gain += np.broadcast_to(outwards, weight.shape)[:, None] * offsets[None, :]
    cost = PRIOR * (offsets[None, :] / spread[:, None]) ** 2 / 2 - gain
    moves = offsets[best_path(cost, STIFFNESS * STEP**2)]
    moves = _smoothed((moves + edge)[:, None], 1)[:, 0]
    return np.asarray(path + moves[:, None] * normal)


def best_path(cost: NDArray[np.float64], stiffness: float) -> NDArray[np.intp]:
    """Find the cheapest path through a table, one place in each row.

    Args:
        cost: `(n, places)`, of being at a place.
        stiffness: Cost of a change by one place between neighbouring rows; it grows with its square.

    Returns:
        The place in each row, `(n,)`.

    Source: the dynamic programming of Amini, Weymouth & Jain 1990 for active contours, without their second order.
    """
    count, places = cost.shape
    change = (np.arange(places)[:, None] - np.arange(places)[None, :]) ** 2.0
    total = cost[0]
    came = np.zeros((count, places), np.intp)
    for row in range(1, count):
        options = total[None, :] + stiffness * change
        came[row] = options.argmin(axis=1)
        total = cost[row] + options.min(axis=1)
    path = np.zeros(count, np.intp)
    path[-1] = total.argmin()
    for row in range(count - 1, 0, -1):
        path[row - 1] = came[row, path[row]]
    return path
