"""Ways to damage a raster, a volume file, an archive or a DICOMDIR, by name.

Each takes the bytes of a file, its kind, a source of chance and another file, and gives the damaged bytes. The first
ones know nothing of the kind; the others change what the kind's reader steers by and mend the check sums, so that the
damage gets past the door. Sources of the layouts: PNG 1.2 section 3.2 (chunks), JPEG (ITU T.81) annex B, TIFF 6.0
section 2, RFC 9649 section 2.3 (RIFF), nifti1.h and nifti2.h, the definition of NRRD, ZIP (APPNOTE 4.3), RFC 1952.
"""

import gzip
import random
import struct
import zlib
from collections.abc import Callable, Mapping

from benchmarks import dicom_mutators
from benchmarks.dicom_mutators import layout

__all__ = ["MUTATORS", "mutate"]

Mutator = Callable[[bytearray, str, random.Random, bytes], bytes | bytearray]

_WHOLE = (0, 1, 2, 3, 7, 8, 16, 24, 32, 64, 255, 256, 4096, 32767, 32768, 65535, 2**24, 2**31 - 1, 2**31, 2**32 - 1)
_REAL = (float("nan"), float("inf"), float("-inf"), 0.0, -1.0, 1e-30, 1e30, 3e38, -0.0, 5e-324, 1.5)
_WORDS = (b"nan", b"inf", b"0", b"-1", b"1e308", b"99999999999", b"", b"none", b"(nan,0,0)", b"x" * 300, b"double")
_PATHS = (b"../../etc/passwd", b"/etc/passwd", b"C:\\x", b"a\0b", b"A" * 4096, b"..\\..\\x", b"\xff\xfe", b"")
_MAGICS = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff\xe0",
    b"II*\0\x08\0\0\0",
    b"MM\0*\0\0\0\x08",
    b"RIFF\xff\xff\xff\x7fWEBPVP8L",
    b"BM\xff\xff\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0",
    b"PK\x03\x04",
    b"\x1f\x8b\x08\0",
    b"NRRD0005\n",
    b"\0\0\0\x20ftypisom",
    b"GIF89a",
    b"MZ\x90\0",
)


def bit_flips(data: bytearray, _kind: str, chance: random.Random, _other: bytes) -> bytearray:
    """1 to 16 bits anywhere."""
    for _ in range(chance.randint(1, 16)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def byte_run(data: bytearray, _kind: str, chance: random.Random, _other: bytes) -> bytearray:
    """A run of zeros, ones or noise."""
    at = chance.randrange(len(data))
    size = min(chance.choice((1, 2, 4, 16, 128, 1024)), len(data) - at)
    data[at : at + size] = chance.choice((bytes(size), b"\xff" * size, chance.randbytes(size)))
    return data


def truncation(data: bytearray, _kind: str, chance: random.Random, _other: bytes) -> bytearray:
    """The end is missing."""
    return data[: chance.randrange(1, len(data))]


def insertion(data: bytearray, _kind: str, chance: random.Random, _other: bytes) -> bytearray:
    """Bytes too many."""
    at = chance.randrange(len(data))
    data[at:at] = chance.choice((chance.randbytes(chance.randint(1, 64)), bytes(data[at : at + 256])))
    return data


def deletion(data: bytearray, _kind: str, chance: random.Random, _other: bytes) -> bytearray:
    """Bytes too few."""
    at = chance.randrange(len(data))
    del data[at : at + chance.choice((1, 2, 3, 8, 64, 512))]
    return data


def splice(data: bytearray, _kind: str, chance: random.Random, other: bytes) -> bytearray:
    """Begins as one file and ends as another."""
    return data[: chance.randrange(len(data))] + other[chance.randrange(len(other)) :]


def long_tail(data: bytearray, _kind: str, chance: random.Random, other: bytes) -> bytearray:
    """Zeros, noise or another file behind the end."""
    return data + chance.choice((bytes(100_000), chance.randbytes(5_000), other))


def other_magic(data: bytearray, _kind: str, chance: random.Random, _other: bytes) -> bytearray:
    """It begins like a file of another kind."""
    magic = chance.choice(_MAGICS)
    if chance.random() < 0.5:
        return bytearray(magic) + data
    data[: len(magic)] = magic
    return data


def head_number(data: bytearray, _kind: str, chance: random.Random, _other: bytes) -> bytearray:
    """A number at the beginning or the end, where headers and directories are, is another."""
    size = chance.choice((1, 2, 4, 8))
    near = min(len(data), 600)
    at = chance.randrange(near) if chance.random() < 0.7 else len(data) - 1 - chance.randrange(near)
    form = chance.choice("<>") + {1: "B", 2: "H", 4: "I", 8: "Q"}[size]
    value = chance.choice(_WHOLE) & (2 ** (8 * size) - 1)
    if at + size <= len(data):
        struct.pack_into(form, data, at, value)
    return data


def structure(data: bytearray, kind: str, chance: random.Random, other: bytes) -> bytes | bytearray:
    """What the kind's own reader steers by is changed, and the check sums fit again."""
    name = kind.split(maxsplit=1)[0]
    if kind.endswith("gzip") and name == "NIfTI":
        return gzip.compress(bytes(_nifti(bytearray(gzip.decompress(bytes(data))), chance)), mtime=0)
    if name == "DICOMDIR":
        changed = chance.choice(tuple(dicom_mutators.MUTATORS))
        return dicom_mutators.mutate(changed, bytes(data), chance, bytes(other))
    return _BY_KIND.get(name, bit_flips_of)(data, chance)


def names(data: bytearray, kind: str, chance: random.Random, _other: bytes) -> bytearray:
    """File names in archives and directories lead elsewhere; in other kinds a text stands where it should not."""
    if kind == "DICOMDIR":
        found = layout(bytes(data)).tagged((0x0004, 0x1220))
        place = bytes(data).find(b"IM000000", found[0].value if found else 0)
    else:
        place = bytes(data).find(chance.choice((b"a/film.png", b"a/slice.dcm")))
    text = chance.choice(_PATHS)
    if place < 0:
        place = chance.randrange(len(data))
    data[place : place + min(len(text), 10)] = text[:10]
    return data


def bit_flips_of(data: bytearray, chance: random.Random) -> bytearray:
    """As `bit_flips`, for kinds without a structure of their own here."""
    return bit_flips(data, "", chance, b"")


def _png(data: bytearray, chance: random.Random) -> bytearray:
    """A chunk is changed, lost, doubled or moved."""
    chunks, at = [], 8
    while at + 12 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        chunks.append([bytes(data[at + 4 : at + 8]), bytearray(data[at + 8 : at + 8 + size])])
        at += 12 + size
    one = chance.randrange(len(chunks))
    match chance.randrange(5):
        case 0:
            body = chunks[one][1]
            if body:
                body[chance.randrange(len(body))] = chance.choice((0, 1, 2, 3, 16, 255, chance.randrange(256)))  # type: ignore[index]
        case 1:
            del chunks[one]
        case 2:
            chunks.insert(chance.randrange(len(chunks)), chunks[one])
        case 3:
            struct.pack_into(">I", chunks[0][1], chance.choice((0, 4)), chance.choice(_WHOLE))  # type: ignore[arg-type]
        case 4:
            chunks[one][0] = chance.choice((b"tRNS", b"PLTE", b"iCCP", b"eXIf", b"acTL", b"gAMA", b"zTXt", b"IDAT"))
    whole = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))  # type: ignore[operator]
        for name, body in chunks
    )
    return bytearray(bytes(data[:8]) + whole)


def _jpeg(data: bytearray, chance: random.Random) -> bytearray:
    """A segment's length, its marker, or the size of the frame is another."""
    marks = [at for at in range(2, len(data) - 4) if data[at] == 0xFF and 0xC0 <= data[at + 1] <= 0xFE]
    if not marks:
        return data
    at = chance.choice(marks)
    match chance.randrange(4):
        case 0:
            struct.pack_into(">H", data, at + 2, chance.choice(_WHOLE) & 0xFFFF)
        case 1:
            data[at + 1] = chance.choice((0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xD0, 0xD9, 0xDA, 0xDB, 0xDD, 0xE1, 0xEE, 0xF7))
        case 2:
            del data[at : at + chance.choice((2, 4, 20))]
        case 3:
            frames = [one for one in marks if 0xC0 <= data[one + 1] <= 0xC2 and one + 9 <= len(data)]
            if frames:
                struct.pack_into(">H", data, chance.choice(frames) + chance.choice((5, 7)), chance.choice(_WHOLE[:16]))
    return data


def _tiff(data: bytearray, chance: random.Random) -> bytearray:
    """An entry of a page's directory, or the way to it, is another."""
    form = "<" if data[:2] == b"II" else ">"
    (first,) = struct.unpack_from(form + "I", data, 4)
    if first + 2 > len(data):
        return data
    (count,) = struct.unpack_from(form + "H", data, first)
    at = first + 2 + 12 * chance.randrange(max(1, count))
    if at + 12 > len(data):
        return data
    end = first + 2 + 12 * count
    places = [(at + 8, "I"), (at + 2, "H"), (at + 4, "I"), (at, "H"), *([(end, "I")] if end + 4 <= len(data) else [])]
    place, size = chance.choice(places)
    number = chance.choice((*_WHOLE, *_TIFF_TAGS, first, 8, len(data)))
    struct.pack_into(form + size, data, place, number & (0xFFFF if size == "H" else 0xFFFFFFFF))
    return data


_TIFF_TAGS = (256, 257, 258, 259, 262, 273, 277, 278, 279, 322, 339)


def _bmp(data: bytearray, chance: random.Random) -> bytearray:
    """A field of the header is another."""
    at, size = chance.choice(((10, 4), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2), (30, 4), (34, 4), (46, 4)))
    struct.pack_into("<I" if size == 4 else "<H", data, at, chance.choice(_WHOLE) & (2 ** (8 * size) - 1))
    return data


def _webp(data: bytearray, chance: random.Random) -> bytearray:
    """A chunk's name or length, or the size of the canvas, is another."""
    at = chance.choice((4, 12, 16, 20, 24, 27, 30))
    data[at : at + 4] = chance.choice(
        (struct.pack("<I", chance.choice(_WHOLE)), b"VP8 ", b"VP8L", b"VP8X", b"ANMF", b"ALPH", b"ICCP", b"EXIF")
    )
    return data


def _nifti(data: bytearray, chance: random.Random) -> bytearray:
    """A field of the header is another, or voxels are no numbers."""
    is_second = data[4:8] == b"n+2\0"
    match chance.randrange(4):
        case 0:  # dim
            at = 16 + 8 * chance.randrange(8) if is_second else 40 + 2 * chance.randrange(8)
            struct.pack_into(
                "<q" if is_second else "<h", data, at, chance.choice((-1, 0, 1, 2, 3, 7, 255, 4096, 32767))
            )
        case 1:  # pixdim, offset, scale, cal, directions
            places = (
                [*range(104, 168, 8), 176, 184, 192, 200, *range(352, 496, 8)]
                if is_second
                else [*range(76, 108, 4), 108, 112, 116, 124, 128, *range(256, 328, 4)]
            )
            struct.pack_into("<d" if is_second else "<f", data, chance.choice(places), chance.choice(_REAL))
        case 2:  # data type, forms, units
            at = chance.choice((12, 14, 344, 348, 500)) if is_second else chance.choice((70, 72, 252, 254, 123))
            struct.pack_into("<h", data, at, chance.choice((0, 1, 2, 3, 4, 8, 16, 32, 64, 128, 256, 768, 2304, -1)))
        case 3:
            for _ in range(chance.choice((1, 20))):
                at = chance.randrange(352, len(data) - 8) & ~7
                struct.pack_into(
                    "<d" if chance.random() < 0.5 else "<f", data, at, chance.choice(_REAL[:3] + _REAL[6:8])
                )
    return data


def _nrrd(data: bytearray, chance: random.Random) -> bytearray:
    """A line of the header is changed, lost, doubled or new."""
    head, _, body = bytes(data).partition(b"\n\n")
    lines = head.split(b"\n")
    one = chance.randrange(1, len(lines))
    match chance.randrange(4):
        case 0:
            name, _, value = lines[one].partition(b": ")
            words = value.split(b" ")
            words[chance.randrange(len(words))] = chance.choice(_WORDS)
            lines[one] = name + b": " + b" ".join(words)
        case 1:
            del lines[one]
        case 2:
            lines.insert(one, lines[chance.randrange(len(lines))])
        case 3:
            lines.insert(
                one,
                chance.choice(
                    (
                        b"data file: /etc/passwd",
                        b"byte skip: -1",
                        b"line skip: 4",
                        b"spacings: nan 1 1",
                        b"encoding: bzip2",
                        b"a:=" + b"b" * 5000,
                        b"space: scanner-xyz",
                        b"block size: 99999999",
                    )
                ),
            )
    return bytearray(b"\n".join(lines) + b"\n\n" + body)


def _zip(data: bytearray, chance: random.Random) -> bytearray:
    """A field of an entry, of the directory or of its end is another."""
    marks = [at for magic in (b"PK\3\4", b"PK\1\2", b"PK\5\6") for at in _places(bytes(data), magic)]
    at = chance.choice(marks) + 4 + 2 * chance.randrange(13)
    size = chance.choice((2, 4))
    if at + size <= len(data):
        struct.pack_into("<I" if size == 4 else "<H", data, at, chance.choice(_WHOLE) & (2 ** (8 * size) - 1))
    return data


def _places(data: bytes, magic: bytes) -> list[int]:
    found, at = [], data.find(magic)
    while at >= 0:
        found.append(at)
        at = data.find(magic, at + 1)
    return found


_BY_KIND: Mapping[str, Callable[[bytearray, random.Random], bytearray]] = {
    "PNG": _png,
    "JPEG": _jpeg,
    "TIFF": _tiff,
    "BMP": _bmp,
    "WebP": _webp,
    "NIfTI": _nifti,
    "NIfTI-2": _nifti,
    "NRRD": _nrrd,
    "ZIP": _zip,
}

MUTATORS: Mapping[str, Mutator] = {
    one.__name__: one
    for one in (
        bit_flips,
        byte_run,
        deletion,
        head_number,
        insertion,
        long_tail,
        names,
        other_magic,
        splice,
        structure,
        truncation,
    )
}
"""All of them by name."""


def mutate(name: str, seed: bytes, kind: str, chance: random.Random, other: bytes) -> bytes:
    """Damage a file in one way.

    Args:
        name: Of the mutator.
        seed: The file.
        kind: Of the file, as `file_seeds.SEEDS` names it.
        chance: Decides where and how.
        other: Another file.
    """
    return bytes(MUTATORS[name](bytearray(seed), kind, chance, other))
