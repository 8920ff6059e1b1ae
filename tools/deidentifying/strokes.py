"""What text is made of, and what it makes: thin strokes, and rows of them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "Row", "Strokes"]

Floats = NDArray[np.float64]


class Strokes(NamedTuple):
    """Connected thin strokes, one value each."""

    x: Floats
    """Centre [pixels]."""
    y: Floats
    width: Floats
    """Of its upright box [pixels]."""
    height: Floats
    strength: Floats
    """How far it stands out [grey levels]."""
    peak: Floats
    """The value of its pixel that stands out most [grey levels]."""
    core: Floats
    """Share of its pixels that stand out at least two thirds as far as that one [0-1]."""
    fill: Floats
    """Share of its upright box that it covers [0-1]."""
    ground: Floats
    """Usual response around it [grey levels]."""
    cut: NDArray[np.uint8]
    """`(H, W)`, 1 where strokes stand out, else 0."""

    @property
    def size(self) -> int:
        """How many."""
        return int(self.x.size)

    @property
    def extent(self) -> Floats:
        """Height of a character whatever its direction: the shorter side where several touch, else the longer."""
        longer, shorter = np.maximum(self.width, self.height), np.minimum(self.width, self.height)
        return np.where(longer > 2.5 * np.maximum(shorter, 5), np.maximum(shorter, 5), longer)


class Row(NamedTuple):
    """Marks along a line."""

    start: tuple[float, float]
    """Middle of its first end (column, row) [pixels]."""
    direction: tuple[float, float]
    """Unit vector."""
    length: float
    """[pixels]"""
    half: float
    """Half of its breadth [pixels]."""
    height: float
    """Of its characters [pixels]."""
    characters: int
    score: float = 0.0
    """How likely it is text [0-1]."""
