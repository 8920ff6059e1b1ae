"""From the bytes of a file to a DICOM data set, within the budget."""

import zlib
from io import BytesIO

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filereader import dcmread, read_dataset
from pydicom.tag import BaseTag
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from tools.errors import UnreadableImage
from tools.reading.limits import DECODER_ERRORS, INFLATE_FREE_BYTES, INFLATE_RATIO, MAX_OBJECT_BYTES

__all__ = ["inflate", "parse_dicom", "transfer_syntax"]

_PREAMBLE_BYTES = 132
"""128 free bytes and the magic DICM. Source: PS3.10 section 7.1."""

_BROKEN = "The DICOM file is broken: its data elements cannot be read."


def parse_dicom(data: bytes) -> Dataset:
    """Read the data elements of a DICOM file; pixels stay encoded.

    Args:
        data: The whole file, with or without preamble and file meta information.

    Raises:
        UnreadableImage: If the file cannot be parsed, or inflates beyond the budget.
    """
    try:
        meta, body = _file_meta(data)
        if meta is not None and meta.get("TransferSyntaxUID") == DeflatedExplicitVRLittleEndian:
            # pydicom would inflate the whole body at once, whatever its size.
            dataset = read_dataset(BytesIO(inflate(data[body:])), is_implicit_VR=False, is_little_endian=True)
            # What is left is Explicit VR Little Endian, and the pixel decoder has to be told so.
            meta.TransferSyntaxUID = ExplicitVRLittleEndian
            dataset.file_meta = meta
            return dataset
        return dcmread(BytesIO(data), force=True)
    except DECODER_ERRORS as error:
        raise UnreadableImage(_BROKEN) from error


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


def inflate(deflated: bytes) -> bytes:
    """Inflate a raw deflate stream while counting what comes out.

    Source: PS3.5 section A.5 (no zlib header).

    Raises:
        UnreadableImage: If more comes out than the budget, or than a real image could have been deflated to.
    """
    ratio_limit = max(INFLATE_FREE_BYTES, INFLATE_RATIO * len(deflated))
    limit = min(ratio_limit, MAX_OBJECT_BYTES)
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    inflated = engine.decompress(deflated, limit + 1)
    if len(inflated) > limit:
        raise UnreadableImage(
            f"The deflated DICOM file unpacks to more than {limit:,} bytes, which is not believed; "
            "store it uncompressed."
        )
    if not engine.eof:
        raise UnreadableImage("The deflated DICOM file is cut short.")
    return inflated


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
