"""Rows of similar marks: what text has and texture has not."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Row", "Strokes", "find_rows"]

_FEWEST = 3
"""Marks in a row: two are a side marker (R, PA) or chance."""
_REACH = 2.4
"""Farthest next centre, in heights: an em and a word space."""
_ALIKE = 2.2
"""Heights of neighbours differ at most by this factor: a capital and a small letter by 1.5."""
_STRAY = 0.32
"""How far a centre may lie off its row, in heights: a descender moves it by a quarter."""
_SAME = 0.3
"""Spread of contrast, or of level, within a row, as a share of its mean: characters are all drawn alike."""
_CHARACTER = 0.62
"""Mean advance of a character, in heights."""

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
    level: Floats
    """Its mean value [grey levels]."""

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


def find_rows(strokes: Strokes) -> Iterator[Row]:
    """Find the rows; every mark is in at most one of them.

    Args:
        strokes: Marks of one polarity.
    """
    pairs = _pairs(strokes)
    if not pairs.size:
        return
    near: dict[int, list[int]] = {}
    for left, right in pairs:
        near.setdefault(int(left), []).append(int(right))
        near.setdefault(int(right), []).append(int(left))
    used: set[int] = set()
    # The strongest contrast first: what stands out most is least likely a part of something else.
    for left, right in sorted(pairs.tolist(), key=lambda pair: -float(strokes.strength[pair].min())):
        if left in used or right in used:
            continue
        members = _grown(left, right, near, used, strokes)
        if len(members) >= _FEWEST and _are_alike(members, strokes):
            row = _row(members, strokes)
            if row.characters >= _FEWEST:
                used.update(members)
                yield row


def _pairs(strokes: Strokes) -> NDArray[np.int64]:
    """Neighbours that could be of one row: `(N, 2)`, found by a grid of cells as wide as the farthest reach."""
    extent = strokes.extent
    half = np.maximum(strokes.width, strokes.height) / 2
    cell = float(_REACH * extent.max() + half.max()) or 1.0
    cells: dict[tuple[int, int], list[int]] = {}
    for index, (x, y) in enumerate(zip(strokes.x, strokes.y, strict=True)):
        cells.setdefault((int(x // cell), int(y // cell)), []).append(index)
    found = []
    for (column, row), here in cells.items():
        around = [one for dx in (-1, 0, 1) for dy in (-1, 0, 1) for one in cells.get((column + dx, row + dy), ())]
        others = np.array(around)
        for one in here:
            more = others[others > one]
            distance = np.hypot(strokes.x[more] - strokes.x[one], strokes.y[more] - strokes.y[one])
            larger, smaller = np.maximum(extent[more], extent[one]), np.minimum(extent[more], extent[one])
            reach = _REACH * larger + np.maximum(half[more] - extent[more] / 2, 0) + max(half[one] - extent[one] / 2, 0)
            stronger = np.maximum(strokes.strength[more], strokes.strength[one])
            weaker = np.minimum(strokes.strength[more], strokes.strength[one])
            fits = (distance <= reach) & (larger <= _ALIKE * smaller) & (stronger <= _ALIKE * weaker)
            found += [(one, int(other)) for other in more[fits]]
    return np.array(found, np.int64).reshape(-1, 2)


def _grown(left: int, right: int, near: dict[int, list[int]], used: set[int], strokes: Strokes) -> list[int]:
    """Follow the line through two marks in both directions."""
    extent = strokes.extent
    points = np.stack([strokes.x, strokes.y], axis=1)
    members = [left, right]
    front = [left, right]
    while front:
        here = front.pop()
        start, along = _axis(points[members])
        tall = float(np.median(extent[members]))
        for other in near[here]:
            if other in used or other in members:
                continue
            off = points[other] - start
            if abs(float(off[0] * along[1] - off[1] * along[0])) <= _STRAY * max(tall, float(extent[other])):
                members.append(other)
                front.append(other)
    return members


def _axis(points: Floats) -> tuple[Floats, Floats]:
    centre = points.mean(axis=0)
    off = points - centre
    angle = 0.5 * math.atan2(2 * float((off[:, 0] * off[:, 1]).sum()), float((off[:, 0] ** 2 - off[:, 1] ** 2).sum()))
    return centre, np.array((math.cos(angle), math.sin(angle)))


def _are_alike(members: list[int], strokes: Strokes) -> bool:
    strength, level = strokes.strength[members], strokes.level[members]
    return bool(strength.std() <= _SAME * strength.mean() or level.std() <= _SAME / 3 * max(level.mean(), 1))


def _row(members: list[int], strokes: Strokes) -> Row:
    points = np.stack([strokes.x[members], strokes.y[members]], axis=1)
    centre, along = _axis(points)
    across = np.array((-along[1], along[0]))
    half_box = np.stack([strokes.width[members], strokes.height[members]], axis=1) / 2
    reach = half_box @ np.abs(along)
    thick = half_box @ np.abs(across)
    place = (points - centre) @ along
    first, last = float((place - reach).min()), float((place + reach).max())
    off = (points - centre) @ across
    half = float((np.abs(off) + thick).max())
    tall = float(np.median(strokes.extent[members]))
    start = centre + along * first
    return Row(
        start=(float(start[0]), float(start[1])),
        direction=(float(along[0]), float(along[1])),
        length=last - first,
        half=half,
        height=tall,
        characters=max(len(members), round((last - first) / (_CHARACTER * 2 * max(half, 1)))),
    )
