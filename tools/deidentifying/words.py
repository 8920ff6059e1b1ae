"""Words as a whole: strong strokes in quick succession along a short band, whether characters touch or fall apart."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.deidentifying.rows import FAINTEST_SCORE
from tools.deidentifying.strokes import Row

__all__ = ["find_words"]

_GAPS = (3, 7, 13)
"""Gaps between strokes that are closed [pixels, at the scale]: within and between characters of 8 to 28 pixels."""
_LOWEST, _HIGHEST = 5, 27
"""Height of a word [pixels, at the scale]: at half size a third more than capitals of 40 pixels, for descenders."""
_LEAST_ASPECT = 1.9
"""Length over height: three narrow characters, "ID:"."""
_INK = (0.16, 0.8)
"""Share of its band that a word's strokes cover: thin large characters to bold small ones."""
_FEWEST_CROSSINGS = 4
"""Strokes that a line along the word crosses: three characters have more, a bone edge or a wire has one or two."""
_CROSSINGS_PER_HEIGHT = 1.0
"""Such strokes for each height of length: characters are 0.6 heights wide and cross the line once or more."""
_REGULAR = 0.75
"""Longest distance between two crossings, over the length that all of them would share evenly times 4."""
_CHARACTER = 0.62
"""Mean advance of a character, in heights."""


def find_words(
    strong: NDArray[np.uint8], response: NDArray[np.uint8], plane: NDArray[np.uint8], usual: NDArray[np.uint8]
) -> Iterator[Row]:
    """Find bands with many strokes across.

    Args:
        strong: `(H, W)`, 1 where strokes stand out well above the texture around them, else 0.
        response: `(H, W)`, how far each pixel stands out [grey levels].
        plane: `(H, W)`, the picture [grey levels].
        usual: `(H, W)`, the usual response around each pixel [grey levels].
    """
    maps = _Maps(strong, response, plane, usual)
    for gap in _GAPS:
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (gap, gap))
        closed = cv2.morphologyEx(strong, cv2.MORPH_CLOSE, kernel)
        contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        for contour in contours:
            # A contour runs along both sides of its band, so a short one cannot be a word.
            if len(contour) >= 2 * _LEAST_ASPECT * _LOWEST:
                word = _word(np.asarray(contour), maps)
                if word is not None and word.score >= FAINTEST_SCORE:
                    yield word


class _Maps(NamedTuple):
    strong: NDArray[np.uint8]
    response: NDArray[np.uint8]
    plane: NDArray[np.uint8]
    usual: NDArray[np.uint8]


class WordEvidence(NamedTuple):
    """What tells a word from texture."""

    crossings: float
    """Strokes that a line along it crosses."""
    density: float
    """Such strokes for each height of length."""
    ink: float
    """Share of the band that strokes cover [0-1]."""
    clear: float
    """How many times the usual response around it the strokes stand out."""
    strength: float
    """How far they stand out [grey levels]."""
    spread: float
    """Spread of what stands out most in each tenth of the length, or of its level: the smaller, over its mean."""
    margin: float
    """Strokes just above or below the band, whichever is more, over those in it."""


def _word(contour: NDArray[np.int32], maps: _Maps) -> Row | None:
    centre, (width, height), angle = cv2.minAreaRect(contour)
    if width < height:
        width, height, angle = height, width, angle + 90
    width, height = width + 1, height + 1
    if not (_LOWEST <= height <= _HIGHEST and width >= _LEAST_ASPECT * height):
        return None
    along = np.array((np.cos(np.radians(angle)), np.sin(np.radians(angle))))
    start = np.array(centre) - along * width / 2
    where = _places(maps.strong.shape, start, along, width, np.arange(-height / 2, height / 2 + 0.5))
    band = maps.strong[where] > 0
    crossings = max(_regular_crossings(line) for line in band[:, _thirds(band.shape[1])].T)
    if not _INK[0] <= band.mean() <= _INK[1]:
        return None
    if crossings < max(_FEWEST_CROSSINGS, _CROSSINGS_PER_HEIGHT * width / height):
        return None
    strokes = np.where(band, maps.response[where], 0)
    tops = np.array([part.max() for part in np.array_split(strokes, min(10, len(strokes)))], float)
    bright = [maps.plane[where][strokes == top] for top in tops if top > 0]
    levels = np.array([one.mean() for one in bright])
    tops = tops[tops > 0]
    strength = float(tops.mean())
    edge = height / 2 + 1 + np.arange(0, max(2.0, 0.25 * height))
    beside = max(maps.strong[_places(maps.strong.shape, start, along, width, side * edge)].mean() for side in (1, -1))
    found = WordEvidence(
        crossings=crossings,
        density=crossings * height / width,
        ink=float(band.mean()),
        clear=strength / max(1.0, float(maps.usual[where].mean())),
        strength=strength,
        spread=float(min(tops.std(), levels.std())) / strength,
        margin=float(beside / band.mean()),
    )
    return Row(
        start=(float(start[0]), float(start[1])),
        direction=(float(along[0]), float(along[1])),
        length=float(width),
        half=float(height / 2),
        height=float(height),
        characters=max(3, round(width / (_CHARACTER * height))),
        score=_score(found),
    )


_WEIGHTS = WordEvidence(crossings=0.88, density=1.3, ink=4.15, clear=1.88, strength=2.26, spread=-3.56, margin=-2.35)
_CONSTANT = -19.21
"""Of the evidence. Fitted by logistic regression on 4,500 bands found on the same synthetic pictures as those of
`rows`: plain, gradient, speckle, noise, our shipped studies, CT and MR of the pydicom test files, with text of five
fonts, 8 to 40 pixels high, upright and turned, from white to 25 grey levels above its ground. No clinical film."""


def _thirds(height: int) -> list[int]:
    return [round(height * share) for share in (0.28, 0.5, 0.72)]


def _score(found: WordEvidence) -> float:
    """How likely a band is text [0-1], by logistic regression."""
    terms = (
        (math.log(found.crossings), _WEIGHTS.crossings),
        (found.density, _WEIGHTS.density),
        (found.ink, _WEIGHTS.ink),
        (math.log(found.clear), _WEIGHTS.clear),
        (math.log(found.strength), _WEIGHTS.strength),
        (min(found.spread, 1.0), _WEIGHTS.spread),
        (min(found.margin, 1.0), _WEIGHTS.margin),
    )
    total = _CONSTANT + sum(value * weight for value, weight in terms)
    return 1 / (1 + math.exp(-min(max(total, -50.0), 50.0)))


def _regular_crossings(line: NDArray[np.bool_]) -> int:
    """How often a line comes upon a stroke; none where a long way is without."""
    begins = np.flatnonzero(line[1:] & ~line[:-1])
    if begins.size < _FEWEST_CROSSINGS:
        return 0
    longest = float(np.diff(begins).max())
    return 0 if longest > _REGULAR * line.size else int(begins.size)


def _places(
    shape: tuple[int, ...],
    start: NDArray[np.float64],
    along: NDArray[np.float64],
    length: float,
    offsets: NDArray[np.float64],
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the pixels on lines beside the axis, each `(length, offsets)`."""
    place = np.arange(-1, length + 2)
    across = np.array((-along[1], along[0]))
    at = start + place[:, None, None] * along + offsets[None, :, None] * across
    x = np.clip(np.rint(at[..., 0]).astype(np.intp), 0, shape[1] - 1)
    y = np.clip(np.rint(at[..., 1]).astype(np.intp), 0, shape[0] - 1)
    return y, x
