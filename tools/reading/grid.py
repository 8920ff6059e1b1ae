"""From voxels with an affine, as NIfTI and NRRD hold them, to an instance whose frames are axial slices."""

import hashlib
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments, DamagedImage, ImplausibleHeader
from tools.image import Image, Spacing, Window
from tools.plane import Plane
from tools.reading.grey import fitted
from tools.study import Instance
from tools.volume import Volume

__all__ = ["Grid", "grid_instance"]

_SHOWN_PERCENTILES = (0.5, 99.5)
"""Values outside these percentiles [%] of the first volume are shown black or white: a few bright voxels would leave
the rest in the dark. The values themselves stay."""

_PERCENTILE_SAMPLE = 1_000_000
"""Voxels that the percentiles are taken from, evenly spread; more change them by less than a grey level."""

_DIRECTION_TOLERANCE = 1e-6
"""Directions shorter than this say nothing."""

_UNPLACED = "The file does not say how its axes lie in the patient: left and right are unknown."


class Grid(NamedTuple):
    """What a file of voxels says."""

    voxels: NDArray[Any]
    """`(i, j, k, times)`, stored values."""
    affine: NDArray[np.float64]
    """`(4, 4)`: from `(i, j, k, 1)` to LPS [mm]."""
    is_placed: bool
    """False where the directions are only a default."""
    scale: tuple[float, float] = (1.0, 0.0)
    """Slope and intercept of the stored values."""
    window: Window | None = None
    notes: tuple[str, ...] = ()


def grid_instance(grid: Grid, data: bytes) -> Instance:
    """Cut a grid into axial slices from the feet up, time by time; turned by permuting and flipping only.

    Args:
        grid: Voxels of finite size.
        data: The file, for its digest.

    Raises:
        ImplausibleHeader: If the affine is no uniform grid of voxels at right angles.
        DamagedImage: If no voxel is a finite number.
    """
    volumes, notes = _volumes(grid)
    frames: list[Image] = []
    planes: list[Plane | None] = []
    phases: list[str] = []
    window = grid.window or _window(volumes[0].voxels)
    for time, volume in enumerate(volumes, start=1):
        _, row, column = volume.spacing
        spacing = Spacing(row=row, column=column, source="affine")
        across, down = (_unit(volume.affine[:3, axis]) for axis in (2, 1))
        for index in range(volume.voxels.shape[0]):
            pixels = np.ascontiguousarray(volume.voxels[index])
            frames.append(Image(pixels=pixels, spacing=spacing, window=window, notes=notes))
            origin = volume.affine @ [index, 0, 0, 1]
            planes.append(
                Plane(origin=(float(origin[0]), float(origin[1]), float(origin[2])), across=across, down=down)
            )
            phases.append(f"time {time}")
    return Instance(
        frames=tuple(frames),
        digest=hashlib.sha256(data).hexdigest(),
        planes=tuple(planes) if grid.is_placed else (),
        phases=tuple(phases) if len(volumes) > 1 else (),
    )


def _unit(vector: NDArray[np.float64]) -> tuple[float, float, float]:
    found = vector / np.linalg.norm(vector)
    return (float(found[0]), float(found[1]), float(found[2]))


def _volumes(grid: Grid) -> tuple[list[Volume], tuple[str, ...]]:
    voxels, notes = _scaled(grid)
    affine = _thick(grid.affine)[:, [2, 1, 0, 3]]
    try:
        found = [
            Volume(voxels=voxels[..., time].transpose(2, 1, 0), affine=affine).turned("HPL")
            for time in range(voxels.shape[3])
        ]
    except BadArguments as error:
        raise ImplausibleHeader(f"The geometry of the file cannot be. {error}") from error
    if not grid.is_placed:
        notes = (*notes, _UNPLACED)
    return found, notes


def _thick(affine: NDArray[np.float64]) -> NDArray[np.float64]:
    """The affine of a single slice, whose thickness files leave out."""
    lengths = np.linalg.norm(affine[:3, :3], axis=0)
    if np.count_nonzero(lengths < _DIRECTION_TOLERANCE) != 1 or lengths[2] >= _DIRECTION_TOLERANCE:
        return affine
    found = affine.copy()
    normal = np.cross(affine[:3, 0], affine[:3, 1])
    length = float(np.linalg.norm(normal))
    found[:3, 2] = normal / length if length > _DIRECTION_TOLERANCE else [0, 0, 1]
    return found


def _scaled(grid: Grid) -> tuple[NDArray[Any], tuple[str, ...]]:
    """The values in a type that images have, and what was odd about them."""
    voxels, (slope, intercept) = grid.voxels, grid.scale
    if (slope, intercept) != (1.0, 0.0):
        with np.errstate(over="ignore", invalid="ignore"):
            voxels = voxels.astype(np.float64) * slope + intercept
    notes = grid.notes
    values = _fitted(voxels)
    if values.dtype.kind == "f":
        is_finite = np.isfinite(values)
        lost = int(values.size - np.count_nonzero(is_finite))
        if lost == values.size:
            raise DamagedImage("The file holds no voxel that is a finite number.")
        if lost:
            values = np.where(is_finite, values, values[is_finite].min()).astype(np.float32)
            notes = (*notes, f"{lost} voxels were not finite numbers and are shown as the lowest value.")
    return values, notes


def _fitted(voxels: NDArray[Any]) -> NDArray[Any]:
    """As `fitted`, in the order of the file, so that slices need no second copy."""
    native = voxels.astype(voxels.dtype.newbyteorder("="), copy=False)
    return fitted(native.T).T


def _window(voxels: NDArray[Any]) -> Window | None:
    """One window for all slices, so that they can be compared."""
    sample = voxels.reshape(-1)[:: max(1, voxels.size // _PERCENTILE_SAMPLE)]
    low, high = (float(one) for one in np.percentile(sample, _SHOWN_PERCENTILES))
    if not high - low >= 1.0:
        low, high = float(sample.min()), float(sample.max())
    if not high - low >= 1.0:
        return None
    # Inverse of PS3.3 C.11.2.1.2.1: the window's lower end is centre - 0.5 - (width - 1) / 2.
    return Window(centre=(low + high) / 2 + 0.5, width=high - low + 1)
