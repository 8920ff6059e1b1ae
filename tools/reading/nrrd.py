"""Read NRRD with its data attached: a short text header, then the voxels, raw or in gzip.

Source: the format's definition (teem.sourceforge.net/nrrd/format.html).
"""

import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.errors import ImplausibleHeader, NotAnImage, Truncated
from tools.reading.grid import Grid, grid_instance
from tools.reading.inflation import inflate
from tools.reading.limits import EXPANSION_FREE_BYTES, check_budget
from tools.study import Instance

__all__ = ["read_nrrd"]

_LONGEST_HEADER = 256 * 1024
"""Header of any real file [bytes]; key-value pairs of some scanners fill a few kilobytes."""

_TYPES = {
    "i1": "signed char, int8, int8_t",
    "u1": "uchar, unsigned char, uint8, uint8_t",
    "i2": "short, short int, signed short, signed short int, int16, int16_t",
    "u2": "ushort, unsigned short, unsigned short int, uint16, uint16_t",
    "i4": "int, signed int, int32, int32_t",
    "u4": "uint, unsigned int, uint32, uint32_t",
    "i8": "longlong, long long, long long int, signed long long, signed long long int, int64, int64_t",
    "u8": "ulonglong, unsigned long long, unsigned long long int, uint64, uint64_t",
    "f4": "float",
    "f8": "double",
}
"""NumPy's names of the types, by the format's."""

_DTYPES = {name.strip(): code for code, names in _TYPES.items() for name in names.split(",")}

_SPACES = {"right": (0, -1.0), "left": (0, 1.0), "anterior": (1, -1.0), "posterior": (1, 1.0), "superior": (2, 1.0)}
_SPACES |= {"inferior": (2, -1.0)}
"""Axis of LPS that a word of `space` means, and its sign."""

_LETTERS = {"R": "right", "L": "left", "A": "anterior", "P": "posterior", "S": "superior", "I": "inferior"}

_VECTOR = re.compile(r"\(([^()]*)\)|none")


def read_nrrd(data: bytes) -> Instance:
    """Read one NRRD file.

    Raises:
        NotAnImage: If its voxels lie in another file, are encoded in a way that is not read, or are no numbers.
        ImplausibleHeader: If the header says what cannot be.
        Truncated: If it is cut short.
        FileTooLarge: If a limit is exceeded.
    """
    fields, start = _fields(data)
    if "data file" in fields or "datafile" in fields:
        raise NotAnImage("The NRRD header names another file for its voxels; hand over a file with both in one.")
    dtype = _dtype(fields)
    sizes = _wholes(fields, "sizes")
    affine, is_placed, spatial = _affine(fields, len(sizes))
    columns, rows, slices, times = _shape(sizes, spatial)
    check_budget(width=columns, height=rows, frames=slices * times, bytes_per_pixel=dtype.itemsize)
    wanted = math.prod(sizes) * dtype.itemsize
    match fields.get("encoding", "").lower():
        case "raw":
            body = data[start : start + wanted]
        case "gzip" | "gz":
            body = inflate(data[start:], wrapping="gzip", limit=wanted + 1, free=EXPANSION_FREE_BYTES)
        case _:
            raise NotAnImage("The NRRD file is encoded in a way that is not read: raw and gzip are.")
    if len(body) < wanted:
        raise Truncated("The NRRD file is cut short: it ends before its voxels do; fetch it again.")
    voxels: NDArray[Any] = np.frombuffer(body, dtype, math.prod(sizes))
    grid = Grid(voxels=voxels.reshape((columns, rows, slices, times), order="F"), affine=affine, is_placed=is_placed)
    return grid_instance(grid, data)


def _fields(data: bytes) -> tuple[Mapping[str, str], int]:
    """The fields of the header, in small letters, and where the data start."""
    head = data[:_LONGEST_HEADER]
    ends = [(at, len(mark)) for mark in (b"\n\n", b"\r\n\r\n") if (at := head.find(mark)) >= 0]
    if not ends:
        raise ImplausibleHeader("The NRRD header has no end.")
    at, length = min(ends)
    found: dict[str, str] = {}
    for line in head[:at].decode("latin-1").splitlines()[1:]:
        name, colon, value = line.partition(": ")
        if colon and not line.startswith("#") and ":=" not in name:
            found[name.strip().lower()] = value.strip()
    if any(_whole(found.get(name, "0")) != 0 for name in ("byte skip", "byteskip", "line skip", "lineskip")):
        raise NotAnImage("The NRRD header skips part of its data, which is not read.")
    return found, at + length


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _dtype(fields: Mapping[str, str]) -> np.dtype[Any]:
    code = _DTYPES.get(fields.get("type", "").lower())
    if code is None:
        raise NotAnImage("The NRRD file holds values that are no numbers of a known type.")
    order = fields.get("endian", "little" if code.endswith("1") else "")
    if order not in ("little", "big"):
        raise ImplausibleHeader("The NRRD header does not say in which order its bytes are.")
    return np.dtype(("<" if order == "little" else ">") + code)


def _wholes(fields: Mapping[str, str], name: str) -> tuple[int, ...]:
    found = [_whole(one) for one in fields.get(name, "").split()]
    sizes = tuple(one for one in found if one)
    if len(sizes) != len(found) or not 2 <= len(sizes) <= 4 or _whole(fields.get("dimension", "")) != len(sizes):
        raise ImplausibleHeader("The NRRD header names dimensions that cannot be; two to four are read.")
    return sizes


def _affine(fields: Mapping[str, str], count: int) -> tuple[NDArray[np.float64], bool, tuple[bool, ...]]:
    """From indices to LPS [mm], whether it says where the patient's sides are, and which axes are of space."""
    affine = np.eye(4)
    signs = _space(fields.get("space", ""))
    if "space directions" not in fields:
        return _spaced(fields, count, affine), False, (True,) * min(count, 3) + (False,) * (count - 3)
    vectors = [_numbers(one.group(1)) for one in _VECTOR.finditer(fields["space directions"])]
    spatial = tuple(one is not None for one in vectors)
    if len(vectors) != count:
        raise ImplausibleHeader("The NRRD header gives directions for another number of axes than it has.")
    directions = [one for one in vectors if one is not None]
    origin = _numbers(fields.get("space origin", "(0,0,0)").strip("()"))
    if origin is None or any(len(one) != 3 for one in (*directions, origin)) or len(directions) > 3:
        raise ImplausibleHeader("The NRRD header gives directions or an origin that are not three numbers.")
    turn = np.zeros((3, 3))
    for axis, (target, sign) in enumerate(signs or ((0, 1.0), (1, 1.0), (2, 1.0))):
        turn[target, axis] = sign
    affine[:3, :3] = 0
    for axis, direction in enumerate(directions):
        affine[:3, axis] = turn @ direction
    affine[:3, 3] = turn @ origin
    return affine, signs is not None, spatial


def _spaced(fields: Mapping[str, str], count: int, affine: NDArray[np.float64]) -> NDArray[np.float64]:
    spacings = _numbers(fields["spacings"].replace(" ", ",")) if "spacings" in fields else None
    for axis in range(min(count, 3)):
        if spacings is not None and axis < len(spacings) and math.isfinite(spacings[axis]):
            affine[axis, axis] = spacings[axis]
    return affine


def _space(text: str) -> tuple[tuple[int, float], ...] | None:
    """For each axis of the file's space, the axis of LPS and the sign; None where it is no patient's."""
    words = text.lower().removesuffix("-time").split("-")
    if len(words) == 1 and re.fullmatch(r"[RLAPSI]{3}T?", text):
        words = [_LETTERS[letter] for letter in text[:3]]
    if len(words) != 3 or any(word not in _SPACES for word in words):
        return None
    found = tuple(_SPACES[word] for word in words)
    return found if sorted(axis for axis, _ in found) == [0, 1, 2] else None


def _numbers(text: str | None) -> tuple[float, ...] | None:
    if text is None:
        return None
    try:
        return tuple(float(one) for one in text.split(",") if one.strip())
    except ValueError as error:
        raise ImplausibleHeader("The NRRD header holds a text where numbers belong.") from error


def _shape(sizes: tuple[int, ...], spatial: tuple[bool, ...]) -> tuple[int, int, int, int]:
    """Columns, rows, slices and times; the axis that is not of space must be the last."""
    if any(spatial[sum(spatial) :]) or not 2 <= sum(spatial) <= 3:
        raise NotAnImage("The NRRD file holds vectors or colours; volumes and their times are read.")
    space, rest = sizes[: sum(spatial)], sizes[sum(spatial) :]
    columns, rows, slices = (*space, 1)[:3]
    return columns, rows, slices, math.prod(rest)
