"""Inflate while counting what comes out, so that a bomb is refused before it fills the memory.

A stream is first run through without keeping what comes out, then inflated: a bomb costs one buffer, and a real file
twice the time of zlib.
"""

import zlib
from collections.abc import Iterator
from typing import Literal, NamedTuple

from tools.errors import DamagedImage, FileTooLarge, Truncated
from tools.reading.limits import (
    EXPANSION_FREE_BYTES,
    EXPANSION_RATIO,
    INFLATE_FREE_BYTES,
    INFLATE_RATIO,
    MAX_OBJECT_BYTES,
)

__all__ = ["Wrapping", "inflate"]

Wrapping = Literal["raw", "gzip"]
"""`raw` has no header (PS3.5 section A.5), `gzip` is one or several members of RFC 1952."""

_GZIP_MAGIC = b"\x1f\x8b"  # RFC 1952 section 2.3.1

_BITS: dict[Wrapping, int] = {"raw": -zlib.MAX_WBITS, "gzip": 16 + zlib.MAX_WBITS}

_FEED = 64 * 1024
"""What is handed to zlib at once [bytes]."""

_STEP = 1024**2
"""What zlib hands back at once [bytes]."""


class _Part(NamedTuple):
    inflated: bytes
    taken: int
    """Bytes of the stream that were used up so far."""


def inflate(
    deflated: bytes, *, wrapping: Wrapping = "raw", limit: int = MAX_OBJECT_BYTES, free: int = INFLATE_FREE_BYTES
) -> bytes:
    """Inflate a stream whose size was not known before.

    Args:
        deflated: The whole stream.
        wrapping: What stands around it.
        limit: Most that may come out [bytes].
        free: What may come out whatever went in [bytes]: more where a header has told how much to expect.

    Raises:
        FileTooLarge: If more comes out than `limit`, or than a real image could have been deflated to.
        Truncated: If the stream ends before its end is marked.
        DamagedImage: If it is no such stream.
    """
    try:
        total = 0
        for part in _parts(deflated, wrapping):
            total += len(part.inflated)
            _check(total, part.taken, len(deflated), limit, free)
        inflated = bytearray(total)
        place = 0
        for part in _parts(deflated, wrapping):
            inflated[place : place + len(part.inflated)] = part.inflated
            place += len(part.inflated)
    except zlib.error as error:
        raise DamagedImage("The compressed file is damaged: it cannot be unpacked.") from error
    return bytes(inflated)


def _parts(deflated: bytes, wrapping: Wrapping) -> Iterator[_Part]:
    """What comes out, in pieces of at most one step."""
    view, at = memoryview(deflated), 0
    while True:
        engine = zlib.decompressobj(_BITS[wrapping])
        while not engine.eof:
            tail = engine.unconsumed_tail
            feed = tail or view[at : at + _FEED]
            at += 0 if tail else len(feed)
            inflated = engine.decompress(feed, _STEP)
            if not feed and not inflated and not engine.eof:
                raise Truncated("The compressed file is cut short; fetch it again.")
            yield _Part(inflated, at - len(engine.unconsumed_tail))
        at -= len(engine.unused_data)
        if wrapping == "raw" or view[at : at + 2] != _GZIP_MAGIC:
            return  # padding may follow the last member


def _check(out: int, taken: int, size: int, limit: int, free: int) -> None:
    allowed = INFLATE_RATIO * size
    if out > EXPANSION_FREE_BYTES:
        # Within so much, a bomb cannot hide its share of zeros behind bytes that come later.
        allowed = min(EXPANSION_RATIO * size, INFLATE_RATIO * taken)
    if out > max(free, allowed):
        raise FileTooLarge(
            f"The compressed file unpacks to more than {out:,} bytes, which is not believed of an image of its size; "
            "store it uncompressed."
        )
    if out > limit:
        raise FileTooLarge(
            f"The compressed file unpacks to more than {limit:,} bytes, and no more is read; hand over less at a time."
        )
