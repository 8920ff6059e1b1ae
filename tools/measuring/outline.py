"""The outline of a flat mask as line segments: its length, the area inside, and the places it runs through."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments
from tools.measuring.diameters import greatest_of, hull_of
from tools.measuring.shape import axis_lengths

__all__ = ["FlatShape", "Outline", "flat_shape_of", "outline_of"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

CORNERS = ((0, 0), (0, 1), (1, 1), (1, 0))
"""Corners of a square (y, x), turning from the x axis to the y axis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The border of a flat mask, through the midpoints between inner and outer pixel centres."""

    starts: Floats
    """`(n, 2)` (x, y), relative to the top-left corner of the first pixel [mm or pixels]."""
    ends: Floats
    """`(n, 2)`: each segment leads from its start to its end with the inside on one side."""

    @property
    def perimeter(self) -> float:
        """Length of all segments."""
        return float(np.hypot(*(self.ends - self.starts).T).sum())

    @property
    def area(self) -> float:
        """Area inside: the sum of signed triangles to one point (Green's theorem)."""
        middle = self.starts.mean(axis=0)
        (x0, y0), (x1, y1) = (self.starts - middle).T, (self.ends - middle).T
        return abs(float((x0 * y1 - x1 * y0).sum() / 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatShape:
    """Measures of a flat object."""

    pixel_surface: float
    """Pixels counted [mm²]."""
    mesh_surface: float
    """Area inside the outline [mm²]."""
    perimeter: float
    """Length of the outline [mm]."""
    perimeter_surface_ratio: float
    """Perimeter over the area inside [1/mm]."""
    sphericity: float
    """Perimeter of a circle of the same area over the perimeter [0-1]."""
    maximum_diameter: float
    """Greatest distance of two points of the outline [mm]."""
    major_axis_length: float
    """Of the ellipse with the same second moments [mm]."""
    minor_axis_length: float
    """Its second axis [mm]."""
    elongation: float
    """Minor over major axis [0-1]."""

    def as_dict(self) -> dict[str, float]:
        """Give name and value of each."""
        return {one.name: float(getattr(self, one.name)) for one in fields(self)}


def outline_of(mask: Bools, spacing: tuple[float, float]) -> Outline:
    """Trace the border of a flat mask.

    Args:
        mask: `(Y, X)`, true inside, not empty.
        spacing: Distance of pixel centres along (y, x) [mm], or (1, 1) for pixels.

    Returns:
        Its border; diagonal neighbours are kept apart.

    Raises:
        BadArguments: If the mask is empty or not flat.

    Source: marching squares, the flat case of Lorensen & Cline 1987, doi:10.1145/37402.37422.
    """
    if mask.ndim != 2 or not mask.any():
        raise BadArguments(f"An outline needs a flat mask with something in it, got shape {mask.shape}.")
    padded = np.pad(mask, 1)
    height, width = (side - 1 for side in padded.shape)
    inner = [padded[y : y + height, x : x + width] for y, x in CORNERS]
    starts, ends = [], []
    for index in range(4):
        # A run of inner corners ends behind corner `index`; the border leads back to where the run began.
        leaving = inner[index] & ~inner[(index + 1) % 4]
        for length in (1, 2, 3):
            run = leaving & ~inner[index - length]
            for step in range(1, length):
                run = run & inner[index - step]
            squares = np.argwhere(run)
            starts.append(squares + _middle(index))
            ends.append(squares + _middle(index - length))
    scale = np.asarray(spacing, np.float64)
    # Squares begin half a pixel before the first pixel's corner, as the mask is padded by one.
    places = [((np.concatenate(some) - 0.5) * scale)[:, ::-1] for some in (starts, ends)]
    return Outline(starts=places[0], ends=places[1])


def flat_shape_of(mask: Bools, spacing: tuple[float, float]) -> FlatShape:
    """Measure a flat object.

    Args:
        mask: `(Y, X)`, true inside, not empty.
        spacing: Distance of pixel centres along (y, x) [mm].

    Returns:
        Its measures.

    Raises:
        BadArguments: If the mask is empty or not flat.

    Source: PyRadiomics, two-dimensional shape (van Griethuysen et al. 2017, doi:10.1158/0008-5472.CAN-17-0339).
    """
    outline = outline_of(mask, spacing)
    area, perimeter = outline.area, outline.perimeter
    major, minor = axis_lengths(mask, spacing)
    return FlatShape(
        pixel_surface=float(np.count_nonzero(mask) * np.prod(spacing)),
        mesh_surface=area,
        perimeter=perimeter,
        perimeter_surface_ratio=perimeter / area,
        sphericity=float(2 * np.sqrt(np.pi * area) / perimeter),
        maximum_diameter=greatest_of(hull_of(outline.starts)),
        major_axis_length=major,
        minor_axis_length=minor,
        elongation=minor / major if major else 1.0,
    )


def _middle(index: int) -> Floats:
    """Give the middle of the side behind a corner (y, x)."""
    first, second = CORNERS[index % 4], CORNERS[(index + 1) % 4]
    return np.asarray((np.array(first) + np.array(second)) / 2)
