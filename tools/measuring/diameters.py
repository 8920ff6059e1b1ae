"""Greatest and perpendicular diameters of point sets in two and three dimensions."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Axes", "axes_of", "greatest_in_planes", "greatest_of"]

Floats = NDArray[np.float64]

CHUNK = 1024
"""Points whose distances to all others are held at once."""


class Axes(NamedTuple):
    """Long and short axis of a flat outline, each as its two ends (x, y)."""

    long_ends: Floats
    """`(2, 2)` ends of the longest line between two points."""
    short_ends: Floats
    """`(2, 2)` ends of the widest extent perpendicular to it, drawn where it is attained."""

    @property
    def long(self) -> float:
        """Length of the long axis."""
        return float(np.hypot(*(self.long_ends[1] - self.long_ends[0])))

    @property
    def short(self) -> float:
        """Length of the short axis."""
        return float(np.hypot(*(self.short_ends[1] - self.short_ends[0])))


def greatest_of(points: Floats) -> float:
    """Give the greatest distance between any two points, `(n, d)`, in their unit (maximum Feret diameter)."""
    return float(np.hypot.reduce(np.diff(_ends(points), axis=0)[0]))


def greatest_in_planes(points: Floats, axis: int) -> float:
    """Give the greatest distance between two points with the same coordinate on an axis.

    Args:
        points: `(n, 3)` in mm; coordinates of one plane must be equal to the last bit.
        axis: The axis that the planes are perpendicular to.

    Returns:
        The greatest diameter within any of these planes [mm].
    """
    order = np.argsort(points[:, axis], kind="stable")
    ordered = points[order]
    starts = np.flatnonzero(np.diff(ordered[:, axis])) + 1
    flat = np.delete(ordered, axis, axis=1)
    return max(greatest_of(hull_of(plane)) for plane in np.split(flat, starts))


def axes_of(points: Floats) -> Axes:
    """Find the longest diameter of flat points and the greatest one perpendicular to it.

    Args:
        points: `(n, 2)` (x, y) outline of one object, in mm or pixels.

    Returns:
        Both axes. The short one is a chord of the convex hull: within it, at the place where the hull is widest.

    Source: RECIST 1.1 (Eisenhauer et al. 2009, doi:10.1016/j.ejca.2008.10.026): the short axis is the longest
    perpendicular to the longest diameter.
    """
    hull = hull_of(points)
    ends = _ends(hull)
    along = ends[1] - ends[0]
    length = float(np.hypot(*along))
    if length == 0:
        return Axes(long_ends=ends, short_ends=ends)
    along = along / length
    across = np.array([-along[1], along[0]])
    places, heights = (hull - ends[0]) @ along, (hull - ends[0]) @ across
    # Between corners of a convex hull the width is linear, so that it is greatest at a corner.
    best = max(places, key=lambda place: np.subtract(*_extent(places, heights, float(place))))
    high, low = _extent(places, heights, float(best))
    short = np.array([ends[0] + best * along + low * across, ends[0] + best * along + high * across])
    return Axes(long_ends=ends, short_ends=short)


def hull_of(points: Floats) -> Floats:
    """Give the corners of the convex hull of flat points, `(n, 2)`, in order (Sklansky 1982, by OpenCV)."""
    distinct = np.unique(points, axis=0)
    if len(distinct) < 4:
        return distinct
    # OpenCV takes single precision; indices instead of places keep the points exact.
    indices = cv2.convexHull(np.ascontiguousarray(distinct, np.float32), returnPoints=False)
    return np.asarray(distinct[np.asarray(indices).ravel()])


def _ends(points: Floats) -> Floats:
    """Find two points that are farthest from each other, by comparing all pairs that can be."""
    points = np.asarray(points, np.float64)
    middle = points.mean(axis=0)
    radii = np.linalg.norm(points - middle, axis=1)
    # A first guess bounds the search: a pair reaches no farther than its two radii together.
    first = points[int(radii.argmax())]
    guess = float(np.linalg.norm(points - first, axis=1).max())
    candidates = points[radii + radii.max() >= guess * (1 - 1e-12)]
    best, pair = -1.0, np.stack([points[0], points[0]])
    for start in range(0, len(candidates), CHUNK):
        some = candidates[start : start + CHUNK]
        squares = ((some[:, None, :] - candidates[None]) ** 2).sum(axis=-1)
        at = np.unravel_index(int(squares.argmax()), squares.shape)
        if squares[at] > best:
            best, pair = float(squares[at]), np.stack([some[at[0]], candidates[at[1]]])
    return pair


def _extent(places: Floats, heights: Floats, place: float) -> tuple[float, float]:
    """Give greatest and least height of a convex outline over one place of its base line."""
    crossings = []
    for index in range(len(places)):
        (x0, y0), (x1, y1) = (places[index - 1], heights[index - 1]), (places[index], heights[index])
        if min(x0, x1) <= place <= max(x0, x1):
            crossings += [y0, y1] if x0 == x1 else [y0 + (y1 - y0) * (place - x0) / (x1 - x0)]
    return float(max(crossings)), float(min(crossings))
