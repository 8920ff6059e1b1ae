"""From the bytes of a file to a DICOM data set, within the budget."""

from io import BytesIO
from typing import Any

import numpy as np
from pydicom.datadict import tag_for_keyword
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filereader import read_dataset, read_partial
from pydicom.tag import BaseTag
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from tools.errors import DamagedImage, FileTooLarge
from tools.reading.inflation import inflate
from tools.reading.limits import DECODER_ERRORS, MAX_ELEMENTS

__all__ = ["is_cut_off", "is_little_endian", "parse_dicom", "transfer_syntax"]

_PREAMBLE_BYTES = 132
"""128 free bytes and the magic DICM. Source: PS3.10 section 7.1."""

_ITEMS = ((0xFFFE, 0xE000), (0xFEFF, 0x00E0))
"""The tag of an item, little and big endian, as two little-endian words. Source: PS3.5 section 7.5."""

_BLOCK_BYTES = 2**20
"""Looked through at a time [bytes] (ours): a block and what is found in it stay in a core's own cache."""

_UNDEFINED_LENGTH = 0xFFFFFFFF  # PS3.5 section 7.1.1

_BROKEN = "The DICOM file is broken: its data elements cannot be read."


def parse_dicom(data: bytes) -> Dataset:
    """Read the data elements of a DICOM file; pixels stay encoded.

    Args:
        data: The whole file, with or without preamble and file meta information.

    Raises:
        DamagedImage: If the file cannot be parsed.
        FileTooLarge: If it inflates beyond the budget, or holds too many elements or items.
    """
    try:
        meta, body = _file_meta(data)
        if meta is not None and meta.get("TransferSyntaxUID") == DeflatedExplicitVRLittleEndian:
            # pydicom would inflate the whole body at once, whatever its size.
            inflated = inflate(data[body:])
            _check_items(inflated)
            dataset = read_dataset(
                BytesIO(inflated), is_implicit_VR=False, is_little_endian=True, stop_when=_ElementCount()
            )
            # What is left is Explicit VR Little Endian, and the pixel decoder has to be told so.
            meta.TransferSyntaxUID = ExplicitVRLittleEndian
            dataset.file_meta = meta
            return dataset
        _check_items(data)
        return read_partial(BytesIO(data), stop_when=_ElementCount(), force=True)
    except DECODER_ERRORS as error:
        raise DamagedImage(_BROKEN) from error


def _check_items(data: bytes) -> None:
    """Refuse more items than a header may have, before each becomes a data set of its own."""
    if max(_count(data, *one) for one in _ITEMS) > MAX_ELEMENTS:
        raise FileTooLarge(f"The DICOM file holds more than {MAX_ELEMENTS:,} items, and no more are read.")


def _count(data: bytes, first: int, second: int) -> int:
    """How often two words follow each other, at any place; in a fifth of the time of `bytes.count`."""
    found = 0
    for start in range(0, len(data) - 3, _BLOCK_BYTES):
        for shift in (start, start + 1):
            # Two bytes more than a block, so that no pair is cut in two.
            count = min(_BLOCK_BYTES + 2, len(data) - shift) // 2
            words = np.frombuffer(data, "<u2", count, shift)
            places = np.flatnonzero(words[:-1] == first)
            found += int(np.count_nonzero(words[places + 1] == second))
    return found


def is_cut_off(dataset: Dataset, keyword: str) -> bool:
    """True if the file ends within that element: it claims more bytes than there are, which the parser passes over.

    Args:
        dataset: As `parse_dicom` gives it; the element was not looked at before.
        keyword: Of the element, such as `ContentSequence`.
    """
    tag = tag_for_keyword(keyword)
    element: Any = None if tag is None or tag not in dataset else dataset.get_item(tag)
    if not isinstance(element, RawDataElement) or element.length == _UNDEFINED_LENGTH:
        return False  # without a length, the parser itself misses the end
    return bool(element.length > len(element.value or b""))


class _ElementCount:
    """Stops reading, by an error, at too many elements."""

    def __init__(self) -> None:
        self._seen = 0

    def __call__(self, _tag: BaseTag, _vr: str | None, _length: int) -> bool:
        """Count one element of the top level; never ends quietly."""
        self._seen += 1
        if self._seen > MAX_ELEMENTS:
            raise FileTooLarge(f"The DICOM file holds more than {MAX_ELEMENTS:,} elements, and no more are read.")
        return False


def _file_meta(data: bytes) -> tuple[FileMetaDataset | None, int]:
    """The file meta information and where the data set behind it starts, or None without a preamble."""
    if data[_PREAMBLE_BYTES - 4 : _PREAMBLE_BYTES] != b"DICM":
        return None, 0
    stream = BytesIO(data)
    stream.seek(_PREAMBLE_BYTES)
    group = read_dataset(stream, is_implicit_VR=False, is_little_endian=True, stop_when=_is_behind_meta)
    return FileMetaDataset(group), stream.tell()


def _is_behind_meta(tag: BaseTag, _vr: str | None, _length: int) -> bool:
    return tag.group != 2


def transfer_syntax(dataset: Dataset) -> UID:
    """The transfer syntax of the data set; where the file does not name it, what its encoding shows."""
    meta = getattr(dataset, "file_meta", None)
    named = None if meta is None else meta.get("TransferSyntaxUID")
    if named:
        return UID(str(named))
    implicit, little = dataset.original_encoding
    if little is False:
        return UID(ExplicitVRBigEndian)
    return UID(ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian)


def is_little_endian(dataset: Dataset) -> bool:
    """How numbers in the bytes of its values are stored."""
    return transfer_syntax(dataset) != ExplicitVRBigEndian
