"""Files of a few bytes that claim, or unpack to, far more than they should: made on the fly, one function each."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

__all__ = ["BOMBS"]

_MIB = 1024**2
_CT = b"1.2.840.10008.5.1.4.1.1.2\0"
_UNDEFINED = 0xFFFFFFFF


def _element(group: int, number: int, vr: bytes, value: bytes) -> bytes:
    value += b"\0" * (len(value) % 2)
    head = struct.pack("<HH2s", group, number, vr)
    is_long = vr in (b"OB", b"OW", b"SQ", b"UN", b"UT")
    return head + (struct.pack("<xxI", len(value)) if is_long else struct.pack("<H", len(value))) + value


def _meta(syntax: UID) -> bytes:
    body = (
        _element(2, 2, b"UI", _CT) + _element(2, 3, b"UI", b"2.25.1") + _element(2, 0x10, b"UI", str(syntax).encode())
    )
    return bytes(128) + b"DICM" + _element(2, 0, b"UL", struct.pack("<I", len(body))) + body


def _header(width: int, height: int, *, frames: int = 1, bits: int = 8, samples: int = 1, more: bytes = b"") -> bytes:
    photometric = b"RGB " if samples == 3 else b"MONOCHROME2 "
    parts = [
        _element(8, 0x16, b"UI", _CT),
        _element(8, 0x18, b"UI", b"2.25.1"),
        _element(8, 0x60, b"CS", b"OT"),
        more,
        _element(0x28, 2, b"US", struct.pack("<H", samples)),
        _element(0x28, 4, b"CS", photometric),
        _element(0x28, 6, b"US", struct.pack("<H", 0)) if samples == 3 else b"",
        _element(0x28, 8, b"IS", str(frames).encode()),
        _element(0x28, 0x10, b"US", struct.pack("<H", height)),
        _element(0x28, 0x11, b"US", struct.pack("<H", width)),
        _element(0x28, 0x100, b"US", struct.pack("<H", bits)),
        _element(0x28, 0x101, b"US", struct.pack("<H", bits)),
        _element(0x28, 0x102, b"US", struct.pack("<H", bits - 1)),
        _element(0x28, 0x103, b"US", struct.pack("<H", 0)),
    ]
    return b"".join(parts)


def _encapsulated(frames: list[bytes]) -> bytes:
    items = b"".join(struct.pack("<HHI", 0xFFFE, 0xE000, len(one)) + one for one in [b"", *frames])
    end = struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    return struct.pack("<HH2sxxI", 0x7FE0, 0x10, b"OB", _UNDEFINED) + items + end


def _compressed(syntax: UID, width: int, height: int, stream: bytes, **header: int) -> bytes:
    stream += b"\0" * (len(stream) % 2)
    frames = [stream] * header.get("frames", 1)
    return _meta(syntax) + _header(width, height, **header) + _encapsulated(frames)  # type: ignore[arg-type]


def _deflated(body: bytes) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return engine.compress(body) + engine.flush()


def _zeros(count: int, head: bytes = b"") -> bytes:
    """Raw deflate of a head and so many zeros, without holding them."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    out = [engine.compress(head)]
    out += [engine.compress(bytes(_MIB)) for _ in range(count // _MIB)]
    return b"".join([*out, engine.flush()])


def _pixels_of(size: int) -> bytes:
    return struct.pack("<HH2sxxI", 0x7FE0, 0x10, b"OB", size)


def _deflated_zeros() -> bytes:
    head = _header(16384, 16384, frames=4) + _pixels_of(1024 * _MIB)
    return _meta(DeflatedExplicitVRLittleEndian) + _zeros(1024 * _MIB, head)


def _deflated_small() -> bytes:
    return _meta(DeflatedExplicitVRLittleEndian) + _zeros(64 * _MIB, _header(8192, 8192) + _pixels_of(64 * _MIB))


def _deflated_behind_noise() -> bytes:
    noise = b"".join(zlib.crc32(struct.pack("<I", one)).to_bytes(4, "little") for one in range(_MIB))
    head = _element(9, 0x10, b"LO", b"x") + _element(9, 0x1001, b"OB", noise)
    return _meta(DeflatedExplicitVRLittleEndian) + _zeros(1024 * _MIB, head + _pixels_of(1024 * _MIB))


def _rle(size: int) -> bytes:
    """One segment of RLE in which every two bytes stand for 128 zeros. Source: PS3.5 annex G.3."""
    return struct.pack("<16I", 1, 64, *([0] * 14)) + b"\x81\0" * (size // 128 + 1)


def _jpeg(width: int, height: int, frame: int = 0xC0, samples: int = 1) -> bytes:
    components = b"".join(struct.pack(">BBB", one + 1, 0x11, 0) for one in range(samples))
    start = struct.pack(">HHBHHB", frame | 0xFF00, 8 + 3 * samples, 8, height, width, samples) + components
    scan = struct.pack(">HHB", 0xFFDA, 6 + 2 * samples, samples)
    scan += b"".join(struct.pack(">BB", one + 1, 0) for one in range(samples)) + b"\0\x3f\0"
    return b"\xff\xd8" + start + scan + bytes(64) + b"\xff\xd9"


def _jpeg_2000(width: int, height: int, samples: int = 1) -> bytes:
    size = struct.pack(">HIIIIIIIIH", 0, width, height, 0, 0, width, height, 0, 0, samples) + b"\x07\x01\x01" * samples
    coding = b"\0\0\0\x01\0\x05\x04\x04\0\x01"
    quantization = b"\x40" + b"\x40" * 16
    parts = b"".join(
        struct.pack(">HH", 0xFF00 | mark, len(one) + 2) + one
        for mark, one in ((0x51, size), (0x52, coding), (0x5C, quantization))
    )
    tile = struct.pack(">HHHIBB", 0xFF90, 10, 0, 14, 0, 1) + b"\xff\x93"
    return b"\xff\x4f" + parts + tile + b"\xff\xd9"


def _jp2(width: int, height: int) -> bytes:
    stream = _jpeg_2000(width, height)
    boxes = b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0\0\0\x14ftypjp2 \0\0\0\0jp2 "
    image = struct.pack(">IIHBBBB", height, width, 1, 7, 7, 0, 0)
    colour = b"\0\0\0\x0fcolr\x01\0\0\0\0\0\x11"
    header = struct.pack(">I4s", 8 + 22 + len(colour), b"jp2h") + struct.pack(">I4s", 22, b"ihdr") + image + colour
    return boxes + header + struct.pack(">I4s", 8 + len(stream), b"jp2c") + stream


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _png(width: int, height: int, *, colour: int = 0, bits: int = 8, before: bytes = b"") -> bytes:
    row = 1 + (width * bits * {0: 1, 2: 3, 6: 4}[colour] + 7) // 8
    engine = zlib.compressobj(9)
    body = b"".join(engine.compress(bytes(row)) for _ in range(height)) + engine.flush()
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + before + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _png_texts() -> bytes:
    text = zlib.compress(bytes(60 * _MIB), 9)
    return _png(64, 64, before=b"".join(_chunk(b"zTXt", b"k%d\0\0" % one + text) for one in range(40)))


def _tiff(width: int, height: int, body: bytes, compression: int, pages: int = 1) -> bytes:
    """A little-endian TIFF whose pages share one strip. Source: TIFF 6.0 section 2."""
    fields = [
        (256, 4, width),
        (257, 4, height),
        (258, 3, 8),
        (259, 3, compression),
        (262, 3, 1),
        (273, 4, 8),
        (277, 3, 1),
        (278, 4, height),
        (279, 4, len(body)),
    ]
    size = 2 + 12 * len(fields) + 4
    first = 8 + len(body) + len(body) % 2
    out = [b"II*\0", struct.pack("<I", first), body, b"\0" * (len(body) % 2)]
    for page in range(pages):
        after = first + (page + 1) * size if page + 1 < pages else 0
        entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in fields)
        out.append(struct.pack("<H", len(fields)) + entries + struct.pack("<I", after))
    return b"".join(out)


def _webp(width: int, height: int) -> bytes:
    """A lossless WebP of one colour. Source: RFC 9649 section 3.4."""
    bits = (width - 1) | (height - 1) << 14
    stream = b"\x2f" + struct.pack("<I", bits) + bytes(16)
    chunk = b"VP8L" + struct.pack("<I", len(stream)) + stream + b"\0" * (len(stream) % 2)
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def _bmp_rle(width: int, height: int) -> bytes:
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, 4, 2835, 2835, 256, 0)
    return b"BM" + struct.pack("<IHHI", 14 + 40 + 1024 + 4, 0, 0, 14 + 40 + 1024) + head + bytes(1024) + b"\0\0\0\1"


def _nifti(sides: tuple[int, int, int], kind: int = 2, bits: int = 8) -> bytes:
    """The header of a NIfTI-1 file. Source: nifti1.h."""
    head = bytearray(352)
    struct.pack_into("<I", head, 0, 348)
    struct.pack_into("<8h", head, 40, 3, *sides, 1, 1, 1, 1)
    struct.pack_into("<hh", head, 70, kind, bits)
    struct.pack_into("<8f", head, 76, 1, 1, 1, 1, 1, 1, 1, 1)
    struct.pack_into("<ff", head, 108, 352, 1)
    struct.pack_into("<hh", head, 252, 0, 1)
    struct.pack_into("<12f", head, 280, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0)
    head[344:348] = b"n+1\0"
    return bytes(head)


def _gzip(head: bytes, zeros: int) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    out = [engine.compress(head), *(engine.compress(bytes(_MIB)) for _ in range(zeros // _MIB)), engine.flush()]
    return b"".join(out)


def _zip(entries: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return stream.getvalue()


def _zip_of_zeros() -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("a.dcm", "w", force_zip64=True) as file,
    ):
        file.write(_meta(ExplicitVRLittleEndian))
        for _ in range(1024):
            file.write(bytes(_MIB))
    return stream.getvalue()


def _nested_zip() -> bytes:
    inner = _zip_of_zeros()
    for _ in range(4):
        inner = _zip({f"{one}.zip": inner for one in range(8)})
    return inner


def _nested_sequences(depth: int) -> bytes:
    head = struct.pack("<HH2sxxI", 0x40, 0xA730, b"SQ", _UNDEFINED) + struct.pack("<HHI", 0xFFFE, 0xE000, _UNDEFINED)
    return _meta(ExplicitVRLittleEndian) + head * depth


def _many_items(count: int) -> bytes:
    item = struct.pack("<HHI", 0xFFFE, 0xE000, 0)
    sequence = struct.pack("<HH2sxxI", 0x40, 0xA730, b"SQ", _UNDEFINED) + item * count
    return _meta(ExplicitVRLittleEndian) + sequence + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0) + _header(8, 8)


def _many_elements(count: int) -> bytes:
    elements = b"".join(struct.pack("<HHI", 0x11 + 2 * (one >> 16), one & 0xFFFF, 0) for one in range(count))
    return _meta(ImplicitVRLittleEndian) + elements


def _claims() -> bytes:
    return _meta(ExplicitVRLittleEndian) + _header(65535, 65535, frames=4000, bits=32, samples=3) + _pixels_of(1024)


def _text_of_gigabytes() -> bytes:
    text = struct.pack("<HH2sxxI", 0x40, 0xA160, b"UT", 0xFFFFFFF0)
    return _meta(ExplicitVRLittleEndian) + text + b"A" * 1024


BOMBS: Mapping[str, Callable[[], bytes]] = {
    "DICOM deflated, 1 GiB of zeros": _deflated_zeros,
    "DICOM deflated, 64 MiB of zeros": _deflated_small,
    "DICOM deflated, 1 GiB of zeros behind noise": _deflated_behind_noise,
    "DICOM native, claims 206 TB": _claims,
    "DICOM native, 2,147,483,647 frames": lambda: (
        _meta(ExplicitVRLittleEndian) + _header(64, 64, frames=2**31 - 1) + _pixels_of(4096) + bytes(4096)
    ),
    "DICOM RLE, 4 frames of 16384 x 16384": lambda: _compressed(RLELossless, 16384, 16384, _rle(16384**2), frames=4),
    "DICOM RLE, 2 frames of 9900 x 9900": lambda: _compressed(RLELossless, 9900, 9900, _rle(9900**2), frames=2),
    "DICOM RLE, 4,000 frames of 512 x 512": lambda: _compressed(RLELossless, 512, 512, _rle(512**2), frames=4000),
    "DICOM JPEG, 65500 x 65500 in a stream of 64 x 64": lambda: _compressed(
        JPEGBaseline8Bit, 64, 64, _jpeg(65500, 65500)
    ),
    "DICOM JPEG, 9900 x 9900": lambda: _compressed(JPEGBaseline8Bit, 9900, 9900, _jpeg(9900, 9900)),
    "DICOM JPEG lossless, 9900 x 9900": lambda: _compressed(JPEGLosslessSV1, 9900, 9900, _jpeg(9900, 9900, 0xC3)),
    "DICOM JPEG-LS, 30000 x 30000 in a stream of 64 x 64": lambda: _compressed(
        JPEGLSLossless, 64, 64, _jpeg(30000, 30000, 0xF7)
    ),
    "DICOM JPEG-LS, 9900 x 9900": lambda: _compressed(JPEGLSLossless, 9900, 9900, _jpeg(9900, 9900, 0xF7)),
    "DICOM JPEG 2000, 60000 x 60000 in a stream of 64 x 64": lambda: _compressed(
        JPEG2000Lossless, 64, 64, _jpeg_2000(60000, 60000)
    ),
    "DICOM JPEG 2000, 9900 x 9900": lambda: _compressed(JPEG2000Lossless, 9900, 9900, _jpeg_2000(9900, 9900)),
    "DICOM JPEG 2000 in JP2, 40000 x 40000": lambda: _compressed(JPEG2000Lossless, 64, 64, _jp2(40000, 40000)),
    "DICOM JPEG 2000, 4,000 frames of 512 x 512": lambda: _compressed(
        JPEG2000Lossless, 512, 512, _jpeg_2000(512, 512), frames=4000
    ),
    "DICOM, sequences 100,000 deep": lambda: _nested_sequences(100_000),
    "DICOM, 1,000,000 items": lambda: _many_items(1_000_000),
    "DICOM, 1,000,000 elements": lambda: _many_elements(1_000_000),
    "DICOM, a text of 4 GiB": _text_of_gigabytes,
    "PNG, 13000 x 13000": lambda: _png(13000, 13000),
    "PNG, 9900 x 9900 in colour": lambda: _png(9900, 9900, colour=2),
    "PNG, 30000 x 30000 of 1 bit": lambda: _png(30000, 30000, bits=1),
    "PNG, 40 texts of 60 MiB": _png_texts,
    "JPEG, 65500 x 65500": lambda: _jpeg(65500, 65500, samples=3),
    "JPEG, 9900 x 9900": lambda: _jpeg(9900, 9900, samples=3),
    "TIFF deflated, 9900 x 9900": lambda: _tiff(9900, 9900, zlib.compress(bytes(9900**2), 9), 8),
    "TIFF, 100,000 pages on one strip": lambda: _tiff(1024, 1024, zlib.compress(bytes(1024**2), 9), 8, 100_000),
    "WebP, 16383 x 16383": lambda: _webp(16383, 16383),
    "WebP, 9900 x 9900": lambda: _webp(9900, 9900),
    "BMP RLE, 9900 x 9900": lambda: _bmp_rle(9900, 9900),
    "NIfTI gzip, 1024 x 1024 x 2048": lambda: _gzip(_nifti((1024, 1024, 2048)), 2048 * _MIB),
    "NIfTI gzip of 400 bytes, claims 32767³": lambda: gzip.compress(_nifti((32767, 32767, 32767), 64, 64)),
    "NIfTI gzip in gzip": lambda: gzip.compress(_gzip(_nifti((1024, 1024, 2048)), 2048 * _MIB)),
    "ZIP, 1 GiB of zeros as DICOM": _zip_of_zeros,
    "ZIP in ZIP, five deep": _nested_zip,
}
"""All of them by name."""
