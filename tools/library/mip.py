"""Project a slab of a volume."""

from typing import Annotated, Literal

import numpy as np

from tools.result import ToolResult
from tools.tool import Range, Tool
from tools.viewing import ViewName, picture_of, plane_index, view
from tools.volume import Volume

__all__ = ["TOOL", "mip"]

Projection = Literal["maximum", "minimum", "average"]


def mip(
    volume: Volume,
    plane: ViewName = "axial",
    position: Annotated[float, Range(-5000, 5000)] | None = None,
    thickness: Annotated[float, Range(0.1, 5000)] | None = None,
    projection: Projection = "maximum",
) -> ToolResult:
    """Project a slab of a volume: brightest (vessels, nodules), darkest (airways, emphysema) or average values.

    Args:
        volume: Series to look at.
        plane: Direction of view.
        position: Middle of the slab, in mm (patient coordinates; left, back and head are positive).
        thickness: Of the slab in mm; the whole volume without it.
        projection: Which value of each line through the slab is shown.

    Returns:
        The projection at its true aspect ratio. A maximum hides what is darker in front of and behind it, and depth is
        lost: a finding in it must be looked for on the slices.

    Raises:
        NoVolume: If the series is no uniform volume.
        BadArguments: If the position is outside.
    """
    shown = view(volume, plane)
    count, step = shown.volume.voxels.shape[0], shown.volume.spacing[0]
    middle = plane_index(shown, None, position)
    planes = count if thickness is None else max(1, round(thickness / step))
    first = max(0, middle - (planes - 1) // 2) if thickness is not None else 0
    last = min(count, first + planes)
    slab = shown.volume.voxels[first:last]
    match projection:
        case "maximum":
            pixels = slab.max(axis=0)
        case "minimum":
            pixels = slab.min(axis=0)
        case "average":
            pixels = slab.mean(axis=0, dtype=np.float64).astype(np.float32)
    note = f"A {projection} projection over {last - first} planes ({(last - first) * step:.1f} mm)."
    image = picture_of(shown, pixels, (first + last - 1) // 2, "mip", (note,))
    ends = [round(shown.volume.position(0, one), 2) for one in (first, last - 1)]
    return ToolResult(
        text=f"mip: {plane} {projection} projection over {last - first} of {count} planes, from {ends[0]:.1f} to "
        f"{ends[1]:.1f} mm.",
        images=(image,),
        values={"planes": last - first, "from_mm": ends[0], "to_mm": ends[1]},
        warnings=(*shown.notes, "Depth is lost in a projection; look for a finding on the slices as well."),
    )


TOOL = Tool.of(mip)
