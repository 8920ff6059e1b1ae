"""Rows of similar marks: what text has and texture has not."""

import math
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tools.deidentifying.strokes import Floats, Row, Strokes

__all__ = ["FAINTEST_SCORE", "LEAST_SCORE", "find_rows"]

_FEWEST = 3
"""Marks in a row: two are a side marker (R, PA) or chance."""
_FEWEST_TOUCHING = 6
"""Characters that two marks must be as long as: two words whose characters touch."""
_TRIES = 4
"""Rows that a mark is tried in: it has two neighbours along each of two directions."""
_REACH = 2.4
"""Farthest next centre, in heights: an em and a word space."""
_ALIKE = 2.2
"""Heights of neighbours differ at most by this factor: a capital and a small letter by 1.5."""
_STRAY = 0.32
"""How far a centre may lie off its row, in heights: a descender moves it by a quarter."""
_CHARACTER = 0.62
"""Mean advance of a character, in heights."""


class _Weights(NamedTuple):
    marks: float
    stray: float
    same: float
    core: float
    size: float
    margin: float
    fill: float
    clear: float
    constant: float


_WEIGHTS = _Weights(2.39, -4.04, -3.59, -0.68, -3.61, -0.68, 4.74, 1.88, -10.72)
"""Of the evidence. Fitted by logistic regression on 17,000 rows found on synthetic pictures (plain, gradient, speckle,
noise, our shipped studies, CT and MR of the pydicom test files) with text of five fonts, 8 to 40 pixels high, upright
and turned, from white to 25 grey levels above its ground. The constant is 1.35 below the fitted one, so that one
threshold suits rows and words. No clinical film was used."""
LEAST_SCORE = 0.35
"""Less likely rows are not worth keeping, even beside a sure one."""
FAINTEST_SCORE = 0.2
"""Less likely rows are not worth comparing with what another search finds."""
_BROADEST = 30
"""Half of the breadth of a row at most [pixels, at the scale]: the height of its tallest characters."""


def find_rows(strokes: Strokes) -> Iterator[Row]:
    """Find the rows; every mark is in at most one of them.

    Args:
        strokes: Marks of one polarity.
    """
    pairs = _pairs(strokes)
    if not pairs.size:
        return
    marks = _Marks(strokes)
    near: dict[int, list[int]] = {}
    for left, right in pairs.tolist():
        near.setdefault(left, []).append(right)
        near.setdefault(right, []).append(left)
    used: set[int] = set()
    tried: Counter[int] = Counter()
    weaker = np.minimum(strokes.strength[pairs[:, 0]], strokes.strength[pairs[:, 1]])
    # The strongest contrast first: what stands out most is least likely a part of something else.
    for left, right in pairs[np.argsort(-weaker, kind="stable")].tolist():
        if left in used or right in used or min(tried[left], tried[right]) >= _TRIES:
            continue
        members = _grown(left, right, near, used, marks)
        tried.update(members)
        row = _row(members, marks)
        if row.half > _BROADEST or (len(members) < _FEWEST and row.characters < _FEWEST_TOUCHING):
            continue
        found = _evidence(row, members, marks)
        # Nothing speaks more for a row than a clear margin, which is looked at last because it costs most.
        if _score(found) < FAINTEST_SCORE:
            continue
        score = _score(found._replace(margin=_margin(row, strokes.cut)))
        if score >= FAINTEST_SCORE:
            used.update(members)
            yield row._replace(score=score)


class _Marks:
    """Strokes as lists: rows are short, and numbers one by one are faster than arrays of five."""

    def __init__(self, strokes: Strokes) -> None:
        self.x: list[float] = strokes.x.tolist()
        self.y: list[float] = strokes.y.tolist()
        self.width: list[float] = strokes.width.tolist()
        self.height: list[float] = strokes.height.tolist()
        self.extent: list[float] = strokes.extent.tolist()
        self.strength: list[float] = strokes.strength.tolist()
        self.peak: list[float] = strokes.peak.tolist()
        self.core: list[float] = strokes.core.tolist()
        self.fill: list[float] = strokes.fill.tolist()
        self.clear: list[float] = (strokes.strength / np.maximum(strokes.ground, 1)).tolist()


def _pairs(strokes: Strokes) -> NDArray[np.int64]:
    """Neighbours that could be of one row: `(N, 2)`, found by a grid of cells as wide as the farthest reach."""
    if strokes.size < 2:
        return np.zeros((0, 2), np.int64)
    extent = strokes.extent
    # Half of what a mark of several characters is longer than one.
    more = np.maximum(np.maximum(strokes.width, strokes.height) / 2 - extent / 2, 0)
    cell = float(_REACH * extent.max() + 2 * more.max()) or 1.0
    column, line = (strokes.x // cell).astype(int), (strokes.y // cell).astype(int)
    cells: dict[tuple[int, int], list[int]] = {}
    for index, place in enumerate(zip(column.tolist(), line.tolist(), strict=True)):
        cells.setdefault(place, []).append(index)
    found = [np.zeros((0, 2), np.int64)]
    for (left, top), inside in cells.items():
        around = [one for dx in (-1, 0, 1) for dy in (-1, 0, 1) for one in cells.get((left + dx, top + dy), ())]
        here, there = np.array(inside)[:, None], np.array(around)[None, :]
        distance = np.hypot(strokes.x[there] - strokes.x[here], strokes.y[there] - strokes.y[here])
        larger, smaller = np.maximum(extent[there], extent[here]), np.minimum(extent[there], extent[here])
        stronger = np.maximum(strokes.strength[there], strokes.strength[here])
        weaker = np.minimum(strokes.strength[there], strokes.strength[here])
        fits = (there > here) & (distance <= _REACH * larger + more[there] + more[here])
        fits &= (larger <= _ALIKE * smaller) & (stronger <= _ALIKE * weaker)
        first, second = np.nonzero(fits)
        found.append(np.stack([here[first, 0], there[0, second]], axis=1))
    return np.concatenate(found)


def _middle(values: list[float]) -> float:
    """The median; that of `statistics` costs more than the rest of a row."""
    values.sort()
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def _grown(left: int, right: int, near: dict[int, list[int]], used: set[int], marks: _Marks) -> list[int]:
    """Follow the line through two marks in both directions."""
    members = [left, right]
    seen = {left, right}
    front = [left, right]
    while front:
        here = front.pop()
        (start_x, start_y), (along_x, along_y) = _axis(members, marks)
        tall = _middle([marks.extent[one] for one in members])
        for other in near[here]:
            if other in used or other in seen:
                continue
            off = (marks.x[other] - start_x) * along_y - (marks.y[other] - start_y) * along_x
            if abs(off) <= _STRAY * max(tall, marks.extent[other]):
                members.append(other)
                seen.add(other)
                front.append(other)
    return members


def _axis(members: list[int], marks: _Marks) -> tuple[tuple[float, float], tuple[float, float]]:
    """Centre and direction of the line through the centres of marks."""
    count = len(members)
    centre_x = sum(marks.x[one] for one in members) / count
    centre_y = sum(marks.y[one] for one in members) / count
    mixed = difference = 0.0
    for one in members:
        x, y = marks.x[one] - centre_x, marks.y[one] - centre_y
        mixed += x * y
        difference += x * x - y * y
    angle = 0.5 * math.atan2(2 * mixed, difference)
    return (centre_x, centre_y), (math.cos(angle), math.sin(angle))


class Evidence(NamedTuple):
    """What tells a row of characters from a chance row of marks."""

    marks: int
    stray: float
    """Root mean square distance of centres from the line, in heights."""
    contrast: float
    """Spread of contrast, as a share of its mean."""
    peak: float
    """Spread of the peaks, as a share of the contrast."""
    core: float
    """Mean share of pixels that stand out nearly as far as the peak."""
    size: float
    """Spread of height, as a share of its mean."""
    margin: float
    """Share of strokes just above and below the row, over the share within it."""
    fill: float
    """Median share of its box that a mark covers."""
    clear: float
    """How many times the usual response around them the marks stand out."""


def _evidence(row: Row, members: list[int], marks: _Marks) -> Evidence:
    """All but the margin, which is left at none."""
    count = len(members)
    (x, y), (along_x, along_y) = row.start, row.direction
    off = sum(((marks.y[one] - y) * along_x - (marks.x[one] - x) * along_y) ** 2 for one in members)
    strength, strength_spread = _mean_and_spread([marks.strength[one] for one in members])
    _, peak_spread = _mean_and_spread([marks.peak[one] for one in members])
    extent, extent_spread = _mean_and_spread([marks.extent[one] for one in members])
    return Evidence(
        marks=count,
        stray=math.sqrt(off / count) / row.height,
        contrast=strength_spread / strength,
        peak=peak_spread / strength,
        core=sum(marks.core[one] for one in members) / count,
        size=extent_spread / extent,
        margin=0.0,
        fill=_middle([marks.fill[one] for one in members]),
        clear=sum(marks.clear[one] for one in members) / count,
    )


def _mean_and_spread(values: list[float]) -> tuple[float, float]:
    mean = sum(values) / len(values)
    return mean, math.sqrt(sum((one - mean) ** 2 for one in values) / len(values))


def _margin(row: Row, cut: NDArray[np.uint8]) -> float:
    """Strokes just above or below the row, whichever is more, over those within it."""
    along, across = np.array(row.direction), np.array((-row.direction[1], row.direction[0]))
    place = np.arange(0, max(row.length, 1))

    def share(offsets: Floats) -> float:
        at = np.array(row.start) + place[:, None, None] * along + offsets[None, :, None] * across
        x, y = np.rint(at[..., 0]).astype(int), np.rint(at[..., 1]).astype(int)
        inside = (x >= 0) & (y >= 0) & (x < cut.shape[1]) & (y < cut.shape[0])
        return float(cut[y[inside], x[inside]].mean()) if inside.any() else 0.0

    band = np.arange(-row.half, row.half + 1)
    edge = row.half + 1 + np.arange(0, max(2.0, 0.3 * row.height))
    return max(share(edge), share(-edge)) / max(share(band), 1e-6)


def _score(found: Evidence) -> float:
    """How likely a row is text [0-1], by logistic regression."""
    terms = (
        (math.log(found.marks), _WEIGHTS.marks),
        (found.stray, _WEIGHTS.stray),
        (min(found.contrast, found.peak, 1.0), _WEIGHTS.same),
        (found.core, _WEIGHTS.core),
        (found.size, _WEIGHTS.size),
        (min(found.margin, 1.0), _WEIGHTS.margin),
        (found.fill, _WEIGHTS.fill),
        (math.log(found.clear), _WEIGHTS.clear),
    )
    total = _WEIGHTS.constant + sum(value * weight for value, weight in terms)
    return 1 / (1 + math.exp(-min(max(total, -50.0), 50.0)))


def _row(members: list[int], marks: _Marks) -> Row:
    (centre_x, centre_y), (along_x, along_y) = _axis(members, marks)
    first = last = half = 0.0
    for one in members:
        x, y = marks.x[one] - centre_x, marks.y[one] - centre_y
        wide, tall = marks.width[one] / 2, marks.height[one] / 2
        place, off = x * along_x + y * along_y, y * along_x - x * along_y
        reach = wide * abs(along_x) + tall * abs(along_y)
        first, last = min(first, place - reach), max(last, place + reach)
        half = max(half, abs(off) + wide * abs(along_y) + tall * abs(along_x))
    return Row(
        start=(centre_x + along_x * first, centre_y + along_y * first),
        direction=(along_x, along_y),
        length=last - first,
        half=half,
        height=_middle([marks.extent[one] for one in members]),
        characters=max(len(members), round((last - first) / (_CHARACTER * 2 * max(half, 1)))),
    )
