"""Siemens mosaics: many slices of one volume, tiled into a single picture."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from tools.image import Image
from tools.plane import Plane
from tools.reading.attributes import attribute, finite, numbers
from tools.reading.limits import DECODER_ERRORS
from tools.study import Instance

__all__ = ["is_mosaic", "split_mosaic"]

_COUNT_TAG = (0x0019, 0x100A)
"""Number of Images In Mosaic, in the private group of the creator `SIEMENS MR HEADER`."""
_CSA_TAG = (0x0029, 0x1010)
"""CSA Image Header Info, in the private group of the creator `SIEMENS CSA HEADER`."""

_MOST_TILES = 1_024
"""Slices of one mosaic; 32 x 32 tiles of 64 pixels are more than the scanner's matrix holds."""

_OPPOSITE = (
    "The slices of the mosaic run against the cross product of its rows and columns, as its private header says."
)
_GUESSED = "The private header of the mosaic does not say to which side its slices run; their normal was taken."
_UNPLACED = "The file is a mosaic of slices whose distance is not stated, so they are in order but without place."


def is_mosaic(dataset: Dataset) -> bool:
    """True for a mosaic whose number of slices is known."""
    kinds = attribute([dataset], "ImageType")
    # A damaged header can hold anything here, a number as well.
    parts = kinds if isinstance(kinds, Sequence) and not isinstance(kinds, str) else [kinds]
    named = "MOSAIC" in [str(one).upper() for one in parts]
    return named and _count(dataset) is not None


def _count(dataset: Dataset) -> int | None:
    stated = numbers(_private(dataset, _COUNT_TAG))
    if stated is None:
        stated = numbers(_csa(dataset, "NumberOfImagesInMosaic"))
    if stated is None or not math.isfinite(stated[0]) or stated[0] != int(stated[0]):
        return None
    return int(stated[0]) if 1 < stated[0] <= _MOST_TILES else None


def split_mosaic(instance: Instance, dataset: Dataset, plane: Plane | None, phase: str) -> Instance:
    """Cut a mosaic into its slices, with the place of each.

    The position in the header is that of a slice as large as the whole mosaic, so it moves by half the difference.
    Tiles run row by row from the top left; those beyond the last slice are blank and dropped.
    Source: NiBabel's description of the mosaic format (nipy.org/nibabel/dicom/dicom_mosaic.html).

    Args:
        instance: With the mosaic as its only frame.
        dataset: What it was read from.
        plane: As the header states it, for the whole mosaic.
        phase: What tells it from others at the same place.
    """
    mosaic, count = instance.frames[0], _count(dataset)
    if count is None:
        return instance
    across = math.ceil(math.sqrt(count))
    if mosaic.height % across or mosaic.width % across:
        note = "The file is said to be a mosaic of slices, and its size is no multiple of theirs; it is shown whole."
        return replace(instance, frames=(replace(mosaic, notes=(*mosaic.notes, note)),))
    rows, columns = mosaic.height // across, mosaic.width // across
    planes, notes = _planes(mosaic, dataset, plane, (rows, columns), count)
    facts = {**mosaic.facts, "Rows": str(rows), "Columns": str(columns)}
    frames = tuple(
        replace(mosaic, pixels=_tile(mosaic.pixels, index, across, (rows, columns)), facts=facts, notes=notes)
        for index in range(count)
    )
    return replace(instance, frames=frames, planes=planes, phases=(phase,) * count if phase else ())


def _tile(pixels: NDArray[Any], index: int, across: int, size: tuple[int, int]) -> NDArray[Any]:
    down, right = divmod(index, across)
    rows, columns = size
    return np.ascontiguousarray(pixels[down * rows : (down + 1) * rows, right * columns : (right + 1) * columns])


def _planes(
    mosaic: Image, dataset: Dataset, plane: Plane | None, size: tuple[int, int], count: int
) -> tuple[tuple[Plane | None, ...], tuple[str, ...]]:
    distance = finite(attribute([dataset], "SpacingBetweenSlices"), 1)
    if plane is None or mosaic.spacing is None or distance is None or distance[0] <= 0:
        return (), (*mosaic.notes, _UNPLACED)
    down = np.asarray(plane.down) * mosaic.spacing.row * (mosaic.height - size[0]) / 2
    right = np.asarray(plane.across) * mosaic.spacing.column * (mosaic.width - size[1]) / 2
    normal, notes = plane.normal, mosaic.notes
    stated = finite(_csa(dataset, "SliceNormalVector"), 3)
    if stated is None:
        notes = (*notes, _GUESSED)
    elif float(normal @ stated) < 0:
        normal, notes = -normal, (*notes, _OPPOSITE)
    places = np.asarray(plane.origin) + down + right + np.arange(count)[:, None] * distance[0] * normal
    return tuple(replace(plane, origin=(float(x), float(y), float(z))) for x, y, z in places), notes


def _private(dataset: Dataset, tag: tuple[int, int]) -> Any:
    try:
        return dataset[tag].value if tag in dataset else None
    except DECODER_ERRORS:
        return None  # a private element that cannot be decoded counts as missing


def _csa(dataset: Dataset, name: str) -> Any:
    """A value of the private CSA header, or None where it is missing or broken."""
    raw = _private(dataset, _CSA_TAG)
    if not isinstance(raw, bytes):
        return None
    from nibabel.nicom import csareader  # for mosaics only: the library takes a third of a second to load

    try:
        read: Any = csareader.read  # which has no types
        items = read(raw)["tags"][name]["items"]
    except (*DECODER_ERRORS, csareader.CSAReadError):
        return None
    return items if len(items) != 1 else items[0]
