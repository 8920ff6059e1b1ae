"""Planes of a volume as pictures: turned as a radiologist sees them, with square pixels and named sides."""

from dataclasses import replace
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments
from tools.image import Image, Origin, Spacing
from tools.region import BoundingBox
from tools.resampling import resized
from tools.volume import Turning, Volume

__all__ = ["VIEWS", "View", "ViewName", "picture_of", "plane_index", "square", "view"]

ViewName = Literal["axial", "coronal", "sagittal"]

VIEWS: dict[ViewName, str] = {"axial": "HPL", "coronal": "PFL", "sagittal": "LFP"}
"""Where slices, rows and columns run in each view, as radiologists hang it: axial from the feet, coronal from the
front, both with the patient's left on the picture's right; sagittal from the left with the front on the picture's left.
Source: PS3.3 C.7.6.1.1.1 (Patient Orientation L\\P, L\\F, P\\F)."""

MAXIMUM_SIDE = 2048
"""Longest side of a picture [pixels]: beyond it a model server scales down again."""

_SQUARE_WITHIN = 0.01
"""Spacings that differ by less than this share are shown as they are."""

_OBLIQUE_DEGREES = 5.0
"""Angle to the patient's axes from which a note says that the planes are oblique [deg]; ours, not published."""

_AXES = {"L": 0, "R": 0, "P": 1, "A": 1, "H": 2, "F": 2}


class View(NamedTuple):
    """A volume turned for viewing, with the way back to its own slices."""

    name: str
    volume: Volume
    """Slices along the direction of view, rows downwards, columns to the right."""
    turning: Turning
    """How its axes follow from those of the volume as it was stacked."""
    notes: tuple[str, ...]


def view(volume: Volume, name: ViewName | None) -> View:
    """Turn a volume for viewing; nothing is resampled.

    Args:
        volume: Any volume.
        name: The view, or None for its own slices as they were acquired.
    """
    notes = _oblique(max(one.off for one in volume.axes))
    if name is None:
        return View(_nearest(volume.axes[0].letter), volume, Turning((0, 1, 2), (False, False, False)), notes)
    return View(name, volume.turned(VIEWS[name]), volume.turning(VIEWS[name]), notes)


def _nearest(letter: str) -> str:
    return ("sagittal", "coronal", "axial")[_AXES[letter]]


def _oblique(off: float) -> tuple[str, ...]:
    if off < _OBLIQUE_DEGREES:
        return ()
    return (f"The volume is oblique: its axes are up to {off:.0f} degrees off the patient's, and so are its planes.",)


def plane_index(shown: View, index: int | None, position: float | None) -> int:
    """The plane to show, from 0: by number from 1, by position [mm, LPS], or the middle one.

    Raises:
        BadArguments: If both are given, or the plane is outside.
    """
    count = int(shown.volume.voxels.shape[0])
    if index is not None and position is not None:
        raise BadArguments("Give index or position, not both.")
    if position is not None:
        return shown.volume.index_at(0, position)
    if index is None:
        return count // 2
    if not 1 <= index <= count:
        raise BadArguments(f"index must be from 1 to {count} in this view, got {index}.")
    return index - 1


def square(pixels: NDArray[Any], row: float, column: float) -> NDArray[Any]:
    """Draw a plane with square pixels as large as its finer spacing, at most `MAXIMUM_SIDE` long."""
    fine = min(row, column)
    if max(row, column) <= (1 + _SQUARE_WITHIN) * fine and max(pixels.shape) <= MAXIMUM_SIDE:
        return np.ascontiguousarray(pixels)
    height, width = pixels.shape[0] * row / fine, pixels.shape[1] * column / fine
    shrink = min(1.0, MAXIMUM_SIDE / max(height, width))
    return resized(pixels, max(1, round(width * shrink)), max(1, round(height * shrink)))


def picture_of(shown: View, pixels: NDArray[Any], index: int, operation: str, notes: tuple[str, ...] = ()) -> Image:
    """A plane of a view, or what was made of several, as an image with its origin.

    Args:
        shown: The view.
        pixels: `(rows, columns)` of the view's grid.
        index: The plane that it shows, or the middle one of a slab, from 0.
        operation: Name of the tool.
        notes: What else to say of it.
    """
    volume = shown.volume
    _, row, column = volume.spacing
    drawn = square(pixels, row, column)
    if drawn.dtype == np.float64:
        drawn = drawn.astype(np.float32)
    axes = volume.axes
    window = volume.window
    facts = {**volume.facts, "PatientOrientation": f"{axes[2].letter}\\{axes[1].letter}"}
    facts.pop("ImageOrientationPatient", None)
    facts |= {"Rows": str(drawn.shape[0]), "Columns": str(drawn.shape[1])}
    image = Image(
        pixels=drawn,
        spacing=Spacing(
            row=row * pixels.shape[0] / drawn.shape[0],
            column=column * pixels.shape[1] / drawn.shape[1],
            source="affine",
        ),
        window=window,
        unit=volume.unit,
        modality=volume.modality,
        facts=facts,
        notes=(*volume.notes, *shown.notes, *notes),
    )
    return replace(image, origin=_origin(shown, index, operation)) if volume.sources else image


def _origin(shown: View, index: int, operation: str) -> Origin:
    """The source slice that a plane is, or the strip in which it crosses the middle source slice."""
    sources, axis = shown.volume.sources, shown.turning.order[0]
    if shown.turning.flips[0]:
        index = shown.volume.voxels.shape[0] - 1 - index
    parent = sources[index if axis == 0 else len(sources) // 2]
    left, right = (index, index + 1) if axis == 2 else (0, parent.width)
    top, bottom = (index, index + 1) if axis == 1 else (0, parent.height)
    box = BoundingBox(left=float(left), top=float(top), right=float(right), bottom=float(bottom))
    return Origin(parent=parent, operation=operation, box=box)
