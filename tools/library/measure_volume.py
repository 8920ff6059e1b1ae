"""Measure a body in a volume by its range of values."""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments
from tools.finding import Measurement
from tools.measuring.connected import connected_part
from tools.measuring.first_order import first_order
from tools.measuring.measured import in_words
from tools.measuring.mesh import MOST_VOXELS
from tools.measuring.shape import shape_of, voxel_volume
from tools.region import BoundingBox
from tools.result import ToolResult
from tools.tool import Range, Tool
from tools.volume import Volume

__all__ = ["TOOL", "measure_volume"]

MM3_PER_ML = 1000.0
"""Cubic millimetres in a millilitre."""
UNITLESS = "The values have no physical unit, so the limits hold for this series only."
CUT = "The body reaches the border of the volume, so part of it may be missing."

Bools = NDArray[np.bool_]


def measure_volume(
    volume: Volume,
    low: Annotated[float, Range(-32768, 65535)],
    high: Annotated[float, Range(-32768, 65535)],
    index: Annotated[int, Range(1, 4000)] | None = None,
    region: BoundingBox | None = None,
) -> ToolResult:
    """Measure the volume in mL, greatest diameters and mean value of a body by its range of values (HU on CT).

    Args:
        volume: Series to measure in.
        low: Least value that belongs to the body.
        high: Greatest value that belongs to it.
        index: Number of a slice, from 1, on which the region lies; with a region only.
        region: Box on that slice; what is connected with it is measured, everything in the range without it.

    Returns:
        The measurements; the outline is by values alone, so neighbours of the same density are measured with it.

    Raises:
        NoVolume: If the series is no uniform volume.
        BadArguments: If the range is empty, the slice or region is outside, or nothing lies in the range there.
    """
    if low > high:
        raise BadArguments(f"low must not be greater than high, got {low:g} and {high:g}.")
    if (index is None) != (region is None):
        raise BadArguments("measure_volume needs index and region together, or neither.")
    mask = (volume.voxels >= low) & (volume.voxels <= high)
    if index is not None and region is not None:
        mask = connected_part(mask, _seed(volume, index, region))
    count = int(np.count_nonzero(mask))
    if count == 0:
        raise BadArguments(f"No voxel of the body has values from {low:g} to {high:g}; choose another range or region.")
    measurements = _measured(volume, mask, f"Voxels from {low:g} to {high:g} {volume.unit}, counted.")
    said = "; ".join(in_words(one) for one in measurements)
    warnings = [*volume.notes]
    if any(mask.take(side, axis=axis).any() for axis in range(3) for side in (0, -1)):
        warnings.append(CUT)
    if volume.unit == "1":
        warnings.append(UNITLESS)
    if len(measurements) == 1:
        warnings.append("The body is too large for its surface and diameters.")
    return ToolResult(
        text=f"measure_volume: {said}.",
        measurements=measurements,
        values={"voxels": count, "slices": int(mask.any(axis=(1, 2)).sum())},
        warnings=tuple(warnings),
    )


def _seed(volume: Volume, index: int, region: BoundingBox) -> Bools:
    slices, height, width = volume.voxels.shape
    if index > slices:
        raise BadArguments(f"index must be from 1 to {slices}, got {index}.")
    box = region.clamped(width, height)
    seed = np.zeros(volume.voxels.shape, np.bool_)
    rows, columns = (
        slice(int(start), int(np.ceil(end))) for start, end in ((box.top, box.bottom), (box.left, box.right))
    )
    seed[index - 1, rows, columns] = True
    return seed


def _measured(volume: Volume, mask: Bools, basis: str) -> tuple[Measurement, ...]:
    spacing = volume.spacing
    counted = voxel_volume(mask, spacing) / MM3_PER_ML
    extent = np.prod([np.ptp(axis) + 3 for axis in np.nonzero(mask)])
    if extent > MOST_VOXELS:
        return (Measurement(code="volume", name="volume", value=counted, unit="mL", basis=basis),)
    shape = shape_of(mask, spacing)
    # A border that lies half a voxel off all around changes the volume by its surface times half a voxel's side.
    layer = shape.surface_area * float(np.cbrt(np.prod(spacing))) / 2 / MM3_PER_ML
    values = first_order(volume.voxels[mask])
    surface = "Of its surface of triangles (marching cubes)."
    # Both ends may lie off by half the diagonal of a voxel.
    step = float(np.hypot.reduce(spacing))
    return (
        Measurement(code="volume", name="volume", value=counted, unit="mL", uncertainty=layer, basis=basis),
        Measurement(
            code="maximum-3d-diameter",
            name="greatest diameter",
            value=shape.maximum_3d_diameter,
            unit="mm",
            uncertainty=step,
            basis=surface,
        ),
        Measurement(
            code="maximum-2d-diameter",
            name="greatest diameter within a slice",
            value=shape.maximum_2d_diameter_slice,
            unit="mm",
            uncertainty=float(np.hypot(*spacing[1:])),
            basis=surface,
        ),
        Measurement(code="surface-area", name="surface", value=shape.surface_area, unit="mm2", basis=surface),
        Measurement(code="sphericity", name="sphericity", value=shape.sphericity, unit="1", basis=surface),
        Measurement(code="intensity-mean", name="mean", value=values.mean, unit=volume.unit, basis="Of its voxels."),
        Measurement(
            code="intensity-standard-deviation",
            name="standard deviation",
            value=values.standard_deviation,
            unit=volume.unit,
            basis="Of its voxels.",
        ),
    )


TOOL = Tool.of(measure_volume)
