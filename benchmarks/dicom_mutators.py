"""Ways to damage a DICOM file, by name: what broken scanners, networks and hands do, and what an attacker would.

Each takes the bytes of a file, where its elements lie, a source of chance and another file, and gives the damaged
bytes. Source of the layout: PS3.5 sections 7.1 (elements), 7.5 (sequences), A.4 (encapsulation); PS3.10 section 7.1
(preamble).
"""

import random
import struct
from collections.abc import Callable, Mapping
from typing import NamedTuple

from pydicom.uid import AllTransferSyntaxes

__all__ = ["MUTATORS", "Element", "Layout", "items", "layout", "mutate"]

_LONG = frozenset({b"OB", b"OW", b"OD", b"OF", b"OL", b"OV", b"SQ", b"UC", b"UN", b"UR", b"UT", b"SV", b"UV"})
_VRS = (b"UL", b"US", b"SS", b"FD", b"FL", b"DS", b"IS", b"UI", b"LO", b"PN", b"SQ", b"OB", b"OW", b"UN", b"AT", b"ZZ")
_UNDEFINED = 0xFFFFFFFF
_SYNTAX = (0x0002, 0x0010)
_PIXELS = (0x7FE0, 0x0010)
_GEOMETRY = {(0x0028, element) for element in (0x02, 0x04, 0x06, 0x08, 0x10, 0x11, 0x100, 0x101, 0x102, 0x103)}
_WHOLE = (0, 1, 2, 3, 7, 8, 9, 12, 15, 16, 17, 31, 32, 33, 64, 255, 256, 4096, 16384, 32767, 32768, 65535)
_NUMBERS = (
    b"nan",
    b"inf",
    b"-inf",
    b"0",
    b"-1",
    b"1e308",
    b"1e-320",
    b"1\\2\\3",
    b"x",
    b"",
    b"9" * 40,
    b"0x10",
    b"1,5",
)
_TEXTS = (b"\x1b$B\x1b(I", b"\x00" * 8, b"\xff\xfe\xfd", b"../../x", b"<|im_end|>", b"A" * 200, b"\\" * 30, b"%s%n{0}")
_HEADS = (
    b"MZ\x90\x00",
    b"\x7fELF\x02\x01",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"<!DOCTYPE html><script>",
    b"\xcf\xfa\xed\xfe",
    b"<svg onload=x>",
    b"II*\x00\x08\x00\x00\x00",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff\xe0",
)


class Element(NamedTuple):
    """Where a data element lies in a file [bytes from its start]."""

    start: int
    tag: tuple[int, int]
    vr: bytes
    length_at: int
    length_size: int
    value: int
    length: int
    """Bytes of the value that are there, also where the length is undefined."""


class Layout(NamedTuple):
    """The elements of a file, as far as it is well-formed."""

    elements: tuple[Element, ...]
    order: str
    """`<` or `>`, of the data set."""

    def one(self, chance: random.Random, *, value: bool = False) -> Element | None:
        """Any element, or any that has a value."""
        found = [one for one in self.elements if one.length or not value]
        return chance.choice(found) if found else None

    def tagged(self, *tags: tuple[int, int]) -> list[Element]:
        """The elements with one of these tags."""
        return [one for one in self.elements if one.tag in tags]


Mutator = Callable[[bytearray, Layout, random.Random, bytes], bytes | bytearray]


def layout(data: bytes) -> Layout:
    """Find the elements of a file's top level."""
    found: list[Element] = []
    at = 132 if data[128:132] == b"DICM" else 0
    order, explicit, syntax = "<", True, b""
    if at == 0:
        explicit = data[4:6].isalpha()
    while at + 8 <= len(data):
        if syntax and data[at : at + 2] != b"\x02\x00":
            explicit = not syntax.startswith(b"1.2.840.10008.1.2\x00") and syntax != b"1.2.840.10008.1.2"
            order, syntax = (">" if b"1.2.840.10008.1.2.2" in syntax else "<"), b""
        one = _element(data, at, order, explicit)
        if one is None:
            break
        found.append(one)
        if one.tag == _SYNTAX:
            syntax = data[one.value : one.value + one.length]
        at = one.value + one.length
    return Layout(tuple(found), order)


def _element(data: bytes, at: int, order: str, explicit: bool) -> Element | None:
    try:
        tag: tuple[int, int] = struct.unpack_from(order + "HH", data, at)
        vr = data[at + 4 : at + 6] if explicit else b""
        size = 4 if not explicit or vr in _LONG else 2
        length_at = at + (4 if not explicit else 8 if size == 4 else 6)
        (length,) = struct.unpack_from(order + ("I" if size == 4 else "H"), data, length_at)
    except struct.error:
        return None
    value = length_at + size
    left = len(data) - value
    return Element(at, tag, vr, length_at, size, value, left if length == _UNDEFINED else min(length, left))


def bit_flips(data: bytearray, _where: Layout, chance: random.Random, _other: bytes) -> bytearray:
    """1 to 16 bits anywhere."""
    for _ in range(chance.randint(1, 16)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def byte_run(data: bytearray, _where: Layout, chance: random.Random, _other: bytes) -> bytearray:
    """A run of zeros, ones or noise."""
    at, size = chance.randrange(len(data)), chance.choice((1, 2, 4, 16, 128, 1024, 8192))
    size = min(size, len(data) - at)
    data[at : at + size] = chance.choice((bytes(size), b"\xff" * size, chance.randbytes(size)))
    return data


def truncation(data: bytearray, _where: Layout, chance: random.Random, _other: bytes) -> bytearray:
    """The end is missing."""
    return data[: chance.randrange(1, len(data))]


def insertion(data: bytearray, _where: Layout, chance: random.Random, _other: bytes) -> bytearray:
    """Bytes too many."""
    at = chance.randrange(len(data))
    data[at:at] = chance.choice((chance.randbytes(chance.randint(1, 64)), bytes(data[at : at + 512])))
    return data


def deletion(data: bytearray, _where: Layout, chance: random.Random, _other: bytes) -> bytearray:
    """Bytes too few."""
    at = chance.randrange(len(data))
    del data[at : at + chance.choice((1, 2, 3, 8, 64, 1024))]
    return data


def length_fields(data: bytearray, where: Layout, chance: random.Random, _other: bytes) -> bytearray:
    """An element claims another length."""
    if one := where.one(chance):
        most = 2 ** (8 * one.length_size) - 1
        length = chance.choice((0, 1, one.length + 1, one.length - 1, one.length * 2, most, most - 1, most // 2, 7))
        form = where.order if one.tag[0] != 2 else "<"
        struct.pack_into(form + ("I" if one.length_size == 4 else "H"), data, one.length_at, max(0, min(length, most)))
    return data


def vr_swap(data: bytearray, where: Layout, chance: random.Random, _other: bytes) -> bytearray:
    """An element claims another type of value."""
    if (one := where.one(chance)) and one.vr:
        data[one.start + 4 : one.start + 6] = chance.choice(_VRS)
    return data


def tag_swap(data: bytearray, where: Layout, chance: random.Random, _other: bytes) -> bytearray:
    """Two elements change names."""
    one, two = where.one(chance), where.one(chance)
    if one and two:
        data[one.start : one.start + 4], data[two.start : two.start + 4] = (
            data[two.start : two.start + 4],
            data[one.start : one.start + 4],
        )
    return data


def duplicated_element(data: bytearray, where: Layout, chance: random.Random, _other: bytes) -> bytearray:
    """An element stands there up to 500 times."""
    if (one := where.one(chance)) and one.length < 4096:
        whole = bytes(data[one.start : one.value + one.length])
        data[one.start : one.start] = whole * chance.choice((1, 2, 500))
    return data


def removed_element(data: bytearray, where: Layout, chance: random.Random, _other: bytes) -> bytearray:
    """Up to three elements are missing."""
    found = sorted(chance.sample(where.elements, min(len(where.elements), chance.randint(1, 3))), reverse=True)
    for one in found:
        del data[one.start : one.value + one.length]
    return data


def nested_sequences(data: bytearray, where: Layout, chance: random.Random, _other: bytes) -> bytearray:
    """Sequences in sequences, with and without an end."""
    one = where.one(chance)
    depth = chance.choice((2, 17, 60, 300, 1500, 5000))
    tag = struct.pack(where.order + "HH", 0x0040, 0xA730)
    head = tag + (b"SQ\0\0" if one and one.vr else b"") + struct.pack(where.order + "I", _UNDEFINED)
    item = struct.pack(where.order + "HHI", 0xFFFE, 0xE000, _UNDEFINED)
    ends = struct.pack(where.order + "HHIHHI", 0xFFFE, 0xE00D, 0, 0xFFFE, 0xE0DD, 0)
    at = one.start if one else len(data)
    data[at:at] = (head + item) * depth + ends * (depth if chance.random() < 0.5 else 0)
    return data


def fragments(data: bytearray, where: Layout, chance: random.Random, _other: bytes) -> bytearray:
    """Items of encapsulated pixels with other lengths, lost, doubled or out of order."""
    found = [item for one in where.tagged(_PIXELS) for item in items(data, one)]
    if found:
        place, size = chance.choice(found)
        match chance.randrange(5):
            case 0:
                struct.pack_into("<I", data, place + 4, chance.choice((0, 1, size + 2, size // 2, _UNDEFINED, 2**31)))
            case 1:
                del data[place : place + 8 + size]
            case 2:
                data[place:place] = bytes(data[place : place + 8 + size])
            case 3:
                del data[place + 8 + size // 2 :]
            case 4 if size >= 4:
                offsets = [chance.choice((0, 1, 4, size, 2**31, _UNDEFINED)) for _ in range(size // 4)]
                struct.pack_into(f"<{len(offsets)}I", data, place + 8, *offsets)
        return data
    return length_fields(data, where, chance, _other)


def items(data: bytes | bytearray, pixels: Element) -> list[tuple[int, int]]:
    """Where the items of encapsulated pixels start, and how long their values are."""
    found, at, end = [], pixels.value, pixels.value + pixels.length
    while at + 8 <= end and data[at : at + 4] == b"\xfe\xff\x00\xe0":
        (length,) = struct.unpack_from("<I", data, at + 4)
        found.append((at, min(length, end - at - 8)))
        at += 8 + length
    return found


def codestream(data: bytearray, where: Layout, chance: random.Random, _other: bytes) -> bytearray:
    """Bytes among the first of the pixels, where compressed streams state their sizes and tables."""
    for one in where.tagged(_PIXELS):
        for _ in range(chance.randint(1, 6)):
            if reach := min(one.length, chance.choice((40, 200, 1000))):
                data[one.value + chance.randrange(reach)] = chance.choice(
                    (0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256))
                )
    return data


def geometry_lies(data: bytearray, where: Layout, chance: random.Random, _other: bytes) -> bytearray:
    """Rows, columns, bits, samples, frames that are not so."""
    found = where.tagged(*_GEOMETRY)
    for one in chance.sample(found, min(len(found), chance.randint(1, 3))):
        if one.length == 2 and one.tag not in ((0x28, 0x04), (0x28, 0x08)):
            struct.pack_into(where.order + "H", data, one.value, chance.choice(_WHOLE))
        else:
            texts = (
                b"-1",
                b"0",
                b"nan",
                b"1.5",
                b"99999999",
                b"RGB",
                b"YBR_FULL",
                b"MONOCHROME1",
                b"PALETTE COLOR",
                b"ARGB",
            )
            text = chance.choice(texts)[: one.length]
            data[one.value : one.value + one.length] = text.ljust(one.length)
    return data


def syntax_swap(data: bytearray, where: Layout, chance: random.Random, _other: bytes) -> bytearray:
    """The pixels are said to be encoded otherwise."""
    for one in where.tagged(_SYNTAX):
        name = str(chance.choice((*AllTransferSyntaxes, "", "1.2.3.4.5", "nonsense"))).encode()
        name += bytes(len(name) % 2)
        data[one.length_at : one.value + one.length] = struct.pack("<H", len(name)) + name
    return data


def preamble_polyglot(data: bytearray, _where: Layout, chance: random.Random, _other: bytes) -> bytearray:
    """The preamble makes it another kind of file as well."""
    head = chance.choice(_HEADS)
    if data[128:132] == b"DICM":
        data[: len(head)] = head
        return data
    return bytearray(head.ljust(128, b"\0") + b"DICM") + data


def numeric_poison(data: bytearray, where: Layout, chance: random.Random, _other: bytes) -> bytearray:
    """Numbers written as text that are none, or none that could be."""
    numbers = [one for one in where.elements if one.vr in (b"DS", b"IS") and one.length_size == 2]
    for one in sorted(chance.sample(numbers, min(len(numbers), 3)), reverse=True):
        text = chance.choice(_NUMBERS)
        text += b" " * (len(text) % 2)
        data[one.length_at : one.value + one.length] = struct.pack(where.order + "H", len(text)) + text
    return data


def text_poison(data: bytearray, where: Layout, chance: random.Random, _other: bytes) -> bytearray:
    """Texts with control codes, other encodings, and lengths that do not fit."""
    texts = [one for one in where.elements if one.vr in (b"LO", b"PN", b"CS", b"SH", b"UI", b"DA", b"TM", b"LT")]
    for one in sorted(chance.sample(texts, min(len(texts), 4)), reverse=True):
        text = chance.choice(_TEXTS)
        text += b" " * (len(text) % 2)
        data[one.length_at : one.value + one.length] = struct.pack(where.order + "H", len(text)) + text
    return data


def splice(data: bytearray, _where: Layout, chance: random.Random, other: bytes) -> bytearray:
    """The head of one file and the tail of another."""
    return data[: chance.randrange(1, len(data))] + other[chance.randrange(len(other)) :]


def long_tail(data: bytearray, _where: Layout, chance: random.Random, _other: bytes) -> bytearray:
    """Zeros, noise or the same file again behind the end."""
    return data + chance.choice((bytes(100_000), chance.randbytes(5_000), bytes(data)))


MUTATORS: Mapping[str, Mutator] = {
    one.__name__: one
    for one in (
        bit_flips,
        byte_run,
        codestream,
        deletion,
        duplicated_element,
        fragments,
        geometry_lies,
        insertion,
        length_fields,
        long_tail,
        nested_sequences,
        numeric_poison,
        preamble_polyglot,
        removed_element,
        splice,
        syntax_swap,
        tag_swap,
        text_poison,
        truncation,
        vr_swap,
    )
}
"""All of them by name."""


def mutate(name: str, seed: bytes, chance: random.Random, other: bytes) -> bytes:
    """Damage a file in one way."""
    return bytes(MUTATORS[name](bytearray(seed), layout(seed), chance, other))
