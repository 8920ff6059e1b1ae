"""Comments inside compressed pixels: JPEG and JPEG 2000 streams can carry free text, which is overwritten.

The bytes are replaced one by one, so that lengths, offsets and the picture stay what they were.
"""

__all__ = ["wiped"]

_JPEG_START = b"\xff\xd8"
_J2K_START = b"\xff\x4f\xff\x51"
_JPEG_END, _SCAN, _COMMENT = 0xD9, 0xDA, 0xFE  # ITU-T T.81 table B.1
_APPLICATION = range(0xE0, 0xF0)
_RESTART = range(0xD0, 0xD8)
_KEPT_BYTES = {0xE0: (b"JFIF\0", 14), 0xEE: (b"Adobe", 12), 0xE8: (b"mrfx", 5)}
"""Application segments that decoders need, how they begin, and how many bytes of them: density (JFIF 1.02), colour
transform (T.872 section 6.5.3), colour transform of JPEG-LS (HP's). What follows, such as a thumbnail, goes."""
_TILE, _DATA, _TILES_END, _J2K_COMMENT = 0xFF90, 0xFF93, 0xFFD9, 0xFF64  # ISO/IEC 15444-1 table A.2


def wiped(stream: bytes) -> bytes | None:
    """The stream with zeros for all free text; None where it is of another kind or cannot be followed to its end."""
    found = bytearray(stream)
    if stream.startswith(_J2K_START):
        return bytes(found) if _wipe_jpeg2000(found) else None
    if stream.startswith(_JPEG_START):
        return bytes(found) if _wipe_jpeg(found) else None
    return None


def _wipe_jpeg(stream: bytearray) -> bool:
    at = 2
    while at >= 0 and at + 2 <= len(stream):
        if stream[at] != 0xFF:
            return False
        marker = stream[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _JPEG_END:
            _blank(stream, at + 2, len(stream))
            return True
        length = int.from_bytes(stream[at + 2 : at + 4], "big")
        if length < 2 or at + 2 + length > len(stream):
            return False
        if marker == _COMMENT or marker in _APPLICATION:
            _blank(stream, at + 4 + _kept(marker, stream[at + 4 : at + 2 + length]), at + 2 + length)
        at += 2 + length
        if marker == _SCAN:
            at = _behind_scan(stream, at)
    return False


def _kept(marker: int, body: bytes | bytearray) -> int:
    start, length = _KEPT_BYTES.get(marker, (b"", 0))
    return length if length and body.startswith(start) else 0


def _behind_scan(stream: bytearray, at: int) -> int:
    """Where the next marker begins: in coded data FF is followed by a byte below 80 hex, or by a restart marker."""
    while (at := stream.find(0xFF, at)) >= 0 and at + 1 < len(stream):
        follower = stream[at + 1]
        if follower >= 0x80 and follower not in _RESTART and follower != 0xFF:
            return at
        at += 1
    return len(stream)


def _wipe_jpeg2000(stream: bytearray) -> bool:
    at = _wipe_header(stream, 2, _TILE)
    while at is not None and int.from_bytes(stream[at : at + 2], "big") == _TILE:
        length = int.from_bytes(stream[at + 6 : at + 10], "big")  # Psot: from this marker to the end of the tile part
        if _wipe_header(stream, at, _DATA) is None:
            return False
        if length == 0:
            return True  # the last tile part reaches to the end of the stream
        at += length
        if at + 2 > len(stream):
            return False
    if at is None or int.from_bytes(stream[at : at + 2], "big") != _TILES_END:
        return False
    _blank(stream, at + 2, len(stream))
    return True


def _wipe_header(stream: bytearray, at: int, end: int) -> int | None:
    """Blank the comments from one marker to another; gives where the last one begins."""
    while at + 2 <= len(stream):
        marker = int.from_bytes(stream[at : at + 2], "big")
        if marker == end:
            return at
        length = int.from_bytes(stream[at + 2 : at + 4], "big")
        if marker >> 8 != 0xFF or length < 2:
            return None
        if marker == _J2K_COMMENT:
            _blank(stream, at + 6, at + 2 + length)  # behind Lcom and Rcom
        at += 2 + length
    return None


def _blank(stream: bytearray, start: int, end: int) -> None:
    stream[start:end] = bytes(max(0, end - start))
