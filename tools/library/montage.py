"""Show several slices of a volume at once."""

from math import ceil, sqrt
from typing import Annotated

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments
from tools.image import Image
from tools.rendering import scaled
from tools.result import ToolResult
from tools.tool import Range, Tool
from tools.viewing import ViewName, picture_of, view
from tools.volume import Volume

__all__ = ["TOOL", "montage"]

MAXIMUM_SIDE = 1536
"""Longest side of the montage [pixels]: what a vision encoder of the Qwen2-VL family takes unshrunk."""

_LABEL_ROWS = 18
"""Rows above each picture for its number [pixels]."""


def montage(
    volume: Volume,
    plane: ViewName | None = None,
    count: Annotated[int, Range(2, 36)] = 12,
    slices: Annotated[tuple[int, ...], Range(1, 36)] | None = None,
) -> ToolResult:
    """Show several slices of a volume in one picture, each with its number, for an overview.

    Args:
        volume: Series to look at.
        plane: Direction of view; without it the slices as they were acquired.
        count: How many, evenly spaced over the volume with both ends left out.
        slices: Numbers of the slices to show, from 1, in place of evenly spaced ones.

    Returns:
        One picture, row by row from the top left; the values say which slice is where.

    Raises:
        NoVolume: If the series is no uniform volume.
        BadArguments: If a slice does not exist.
    """
    shown = view(volume, plane)
    there = shown.volume.voxels.shape[0]
    chosen = _even(min(count, there), there) if slices is None else [_checked(one, there) for one in slices]
    pictures = [picture_of(shown, shown.volume.voxels[index], index, "montage") for index in chosen]
    across = ceil(sqrt(len(chosen)))
    down = ceil(len(chosen) / across)
    tiles = [scaled(one.shown(), MAXIMUM_SIDE // across) for one in pictures]
    height, width = tiles[0].shape[0] + _LABEL_ROWS, tiles[0].shape[1]
    canvas = np.zeros((down * height, across * width), np.uint8)
    placed = []
    for place, (index, tile) in enumerate(zip(chosen, tiles, strict=True)):
        top, left = (place // across) * height, (place % across) * width
        canvas[top + _LABEL_ROWS : top + height, left : left + width] = tile
        _label(canvas, str(index + 1), left, top)
        box = [left, top + _LABEL_ROWS, left + width, top + height]
        placed.append({"slice": index + 1, "position_mm": round(shown.volume.position(0, index), 2), "box": box})
    middle = pictures[len(pictures) // 2]
    facts = {key: value for key, value in middle.facts.items() if key not in ("Rows", "Columns")}
    image = Image(
        pixels=canvas, modality=volume.modality, facts=facts, notes=(*volume.notes, *shown.notes), origin=middle.origin
    )
    return ToolResult(
        text=f"montage: {len(chosen)} of {there} {shown.name} slices, row by row from the top left, numbered.",
        images=(image,),
        values={"tiles": placed},
        warnings=shown.notes,
    )


def _even(count: int, there: int) -> list[int]:
    """The middles of `count` equal parts."""
    return [int((one + 0.5) * there / count) for one in range(count)]


def _checked(number: int, there: int) -> int:
    if not 1 <= number <= there:
        raise BadArguments(f"slices must be numbers from 1 to {there} in this view, got {number}.")
    return number - 1


def _label(canvas: NDArray[np.uint8], text: str, left: int, top: int) -> None:
    cv2.putText(canvas, text, (left + 4, top + 14), cv2.FONT_HERSHEY_SIMPLEX, 0.45, 255, 1, cv2.LINE_AA)


TOOL = Tool.of(montage)
