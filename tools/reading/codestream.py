"""The size that a compressed frame claims for itself, read from its markers.

A few bytes of JPEG 2000 can claim a canvas of gigabytes while the DICOM header says 64 x 64, and a decoder believes the
stream. So the stream is asked first.
"""

from typing import NamedTuple

__all__ = ["StreamSize", "stream_size"]


class StreamSize(NamedTuple):
    """What the stream claims."""

    width: int
    """Columns [pixels]."""
    height: int
    """Rows [pixels]; 0 where the stream states it only at its end (DNL)."""
    samples: int
    """Components per pixel."""
    bits: int
    """Bits of a sample of the first component."""


_JP2_SIGNATURE = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_J2K_START = b"\xff\x4f\xff\x51"
"""SOC directly followed by SIZ. Source: ISO/IEC 15444-1 annex A.4.1, A.5.1."""

_NO_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
"""JPEG markers without a length: TEM, RST0-7, SOI. Source: ITU-T T.81 table B.1."""

_FRAME_HEADERS = frozenset({0xF7, *range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""SOF0-15 of JPEG (ITU-T T.81 table B.1; C4, C8, CC are no frame headers) and SOF55 of JPEG-LS (T.87 table C.1)."""

_START_OF_SCAN = 0xDA


def stream_size(stream: bytes) -> StreamSize | None:
    """Read the size from a JPEG, JPEG-LS or JPEG 2000 stream without decoding it; None where none is found."""
    if stream.startswith(_JP2_SIGNATURE):
        start = stream.find(_J2K_START)
        return None if start < 0 else _jpeg2000_size(stream[start:])
    if stream.startswith(_J2K_START):
        return _jpeg2000_size(stream)
    return _jpeg_size(stream) if stream.startswith(b"\xff\xd8") else None


def _jpeg2000_size(stream: bytes) -> StreamSize | None:
    # SIZ: marker, Lsiz, Rsiz (2 bytes each), Xsiz, Ysiz, XOsiz, YOsiz, four of the tiles (4 bytes each), Csiz (2).
    # Then for each component Ssiz: its bits less one, and the sign in the highest bit.
    if len(stream) < 43:
        return None
    right, bottom, left, top = (int.from_bytes(stream[at : at + 4], "big") for at in (8, 12, 16, 20))
    samples, bits = int.from_bytes(stream[40:42], "big"), (stream[42] & 0x7F) + 1
    return StreamSize(width=right - left, height=bottom - top, samples=samples, bits=bits)


def _jpeg_size(stream: bytes) -> StreamSize | None:
    at = 2
    while at + 4 <= len(stream):
        if stream[at] != 0xFF:
            return None
        marker = stream[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
        elif marker in _NO_LENGTH:
            at += 2
        elif marker in _FRAME_HEADERS:
            return _frame_header(stream[at + 4 : at + 10])
        elif marker == _START_OF_SCAN:
            return None
        else:
            at += 2 + int.from_bytes(stream[at + 2 : at + 4], "big")
    return None


def _frame_header(header: bytes) -> StreamSize | None:
    # Precision (1 byte), lines, samples per line (2 bytes each), components (1 byte).
    if len(header) < 6:
        return None
    height, width = int.from_bytes(header[1:3], "big"), int.from_bytes(header[3:5], "big")
    return StreamSize(width=width, height=height, samples=header[5], bits=header[0])
