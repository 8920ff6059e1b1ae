"""A plate with one of sixteen codes: drawn into a picture, and read from pixels where it is large enough there."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["CODES", "MODULES", "RESOLVED", "Plate", "draw", "find", "read"]

CODES = (
    *("alder", "aspen", "beech", "birch", "cedar", "elder", "hazel", "holly"),
    *("larch", "maple", "olive", "rowan", "spruce", "thorn", "walnut", "willow"),
)
"""What a plate can say, as the words that questions go by."""
MODULES = 7
"""Modules along a side of a plate [1]: a light frame of one, and five by five within it."""
RESOLVED = 3.0
"""Pixels a module must have in the picture that was sent for the plate to be read [pixels]. The resolving limit of
this stand-in; ours."""
_INSIDE = MODULES - 2
_APART = 7
"""Modules in which any two codes differ at least [1], so that a blurred module changes no code into another."""
_DOUBT = 2
"""Modules that may be misread [1]: fewer than half of `_APART`."""
_BACKGROUND = 80
"""Brightest pixel of a background [0-255]."""
_LIGHT = 100
"""Grey value from which on a pixel is taken for part of a plate [0-255]: brighter than any background."""
_SPAN = 1.25
"""A bright region longer than this times its height, or the other way, is no plate [1]."""
_LEAST = 3
"""Smallest side of a bright region that is looked at [pixels]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """A plate where it was found in a picture [pixels of that picture]."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def module(self) -> float:
        """Side of its modules, the shorter one where they are not square [pixels]."""
        return min(self.right - self.left, self.bottom - self.top) / MODULES


def _patterns() -> NDArray[np.bool_]:
    """One pattern a code, shape (codes, 5, 5), any two at least `_APART` modules apart: the first of a sequence."""
    found: list[NDArray[np.bool_]] = []
    number = 0
    while len(found) < len(CODES):
        digest = hashlib.sha256(f"plate {number}".encode()).digest()
        bits = np.unpackbits(np.frombuffer(digest, np.uint8))[: _INSIDE**2].astype(bool).reshape(_INSIDE, _INSIDE)
        if all(int((bits != other).sum()) >= _APART for other in found):
            found.append(bits)
        number += 1
    return np.stack(found)


_PATTERNS = _patterns()


def draw(code: str, *, width: int, height: int, module: int, left: int, top: int, seed: int = 0) -> NDArray[np.uint8]:
    """Draw a dark picture with one plate in it.

    Args:
        code: One of `CODES`.
        width: Of the picture [pixels].
        height: Of the picture [pixels].
        module: Side of a module [pixels].
        left: Where the plate begins [pixels].
        top: Where the plate begins [pixels].
        seed: Of the background.

    Returns:
        Grey values, shape (height, width).
    """
    generator = np.random.default_rng(seed)
    across, down = np.linspace(0, 1, width), np.linspace(0, 1, height)[:, None]
    waves = np.sin(generator.uniform(2, 9) * across + generator.uniform(0, 6)) + np.sin(
        generator.uniform(2, 9) * down + generator.uniform(0, 6)
    )
    picture: NDArray[np.uint8] = np.clip(40 + 15 * waves, 0, _BACKGROUND).astype(np.uint8)
    modules = np.ones((MODULES, MODULES), bool)
    modules[1:-1, 1:-1] = _PATTERNS[CODES.index(code)]
    side = MODULES * module
    picture[top : top + side, left : left + side] = np.kron(modules, np.ones((module, module), bool)) * np.uint8(255)
    return picture


def find(picture: NDArray[np.uint8]) -> Plate | None:
    """Find the plate of a picture by its brightness, however small; None where nothing is bright.

    Args:
        picture: Grey values, shape (H, W).
    """
    rows, columns = np.nonzero(picture >= _LIGHT)
    if not len(rows):
        return None
    found = Plate(
        left=float(columns.min()),
        top=float(rows.min()),
        right=float(columns.max() + 1),
        bottom=float(rows.max() + 1),
    )
    wide, high = found.right - found.left, found.bottom - found.top
    if min(wide, high) < _LEAST or max(wide, high) > _SPAN * min(wide, high) + 2:
        return None
    return found


def read(picture: NDArray[np.uint8], plate: Plate) -> str | None:
    """Read the code of a plate.

    Args:
        picture: Grey values, shape (H, W).
        plate: Where it is.

    Returns:
        None where a module has fewer than `RESOLVED` pixels, or no code is near enough to what is there.
    """
    if plate.module < RESOLVED:
        return None
    across = (plate.right - plate.left) / MODULES
    down = (plate.bottom - plate.top) / MODULES
    seen = np.zeros((_INSIDE, _INSIDE), bool)
    for row in range(_INSIDE):
        for column in range(_INSIDE):
            # The middle of the module: its border is blurred by scaling.
            y, x = plate.top + (row + 1.5) * down, plate.left + (column + 1.5) * across
            part = picture[_around(y, down), _around(x, across)]
            seen[row, column] = part.mean() >= _LIGHT + (255 - _LIGHT) / 4
    wrong = (seen != _PATTERNS).sum(axis=(1, 2))
    best = int(wrong.argmin())
    return CODES[best] if wrong[best] <= _DOUBT else None


def _around(middle: float, side: float) -> slice:
    """The pixels within a quarter of a module of its middle, at least one."""
    first = int(middle - side / 4)
    return slice(first, max(first + 1, int(middle + side / 4)))
