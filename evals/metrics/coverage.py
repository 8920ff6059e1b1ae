"""How much of some boxes lies inside others: exactly, and on a grid of pixels as RadFact counts it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Region", "covered", "covered_pixels"]


class Region(NamedTuple):
    """A rectangle in shares of an image's width and height [0-1], origin = its top-left corner."""

    x_min: float
    y_min: float
    x_max: float
    y_max: float


def covered(boxes: Sequence[Region], by: Sequence[Region]) -> float:
    """Return the share of the area of some boxes together that lies in others together [0-1].

    Where boxes overlap, their area counts once.

    Returns:
        nan where the boxes have no area.
    """
    xs = sorted({edge for one in (*boxes, *by) for edge in (one.x_min, one.x_max)})
    ys = sorted({edge for one in (*boxes, *by) for edge in (one.y_min, one.y_max)})
    inside, outside = 0.0, 0.0
    for left, right in pairwise(xs):
        for top, bottom in pairwise(ys):
            cell = Region(left, top, right, bottom)
            if not _holds(boxes, cell):
                continue
            area = (right - left) * (bottom - top)
            if _holds(by, cell):
                inside += area
            else:
                outside += area
    return inside / (inside + outside) if inside + outside > 0 else float("nan")


def covered_pixels(boxes: Sequence[Region], by: Sequence[Region], size: int) -> float:
    """Return the share of the pixels of some boxes that are pixels of others as well [0-1].

    Edges are cut down to whole pixels; the pixel that an edge cuts through on the right or below is not part of the
    box. Source: `get_mask_from_boxes` and `compute_box_metrics` in src/radfact/metric/box_metrics.py of
    https://github.com/microsoft/RadFact (commit 6faecba).

    Args:
        boxes: Whose pixels are counted.
        by: What they may lie in.
        size: Width and height of the grid [px].

    Returns:
        nan where the boxes have no pixel.
    """
    ours, others = _mask(boxes, size), _mask(by, size)
    total = int(ours.sum())
    return int((ours & others).sum()) / total if total else float("nan")


def _holds(boxes: Sequence[Region], cell: Region) -> bool:
    return any(
        one.x_min <= cell.x_min and cell.x_max <= one.x_max and one.y_min <= cell.y_min and cell.y_max <= one.y_max
        for one in boxes
    )


def _mask(boxes: Sequence[Region], size: int) -> npt.NDArray[np.bool_]:
    mask = np.zeros((size, size), dtype=np.bool_)
    for one in boxes:
        left, top, right, bottom = (int(edge * size) for edge in one)
        mask[left:right, top:bottom] = True
    return mask
