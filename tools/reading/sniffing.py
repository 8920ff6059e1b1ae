"""What a file is, by its first bytes and never by its name."""

from typing import Literal

__all__ = ["HEAD_BYTES", "Kind", "is_nifti", "kind_of"]

Kind = Literal["dicom", "raster", "nifti", "gzip", "nrrd", "video", "zip"]

HEAD_BYTES = 352
"""What `kind_of` looks at [bytes]: the DICOM preamble with its magic, and the header of NIfTI-1 with its own."""

_MAGICS: tuple[tuple[bytes, Kind], ...] = ((b"NRRD000", "nrrd"), (b"PK\x03\x04", "zip"), (b"\x1f\x8b\x08", "gzip"))

_PREAMBLE_BYTES = 128  # PS3.10 section 7.1

_RASTERS = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",  # JPEG
    b"II*\x00",  # TIFF, little endian
    b"MM\x00*",  # TIFF, big endian
    b"II+\x00",  # BigTIFF
    b"MM\x00+",
)

_FIRST_GROUPS = (2, 8)
"""Groups with which a data set without a preamble starts: file meta information, or identification."""

_VALUE_REPRESENTATIONS = frozenset({b"UI", b"UL", b"CS", b"SH", b"OB", b"DA", b"TM", b"LO", b"IS"})
"""Value representations of the first elements of the groups 0002 and 0008. Source: PS3.6 sections 6 and 7."""

_MAX_FIRST_VALUE_BYTES = 256
"""The first elements of those groups are short; a longer length means that this is some other file."""


def kind_of(head: bytes) -> Kind | None:
    """Say what a file holds, or None when it is no image that is read here.

    A polyglot with a DICOM magic at byte 128 is DICOM whatever its preamble says (PS3.10 section 7.1).

    Args:
        head: The first `HEAD_BYTES` of the file, fewer if it is shorter.
    """
    if head[_PREAMBLE_BYTES : _PREAMBLE_BYTES + 4] == b"DICM":
        return "dicom"
    if head.startswith(_RASTERS) or _is_webp(head) or _is_bitmap(head):
        return "raster"
    if is_nifti(head):
        return "nifti"
    if _is_video(head):
        return "video"
    for magic, kind in _MAGICS:
        if head.startswith(magic):
            return kind
    return "dicom" if _is_bare_dataset(head) else None


def is_nifti(head: bytes) -> bool:
    """True for NIfTI in one file, by its magic. Source: NIfTI-1, magic; NIfTI-2, magic."""
    return head[344:348] == b"n+1\0" or head[4:12] == b"n+2\0\r\n\x1a\n"


def _is_video(head: bytes) -> bool:
    """True for MP4 and QuickTime, AVI, Matroska and WebM, by their magics."""
    is_avi = head[:4] == b"RIFF" and head[8:12] == b"AVI "
    return head[4:8] == b"ftyp" or is_avi or head[:4] == b"\x1a\x45\xdf\xa3"


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _is_bitmap(head: bytes) -> bool:
    # "BM" alone begins many texts; the four reserved bytes are zero and the header size is a known small number.
    return head[:2] == b"BM" and head[6:10] == bytes(4) and head[14:18] in _BITMAP_HEADERS


_BITMAP_HEADERS = frozenset(size.to_bytes(4, "little") for size in (12, 40, 52, 56, 64, 108, 124))


def _is_bare_dataset(head: bytes) -> bool:
    """True for a data set that starts without preamble, as old archives write it."""
    if len(head) < 8:
        return False
    for order in ("little", "big"):
        group = int.from_bytes(head[:2], order)
        element = int.from_bytes(head[2:4], order)
        if group not in _FIRST_GROUPS or element > 0x100:
            continue
        if head[4:6] in _VALUE_REPRESENTATIONS:
            return True
        if int.from_bytes(head[4:8], order) <= _MAX_FIRST_VALUE_BYTES:
            return True
    return False
