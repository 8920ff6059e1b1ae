"""The shape of a three-dimensional mask: volume, surface, diameters, axes."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments
from tools.measuring.diameters import greatest_in_planes, greatest_of
from tools.measuring.mesh import mesh_of

__all__ = ["Shape", "axis_lengths", "shape_of", "voxel_volume"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Measures of a body."""

    voxel_volume: float
    """Voxels counted [mm³]."""
    mesh_volume: float
    """Volume inside the surface of triangles [mm³]; smaller than counted voxels, as corners are cut."""
    surface_area: float
    """Area of the surface of triangles [mm²]."""
    surface_volume_ratio: float
    """Surface area over mesh volume [1/mm]."""
    sphericity: float
    """Surface of a sphere of the same volume over the surface [0-1]."""
    maximum_3d_diameter: float
    """Greatest distance of two points of the surface [mm]."""
    maximum_2d_diameter_slice: float
    """The same within one slice, at constant z [mm]."""
    maximum_2d_diameter_column: float
    """The same within one plane of constant y [mm]."""
    maximum_2d_diameter_row: float
    """The same within one plane of constant x [mm]."""
    major_axis_length: float
    """Of the ellipsoid with the same second moments [mm]."""
    minor_axis_length: float
    """Its second axis [mm]."""
    least_axis_length: float
    """Its third axis [mm]."""
    elongation: float
    """Minor over major axis [0-1]."""
    flatness: float
    """Least over major axis [0-1]."""

    def as_dict(self) -> dict[str, float]:
        """Give name and value of each."""
        return {one.name: float(getattr(self, one.name)) for one in fields(self)}


def voxel_volume(mask: Bools, spacing: tuple[float, float, float]) -> float:
    """Count the voxels of a mask `(Z, Y, X)` times the volume of one [mm³]."""
    return float(np.count_nonzero(mask) * np.prod(spacing))


def axis_lengths(mask: Bools, spacing: tuple[float, ...]) -> tuple[float, ...]:
    """Give the axes of the ellipsoid, or ellipse, with the mask's second moments, longest first [mm].

    Source: four standard deviations along each principal axis (PyRadiomics' axis lengths; IBSI 3.1.13-15).
    """
    places = np.argwhere(mask) * np.asarray(spacing, np.float64)
    places = places - places.mean(axis=0)
    moments = np.linalg.eigvalsh(places.T @ places / len(places))
    return tuple(float(4 * np.sqrt(max(one, 0.0))) for one in moments[::-1])


def shape_of(mask: Bools, spacing: tuple[float, float, float]) -> Shape:
    """Measure a body.

    Args:
        mask: `(Z, Y, X)`, true inside, not empty.
        spacing: Distance of voxel centres along (z, y, x) [mm].

    Returns:
        Its measures.

    Raises:
        BadArguments: If the mask is empty or not three-dimensional, or a spacing is not positive and finite.

    Source: van Griethuysen et al. 2017, doi:10.1158/0008-5472.CAN-17-0339 (PyRadiomics, shape); IBSI 3.1.
    """
    if not all(0 < side < np.inf for side in spacing):
        raise BadArguments(f"Spacing must be positive and finite [mm], got {spacing!r}.")
    mesh = mesh_of(mask, spacing)
    area, volume = mesh.area, mesh.volume
    major, minor, least = axis_lengths(mask, spacing)
    return Shape(
        voxel_volume=voxel_volume(mask, spacing),
        mesh_volume=volume,
        surface_area=area,
        surface_volume_ratio=area / volume,
        sphericity=float((36 * np.pi * volume**2) ** (1 / 3) / area),
        maximum_3d_diameter=greatest_of(mesh.vertices),
        maximum_2d_diameter_slice=greatest_in_planes(mesh.vertices, 0),
        maximum_2d_diameter_column=greatest_in_planes(mesh.vertices, 1),
        maximum_2d_diameter_row=greatest_in_planes(mesh.vertices, 2),
        major_axis_length=major,
        minor_axis_length=minor,
        least_axis_length=least,
        elongation=minor / major if major else 1.0,
        flatness=least / major if major else 1.0,
    )
