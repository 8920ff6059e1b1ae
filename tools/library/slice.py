"""Show one slice of a volume."""

from typing import Annotated

from tools.result import ToolResult
from tools.tool import Range, Tool
from tools.viewing import picture_of, plane_index, view
from tools.volume import Volume

__all__ = ["TOOL", "slice"]


def slice(
    volume: Volume,
    index: Annotated[int, Range(1, 4000)] | None = None,
    position: Annotated[float, Range(-5000, 5000)] | None = None,
) -> ToolResult:
    """Show one slice of a series as it was acquired, by its number or its position; the middle one without either.

    Args:
        volume: Series to look at.
        index: Number of the slice, from 1, in the direction of the stack.
        position: Where the slice lies, in mm along the stack (patient coordinates, left, back and head are positive).

    Returns:
        The slice with its position and the sides of the patient to which its columns and rows run.

    Raises:
        NoVolume: If the series is no uniform volume.
        BadArguments: If there is no such slice.
    """
    shown = view(volume, None)
    chosen = plane_index(shown, index, position)
    count = volume.voxels.shape[0]
    where = volume.position(0, chosen)
    image = picture_of(shown, volume.voxels[chosen], chosen, "slice")
    sides = image.facts["PatientOrientation"].replace("\\", ", rows to ")
    return ToolResult(
        text=f"slice: number {chosen + 1} of {count}, at {where:.1f} mm towards {volume.axes[0].letter}; "
        f"columns run to {sides}.",
        images=(image,),
        values={"index": chosen + 1, "slices": count, "position_mm": round(where, 2)},
        warnings=shown.notes,
    )


TOOL = Tool.of(slice)
