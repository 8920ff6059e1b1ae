"""Lookup tables out of a DICOM header: of the modality, of the display, and of colour palettes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from tools.errors import ImplausibleHeader
from tools.lookup import MAX_ENTRIES, Lookup
from tools.reading.limits import DECODER_ERRORS

__all__ = ["Palette", "lookup_of", "palette_of"]

_BROKEN = "A lookup table of the DICOM header is missing or damaged."
_PALETTE_BROKEN = "The colour palette of the DICOM header is missing or damaged."
_COLOURS = ("Red", "Green", "Blue")

_DISCRETE, _LINEAR, _INDIRECT = 0, 1, 2
"""Kinds of segments. Source: PS3.3 C.7.9.2.1."""


class Palette:
    """Three tables over one run of indices."""

    def __init__(self, first: int, entries: NDArray[np.uint16]) -> None:
        self._first, self._entries = first, entries

    def apply(self, indices: NDArray[Any]) -> NDArray[np.uint16]:
        """RGB of each index, the shape of `indices` with 3 more at the end, as stored in the tables."""
        steps = np.clip(indices.astype(np.int64) - self._first, 0, len(self._entries) - 1)
        return self._entries[steps]

    @property
    def brightest(self) -> int:
        """The largest entry of all three."""
        return int(self._entries.max())


def lookup_of(item: Dataset, *, is_little_endian: bool) -> Lookup:
    """The table of an item of a Modality LUT or VOI LUT Sequence.

    Raises:
        ImplausibleHeader: If it is missing or damaged.
    """
    try:
        count, first, bits = (int(one) for one in item.LUTDescriptor)
        count = count or MAX_ENTRIES
        data = item.LUTData
        entries = _entries(data, count, is_little_endian) if isinstance(data, bytes) else np.atleast_1d(np.array(data))
        if entries.size < count or int(entries.min()) < 0 or not 1 <= bits <= 16:
            raise ImplausibleHeader(_BROKEN)
        # Entries with more bits than stated would be brighter than white.
        table = np.minimum(entries[:count].astype(np.int64), 2**bits - 1).astype(np.uint16)
        return Lookup(first=first, bits=bits, table=table)
    except DECODER_ERRORS as error:
        raise ImplausibleHeader(_BROKEN) from error


def _entries(data: bytes, count: int, is_little_endian: bool) -> NDArray[Any]:
    """Entries of one or of two bytes, whichever the length shows: both are written for 8 bits."""
    if len(data) < 2 * count:
        return np.frombuffer(data, np.uint8)
    return np.frombuffer(data[: len(data) // 2 * 2], "<u2" if is_little_endian else ">u2")


def palette_of(dataset: Dataset, *, is_little_endian: bool) -> Palette:
    """The colour palette of a data set, plain or in segments.

    Raises:
        ImplausibleHeader: If it is missing or damaged.
    """
    try:
        tables = [_colour(dataset, name, is_little_endian) for name in _COLOURS]
        first = int(dataset.RedPaletteColorLookupTableDescriptor[1])
        return Palette(first, np.stack(tables, axis=-1))
    except DECODER_ERRORS as error:
        raise ImplausibleHeader(_PALETTE_BROKEN) from error


def _colour(dataset: Dataset, name: str, is_little_endian: bool) -> NDArray[np.uint16]:
    count, _, bits = (int(one) for one in dataset[f"{name}PaletteColorLookupTableDescriptor"].value)
    count = count or MAX_ENTRIES
    plain = dataset.get(f"{name}PaletteColorLookupTableData")
    if plain:
        entries = _entries(plain, count, is_little_endian)
    else:
        data = dataset[f"Segmented{name}PaletteColorLookupTableData"].value
        words = np.frombuffer(data, np.uint8 if bits == 8 else ("<u2" if is_little_endian else ">u2"))
        segments = _Segments(words.tolist(), width=1 if bits == 8 else 2, count=count)
        entries = np.array(segments.expanded(), np.uint16)
    if entries.size < count:
        raise ImplausibleHeader(_PALETTE_BROKEN)
    return entries[:count].astype(np.uint16)


class _Segments:
    """The segments of one colour, played one after the other. Source: PS3.3 C.7.9.2."""

    def __init__(self, words: list[int], *, width: int, count: int) -> None:
        self._words, self._width, self._count = words, width, count
        self._found: list[int] = []
        self._starts: list[int] = []

    def expanded(self) -> list[int]:
        """The entries that the segments stand for, as many as the palette has."""
        at = 0
        # A last word alone is padding: each segment has at least three.
        while at + 2 < len(self._words) and len(self._found) < self._count:
            self._starts.append(at)
            at = self._play(at)
        return self._found[: self._count]

    def _play(self, at: int) -> int:
        """Append the entries of the segment at a place, and give the place of the next."""
        kind, length = self._words[at], self._words[at + 1]
        if kind == _DISCRETE:
            self._found.extend(self._words[at + 2 : at + 2 + length])
            return at + 2 + length
        if kind == _LINEAR:
            # The line starts at the last entry before it, which is not repeated.
            start, end = self._found[-1], self._words[at + 2]
            line = np.linspace(start + (end - start) / length, end, length)
            self._found.extend(np.rint(line).astype(int).tolist())
            return at + 3
        if kind == _INDIRECT:
            self._replay(at, length)
            return at + 2 + 4 // self._width
        raise ImplausibleHeader(_PALETTE_BROKEN)

    def _replay(self, at: int, length: int) -> None:
        """Play segments again that were played before; the offset to them is in bytes, least significant word first."""
        places = range(4 // self._width)
        offset = sum(self._words[at + 2 + place] << (8 * self._width * place) for place in places) // self._width
        first = self._starts.index(offset)
        for start in self._starts[first : first + length]:
            if self._words[start] == _INDIRECT:
                raise ImplausibleHeader(_PALETTE_BROKEN)  # a segment must not point to a pointer
            if len(self._found) < self._count:
                self._play(start)
