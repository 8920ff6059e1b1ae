"""Show a volume in another plane."""

from typing import Annotated

from tools.result import ToolResult
from tools.tool import Range, Tool
from tools.viewing import ViewName, picture_of, plane_index, view
from tools.volume import Volume

__all__ = ["TOOL", "mpr"]


def mpr(
    volume: Volume,
    plane: ViewName,
    index: Annotated[int, Range(1, 4000)] | None = None,
    position: Annotated[float, Range(-5000, 5000)] | None = None,
) -> ToolResult:
    """Show an axial, coronal or sagittal plane of a volume (multiplanar reformation) at its true aspect ratio.

    The planes are those of the voxels that lie nearest to the patient's; nothing is interpolated between them, only
    within the plane, so that pixels are square.

    Args:
        volume: Series to look at.
        plane: Direction of view.
        index: Number of the plane, from 1: axial from the feet, coronal from the front, sagittal from the right.
        position: Where the plane lies, in mm (patient coordinates; left, back and head are positive).

    Returns:
        The plane, the middle one without index and position; axial and coronal planes have the patient's left on the
        right of the picture, sagittal ones the front on its left.

    Raises:
        NoVolume: If the series is no uniform volume.
        BadArguments: If there is no such plane.
    """
    shown = view(volume, plane)
    chosen = plane_index(shown, index, position)
    count = shown.volume.voxels.shape[0]
    where = shown.volume.position(0, chosen)
    image = picture_of(shown, shown.volume.voxels[chosen], chosen, "mpr")
    sides = image.facts["PatientOrientation"].replace("\\", ", rows to ")
    return ToolResult(
        text=f"mpr: {plane} plane {chosen + 1} of {count}, at {where:.1f} mm; columns run to {sides}.",
        images=(image,),
        values={"index": chosen + 1, "planes": count, "position_mm": round(where, 2)},
        warnings=shown.notes,
    )


TOOL = Tool.of(mpr)
