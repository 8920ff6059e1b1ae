"""Overlay planes of an image as masks on its raster.

Source: PS3.3 C.9.2; planes in unused bits of the pixels are retired since 2004 and still met.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from tools.errors import UnreadableImage
from tools.overlay import Overlay
from tools.reading.decoding import decode_words
from tools.reading.dicom_file import is_little_endian
from tools.reading.dicom_pixels import PixelHeader
from tools.reading.limits import DECODER_ERRORS
from tools.region import Mask

__all__ = ["overlays_of"]

_GROUPS = range(0x6000, 0x6020, 2)
"""Source: PS3.5 section 7.6."""

_ROWS, _COLUMNS, _FRAMES, _KIND, _ORIGIN, _FIRST_FRAME = 0x0010, 0x0011, 0x0015, 0x0040, 0x0050, 0x0051
_BITS, _POSITION, _DATA = 0x0100, 0x0102, 0x3000

_KEPT_APART = "The file holds overlay planes, which are kept as masks and not drawn."
_UNREADABLE = "An overlay plane of the file is damaged or incomplete, and was left out."
_MOST_PIXELS = 200_000_000
"""Pixels of all masks of a file, a byte each: two planes over the largest image that is read."""


def overlays_of(dataset: Dataset, header: PixelHeader) -> tuple[tuple[Overlay, ...], tuple[str, ...]]:
    """The overlay planes of a data set, and what was odd about them, as sentences."""
    found: list[Overlay] = []
    notes: list[str] = []
    for group in _GROUPS:
        if (group, _DATA) not in dataset and (group, _POSITION) not in dataset:
            continue
        left = _MOST_PIXELS - sum(one.mask.pixels.size for one in found)
        try:
            found.extend(_plane(dataset, header, group, left))
        except (*DECODER_ERRORS, UnreadableImage):
            notes.append(_UNREADABLE)
    if found:
        notes.insert(0, _KEPT_APART)
    return tuple(found), tuple(dict.fromkeys(notes))


def _number(dataset: Dataset, group: int, element: int, default: int) -> int:
    value = dataset[group, element].value if (group, element) in dataset else None
    return default if value in (None, "") else int(value)


def _plane(dataset: Dataset, header: PixelHeader, group: int, left: int) -> list[Overlay]:
    """The masks of a group, of `left` pixels at most."""
    kind = str(dataset[group, _KIND].value if (group, _KIND) in dataset else "").strip()
    if (group, _DATA) not in dataset:
        bits, first = _embedded(dataset, header, _number(dataset, group, _POSITION, 0)), 1
        origin: tuple[int, int] = (1, 1)
    else:
        shape = tuple(_number(dataset, group, element, 1) for element in (_FRAMES, _ROWS, _COLUMNS))
        bits = _unpacked(dataset, group, shape)
        first = _number(dataset, group, _FIRST_FRAME, 1)
        stated = dataset[group, _ORIGIN].value if (group, _ORIGIN) in dataset else (1, 1)
        origin = (int(stated[0]), int(stated[1]))
    if len(bits) * header.height * header.width > left:
        raise ValueError("The overlays are larger than all that is read.")
    overlays = []
    for index, plane in enumerate(bits):
        placed = _placed(plane, origin, header)
        # One plane that names no frame belongs to all of them.
        has_frame = len(bits) > 1 or (group, _FIRST_FRAME) in dataset
        frame = first - 1 + index if has_frame else None
        overlays.append(Overlay(mask=Mask(pixels=placed), kind="roi" if kind == "R" else "graphics", frame=frame))
    return overlays


def _unpacked(dataset: Dataset, group: int, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """The planes of Overlay Data, `(frames, rows, columns)`: one bit per pixel, the lowest first."""
    count = int(np.prod(shape, dtype=np.int64))
    if min(shape) < 1 or count > _MOST_PIXELS:
        raise ValueError("An overlay has at least one pixel, and not more than all the memory.")
    element = dataset[group, _DATA]
    packed = np.frombuffer(element.value, np.uint8)
    if element.VR == "OW" and not is_little_endian(dataset):
        packed = packed[: packed.size // 2 * 2].reshape(-1, 2)[:, ::-1].reshape(-1)
    if packed.size * 8 < count:
        raise ValueError("The overlay is cut short.")
    return np.unpackbits(packed, bitorder="little", count=count).reshape(shape).astype(np.bool_)


def _embedded(dataset: Dataset, header: PixelHeader, position: int) -> NDArray[np.bool_]:
    """One of the bits of the stored words that are no part of the values, `(frames, H, W)`."""
    if header.samples != 1 or not header.bits_stored <= position < header.bits_allocated:
        raise ValueError("The bit of the overlay is one of the values, or of no pixel.")
    words: NDArray[Any] = decode_words(dataset, header)
    planes: NDArray[np.bool_] = (words >> position & 1).astype(np.bool_)
    return planes


def _placed(plane: NDArray[np.bool_], origin: tuple[int, int], header: PixelHeader) -> NDArray[np.bool_]:
    """A plane on the raster of the image; its origin (row, column) counts from 1 and may lie outside."""
    canvas = np.zeros((header.height, header.width), np.bool_)
    down, across = origin[0] - 1, origin[1] - 1
    top, left = max(down, 0), max(across, 0)
    bottom, right = min(down + plane.shape[0], header.height), min(across + plane.shape[1], header.width)
    if bottom > top and right > left:
        canvas[top:bottom, left:right] = plane[top - down : bottom - down, left - across : right - across]
    return canvas
