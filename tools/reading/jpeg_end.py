"""Whether a JPEG stream holds all of its picture: decoders fill what is missing with grey and say nothing.

A stream that was cut short and closed again looks whole from outside. So it is decoded once more with bytes put in
before its end: a decoder that has all blocks does not look at them, and one that lacks some takes them for picture.
Of a progressive stream, whole scans may be missing too; what its scans bring is added up. Source: ITU-T T.81, annexes
B.2 (markers, scans), F.2.2.4 and G.1.2 (end of a scan, successive approximation).
"""

from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from tools.reading.limits import DECODER_ERRORS

__all__ = ["is_cut_short", "is_filled"]

_EOI, _SOS = 0xD9, 0xDA
_HUFFMAN_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
"""Baseline, extended and progressive, each with Huffman coding: others end in other ways."""
_PROGRESSIVE = 0xC2
_NO_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
_COEFFICIENTS = 64

_FILLER = bytes(range(255)) * 2
"""Bytes of all kinds but 255, which begins a marker: whatever the code, some of them stand for a block. The first is 0,
which makes a 255 before it a value. Source: T.81 section B.1.1.5."""

_BLOCK = 8
"""Side of a block [pixels]. Source: T.81 annex A.1.3."""
_GREY = 128
"""What a decoder leaves in 8-bit blocks that never came: coefficients of 0, level-shifted. Source: T.81 annex A.3.1."""


class _Segment(NamedTuple):
    marker: int
    at: int
    """Where the marker begins."""
    body: bytes


def is_filled(pixels: NDArray[np.uint8]) -> bool:
    """True if the last block of a decoded frame is what decoders leave where nothing came; pictures may be so too.

    Args:
        pixels: `(H, W)` or `(H, W, 3)`, 8 bits.
    """
    down, across = ((side - 1) // _BLOCK * _BLOCK for side in pixels.shape[:2])
    return bool((pixels[down:, across:] == _GREY).all())


def is_cut_short(stream: bytes) -> bool:
    """True if the stream ends before its picture does; False where that cannot be told.

    Args:
        stream: A JPEG stream that decodes.
    """
    segments = tuple(_segments(stream))
    frame = next((one for one in segments if one.marker in _HUFFMAN_FRAMES), None)
    end = next((one.at for one in segments if one.marker == _EOI), None)
    if frame is None or end is None:
        return False
    scans = [one.body for one in segments if one.marker == _SOS]
    if _lacks_scans(frame, scans):
        return True
    try:
        before, after = (_decoded(one) for one in (stream, stream[:end] + _FILLER + stream[end:]))
    except DECODER_ERRORS:
        return True  # only a decoder that still wants blocks stumbles over the bytes
    return not np.array_equal(before, after)


def _decoded(stream: bytes) -> NDArray[np.uint8]:
    with Pillow.open(BytesIO(stream), formats=("JPEG",)) as picture:
        return np.array(picture)


def _segments(stream: bytes) -> Iterator[_Segment]:
    """The marker segments up to the end of the image; entropy-coded data are passed over."""
    at = 2
    while 0 <= at < len(stream) - 1:
        marker = stream[at + 1]
        if stream[at] != 0xFF or marker in (0x00, 0xFF) or marker in _NO_LENGTH:
            at = stream.find(b"\xff", at + 1)
            continue
        length = 0 if marker == _EOI else int.from_bytes(stream[at + 2 : at + 4], "big")
        yield _Segment(marker, at, stream[at + 4 : at + 2 + length])
        if marker == _EOI:
            return
        at += 2 + length


def _lacks_scans(frame: _Segment, scans: list[bytes]) -> bool:
    """True if the scans leave out a component, or of a progressive stream a coefficient or its last bits."""
    components = {frame.body[one] for one in range(6, len(frame.body), 3)}
    brought: set[tuple[int, int]] = set()
    for body in scans:
        count = body[0] if body else 0
        if len(body) < 1 + 2 * count + 3:
            continue
        first, last, bits = body[1 + 2 * count : 4 + 2 * count]
        if frame.marker != _PROGRESSIVE:
            first, last, bits = 0, _COEFFICIENTS - 1, 0
        if bits & 0xF == 0:
            brought |= {(body[1 + 2 * one], index) for one in range(count) for index in range(first, last + 1)}
    return any((one, index) not in brought for one in components for index in range(_COEFFICIENTS))
