"""The surface of a three-dimensional mask as triangles, its area and the volume that it encloses."""

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments

__all__ = ["Mesh", "mesh_of"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

CORNERS = np.array([[index >> 2 & 1, index >> 1 & 1, index & 1] for index in range(8)])
"""Corners of a cube, `(8, 3)` (z, y, x); the corner's number is 4 z + 2 y + x."""

FACES = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))
"""Corners of each face in one turning sense as seen from outside: two faces pass their common edge in opposite ways."""

MOST_VOXELS = 256**3
"""Voxels of a padded mask that is meshed at once: about 0.5 GB of working memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesh:
    """A closed surface of triangles."""

    vertices: Floats
    """`(n, 3)` (z, y, x) [mm], each place once."""
    triangles: Integers
    """`(m, 3)` indices of vertices, turning alike as seen from outside."""

    @property
    def area(self) -> float:
        """Area of all triangles [mm²]."""
        first, second, third = (self.vertices[self.triangles[:, column]] for column in range(3))
        return float(np.linalg.norm(np.cross(second - first, third - first), axis=1).sum() / 2)

    @property
    def volume(self) -> float:
        """Enclosed volume [mm³]: the sum of the signed tetrahedra to one point (divergence theorem)."""
        first, second, third = (
            self.vertices[self.triangles[:, column]] - self.vertices.mean(axis=0) for column in range(3)
        )
        return abs(float(np.einsum("ij,ij->", first, np.cross(second, third)) / 6))


def mesh_of(mask: Bools, spacing: tuple[float, float, float]) -> Mesh:
    """Wrap a mask into triangles between its voxels and their neighbours.

    Args:
        mask: `(Z, Y, X)`, true inside, not empty.
        spacing: Distance of voxel centres along (z, y, x) [mm].

    Returns:
        Its closed surface through the midpoints between inner and outer voxel centres; coordinates are relative to the
        centre of the first voxel.

    Raises:
        BadArguments: If the mask is empty, not three-dimensional or too large.

    Source: marching cubes, Lorensen & Cline 1987, doi:10.1145/37402.37422. The table of triangles is derived here;
    where a face is ambiguous, inner corners are kept apart, which leaves no holes.
    """
    if mask.ndim != 3 or not mask.any():
        raise BadArguments(f"A surface needs a mask (Z, Y, X) with something in it, got shape {mask.shape}.")
    inside = np.nonzero(mask)
    low = np.array([axis.min() for axis in inside])
    part = mask[tuple(slice(int(axis.min()), int(axis.max()) + 1) for axis in inside)]
    padded = np.pad(part, 1)
    if padded.size > MOST_VOXELS:
        raise BadArguments(f"A mask of {padded.size} voxels is too large to mesh; at most {MOST_VOXELS}.")
    depth, height, width = (side - 1 for side in padded.shape)
    kinds = np.zeros((depth, height, width), np.uint8)
    for number, (z, y, x) in enumerate(CORNERS):
        kinds |= padded[z : z + depth, y : y + height, x : x + width].astype(np.uint8) << number
    proportions = tuple(round(side / max(spacing), 9) for side in spacing)
    found = []
    for kind in np.unique(kinds):
        shape = _triangles(int(kind), proportions)
        if shape.size:
            # Doubled coordinates keep the midpoints whole, so that equal places are found exactly.
            cubes = 2 * np.argwhere(kinds == kind)
            found.append((cubes[:, None, None, :] + shape[None]).reshape(-1, 3, 3))
    corners = np.concatenate(found).reshape(-1, 3)
    places, indices = np.unique(corners, axis=0, return_inverse=True)
    vertices = (places / 2 - 1 + low) * np.asarray(spacing, np.float64)
    return Mesh(vertices=vertices, triangles=indices.reshape(-1, 3))


@functools.lru_cache(maxsize=4096)
def _triangles(kind: int, proportions: tuple[float, ...]) -> Integers:
    """Give the triangles of a cube whose inner corners are the bits of `kind`: `(m, 3, 3)` in half sides.

    A loop that is not flat can be split in several ways. The tables in use, PyRadiomics' among them, take the one of
    the greatest area; of equal ones that which encloses most, and then the one that is largest at the
    proportions of the voxel, so that turning or mirroring a mask changes nothing.
    """
    following = dict(cut for face in FACES for cut in _cuts(face, kind))
    triangles: list[Integers] = []
    while following:
        start = min(following)
        loop = [start]
        while (step := following.pop(loop[-1])) != start:
            loop.append(step)
        places = np.array([CORNERS[first] + CORNERS[second] for first, second in reversed(loop)])
        splits = [places[np.array(split)] for split in _splits(tuple(range(len(places))))]
        ranks = [_rank(split, np.array(proportions)) for split in splits]
        triangles.append(splits[ranks.index(max(ranks))])
    return np.concatenate(triangles) if triangles else np.zeros((0, 3, 3), np.int64)


def _rank(triangles: Integers, proportions: Floats) -> tuple[float, float, float]:
    """Give multiples of area and volume in a cube, and of the area in the voxel, rounded to find equal ones."""
    enclosed = np.linalg.det((triangles - 1).astype(np.float64)).sum()
    return _area(triangles), round(float(enclosed), 6), _area(triangles * proportions)


def _area(triangles: Floats | Integers) -> float:
    sides = np.asarray(triangles[:, 1:] - triangles[:, :1], np.float64)
    return round(float(np.linalg.norm(np.cross(sides[:, 0], sides[:, 1]), axis=1).sum()), 6)


def _splits(loop: tuple[int, ...]) -> list[tuple[tuple[int, int, int], ...]]:
    """List all ways to split a loop of corners into triangles without crossing lines."""
    if len(loop) < 3:
        return [()]
    first, last = loop[0], loop[-1]
    return [
        ((first, loop[at], last), *before, *after)
        for at in range(1, len(loop) - 1)
        for before in _splits(loop[: at + 1])
        for after in _splits(loop[at:])
    ]


def _cuts(face: tuple[int, ...], kind: int) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Cut a face: from the edge on which each run of inner corners ends, back to that on which it began."""
    inner = [bool(kind >> corner & 1) for corner in face]
    cuts = []
    for index in range(4):
        if inner[index] and not inner[(index + 1) % 4]:
            first = index
            while inner[first - 1]:
                first -= 1
            leaving = sorted((face[index], face[(index + 1) % 4]))
            entering = sorted((face[first - 1], face[first]))
            cuts.append(((leaving[0], leaving[1]), (entering[0], entering[1])))
    return cuts
