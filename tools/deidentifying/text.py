"""Text burned into pixels, found without trained weights.

What a machine writes over a picture differs from anatomy in three ways that need no learning: its strokes are thin and
stand out from what is around them, all by the same amount or at the same level; its characters are of one height; and
they stand in a row. So thin strokes of either polarity are cut out (morphological top-hat), and rows of three and more
similar ones are looked for, in any direction.
"""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.deidentifying.rows import LEAST_SCORE, find_rows
from tools.deidentifying.strokes import Row, Strokes
from tools.deidentifying.words import find_words
from tools.region import BoundingBox, Mask

__all__ = ["SURE", "TextLine", "area_of", "find_text"]

_SCALES = (1.0, 0.5)
"""At full size characters of 6 to 28 pixels are looked for, at half size those of 12 to 56."""
_KERNEL = 9
"""Strokes up to this width [pixels, at the scale] stand out: a bold character of 28 pixels has strokes of 5."""
_SHORTEST, _TALLEST = 5, 30
"""Sides of a character [pixels, at the scale]."""
_LONGEST = 200
"""Width of what may be several characters that touch [pixels, at the scale]."""
_LEAST_CONTRAST = 9
"""Of strokes against their surroundings [grey levels of 256]: fainter text is not read at a normal window either."""
_NOISE_STEP, _NOISE_BLOCK = 4, 25
"""The neighbourhood whose median response counts as its texture: every 4th pixel of 100 [pixels]."""
_EDGE_BLOCK = 9
"""How far the texture of a region counts beyond its edge: half of this, every 4th pixel [pixels]."""
_ABOVE_TEXTURE = 3.0
"""How many times its texture a stroke must stand out."""
_NEAR, _OF_STRONGEST = 13, 0.4
"""A stroke stands out at least this share as far as the strongest one this near [pixels]: parts what blurs."""
_STRONG_CONTRAST, _STRONG_TEXTURE = 14, 6.0
"""The same for strokes that can be taken together to words without looking at each."""
_FILL = (0.1, 1.0)
"""Share of its box that a character covers: a thin diagonal covers a tenth."""
_MOST_CANDIDATES = 2_500
"""In one plane: beyond it the picture is texture, and the largest are kept."""
SURE = 0.7
"""What is at least this likely is text wherever it stands [0-1]."""
_LIKELY, _LIKELY_TOGETHER = 0.45, 0.6
"""The same where text is to be expected anyway: by one search, and by two that found the same [0-1]. Ours: of 46
pictures without text (synthetic grounds, shipped studies, a CT and an MR test file) nothing is found on 44."""
_PARALLEL = 0.2
"""Sine of the angle between two parts of one line: 12 degrees."""
_SAME = 0.6
"""Share of the smaller one that two searches must have in common to have found the same [0-1]. Ours."""
_PAD = 1.0
"""Margin around a line, in heights of its characters: room for an accent, a comma or a faint character at its end."""

Plane = NDArray[np.uint8]


class TextLine(NamedTuple):
    """A row of characters."""

    corners: tuple[tuple[float, float], ...]
    """Four corners (column, row) [pixels]; they can lie outside of the image."""
    characters: int
    """About how many."""
    height: float
    """Of the characters [pixels]."""
    score: float
    """How likely it is text [0-1]."""
    is_sure: bool = True
    """False where it is text only if text is to be expected in such a picture."""
    seen_by: str = ""
    """Which of the searches found it: at which scale, as a row of marks or as a band."""

    @property
    def angle(self) -> float:
        """Direction of the row [rad]."""
        (left, top), (right, bottom) = self.corners[:2]
        return math.atan2(bottom - top, right - left)

    @property
    def box(self) -> BoundingBox:
        """The smallest upright box around it."""
        columns, rows = zip(*self.corners, strict=True)
        return BoundingBox(left=min(columns), top=min(rows), right=max(columns), bottom=max(rows))


def find_text(pixels: NDArray[Any]) -> tuple[TextLine, ...]:
    """Find rows of three and more characters, 8 to 40 pixels high, of any direction.

    Args:
        pixels: `(H, W)` of any number type, or `(H, W, 3)` uint8.

    Returns:
        Lines, the longest first. One line may be found more than once, at different scales.
    """
    lines: list[TextLine] = []
    if min(pixels.shape[:2]) < 2 * _KERNEL:
        return ()  # too small for a character
    for plane in _planes(pixels):
        for scale in _SCALES:
            small = plane if scale == 1 else cv2.resize(plane, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            lines += [_line(row, scale, how) for how, row in _rows(np.asarray(small, np.uint8))]
    return tuple(sorted(_kept(lines), key=lambda line: (-line.characters, line.corners)))


def _kept(lines: list[TextLine]) -> list[TextLine]:
    """The lines that are likely enough, with how sure they are, and the fainter ones that touch these: their ends.

    Likely is what is so by itself, or by two searches that found the same: what one takes for text by chance, another
    one seldom does.
    """
    judged: list[TextLine] = []
    faint: list[TextLine] = []
    for line in lines:
        others = (one.score for one in lines if one.seen_by != line.seen_by and _touch(line, one, _SAME))
        together = 1 - (1 - line.score) * (1 - max(others, default=0.0))
        is_sure = line.score >= SURE or together >= SURE
        is_likely = line.score >= _LIKELY or together >= _LIKELY_TOGETHER
        (judged if is_sure or is_likely else faint).append(line._replace(is_sure=is_sure))
    for line in faint:
        if line.score >= LEAST_SCORE:
            beside = [one for one in judged if _touch(line, one)]
            if beside:
                judged.append(line._replace(is_sure=any(one.is_sure for one in beside)))
    return judged


def _touch(one: TextLine, other: TextLine, least: float = 0.0) -> bool:
    """True where two lines of about the same height and direction overlap, by more than a share of the smaller one."""
    if not 0.5 <= one.height / other.height <= 2 or abs(math.sin(one.angle - other.angle)) > _PARALLEL:
        return False
    a, b = one.box, other.box
    if a.left > b.right or b.left > a.right or a.top > b.bottom or b.top > a.bottom:
        return False
    first, second = np.array(one.corners, np.float32), np.array(other.corners, np.float32)
    overlap, _ = cv2.intersectConvexConvex(first, second)
    return bool(overlap > least * min(cv2.contourArea(first), cv2.contourArea(second)))


def area_of(lines: tuple[TextLine, ...], shape: tuple[int, int]) -> Mask:
    """The pixels that lines lie on.

    Args:
        lines: What was found.
        shape: Rows and columns of the image [pixels].
    """
    area = np.zeros(shape, np.uint8)
    for line in lines:
        cv2.fillConvexPoly(area, np.rint(np.array(line.corners)).astype(np.int32), 1)
    return Mask(pixels=area > 0)


def _planes(pixels: NDArray[Any]) -> Iterator[Plane]:
    """Views of the picture in 256 levels in which text may stand out."""
    if pixels.ndim == 3:
        # The brightest channel shows coloured text on black as well as white text, and black text on anything.
        yield np.ascontiguousarray(pixels.max(axis=2), np.uint8)
        return
    values = pixels.astype(np.float32)
    low, high = float(values.min()), float(values.max())
    inner = np.percentile(values[:: max(1, values.shape[0] // 512), :: max(1, values.shape[1] // 512)], (1, 99))
    yield _stretched(values, low, high)
    # Text at the end of the scale flattens everything else; text among it needs the contrast of what is in between.
    if inner[1] - inner[0] < _NARROW * (high - low):
        yield _stretched(values, float(inner[0]), float(inner[1]))


_NARROW = 0.7
"""Where the middle 98 % of the values take less than this of their range, they are looked at on their own as well."""


def _stretched(values: NDArray[np.float32], low: float, high: float) -> Plane:
    if high <= low:
        return np.zeros(values.shape, np.uint8)
    scaled = np.clip((values - low) * (255.0 / (high - low)), 0, 255)
    return np.asarray(scaled.astype(np.uint8))


def _rows(plane: Plane) -> Iterator[tuple[str, Row]]:
    """Rows of characters in thin strokes, the bright ones and the dark ones."""
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (_KERNEL, _KERNEL))
    around = cv2.getStructuringElement(cv2.MORPH_RECT, (_NEAR, _NEAR))
    smooth = np.asarray(cv2.GaussianBlur(plane, (3, 3), 0), np.uint8)
    for operation in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT):
        response = np.asarray(cv2.morphologyEx(smooth, operation, kernel), np.uint8)
        usual = _texture(response)
        # Whole numbers throughout: a threshold rounded down is passed by the same ones, at a fraction of the time.
        strongest = cv2.LUT(cv2.dilate(response, around), _SHARE_OF_STRONGEST)
        cut = _above(response, strongest, usual, _LEAST_CONTRAST, _ABOVE_TEXTURE)
        strokes = _candidates(cut, response, smooth, usual, is_bright=operation == cv2.MORPH_TOPHAT)
        yield from (("row", one) for one in find_rows(strokes))
        strong = _above(response, strongest, usual, _STRONG_CONTRAST, _STRONG_TEXTURE)
        yield from (("band", one) for one in find_words(strong, response, smooth, usual))


_SHARE_OF_STRONGEST = np.floor(_OF_STRONGEST * np.arange(256)).astype(np.uint8)


def _above(response: Plane, strongest: Any, usual: Plane, contrast: int, times: float) -> Plane:
    """Where strokes stand out, 1 there and 0 elsewhere."""
    least = cv2.max(strongest, cv2.multiply(usual, times))
    return np.asarray(cv2.min(cv2.compare(response, cv2.max(least, float(contrast - 1)), cv2.CMP_GT), 1.0), np.uint8)


def _texture(response: Plane) -> Plane:
    """The usual response around each pixel: the median, which text does not move where it covers less than half."""
    height, width = response.shape
    small = response[_NOISE_STEP // 2 :: _NOISE_STEP, _NOISE_STEP // 2 :: _NOISE_STEP]
    usual = cv2.medianBlur(np.ascontiguousarray(small), _NOISE_BLOCK)
    # At the edge of a textured region half of the neighbourhood is empty, and its texture would be taken for text.
    usual = cv2.dilate(usual, cv2.getStructuringElement(cv2.MORPH_RECT, (_EDGE_BLOCK, _EDGE_BLOCK)))
    return np.asarray(cv2.resize(usual, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _candidates(cut: Plane, response: Plane, plane: Plane, usual: Plane, *, is_bright: bool) -> Strokes:
    count, labels, stats, centres = cv2.connectedComponentsWithStats(cut, connectivity=8)
    width, height, area = stats[:, 2].astype(float), stats[:, 3].astype(float), stats[:, 4].astype(float)
    longer, shorter = np.maximum(width, height), np.minimum(width, height)
    fill = area / np.maximum(width * height, 1)
    fits = (longer >= _SHORTEST) & (shorter <= _TALLEST) & (longer <= _LONGEST) & (fill >= _FILL[0])
    fits[0] = False
    kept = np.flatnonzero(fits)
    if kept.size > _MOST_CANDIDATES:
        kept = kept[np.argsort(-area[kept])[:_MOST_CANDIDATES]]
    number = np.zeros(count, np.int32)
    number[kept] = np.arange(1, kept.size + 1)
    inside = np.flatnonzero(cut)
    where = number[labels.ravel()[inside]]
    inside, where = inside[where > 0], where[where > 0]
    strong = response.ravel()[inside]
    strength, peak = np.zeros(kept.size + 1), np.zeros(kept.size + 1)
    np.maximum.at(strength, where, strong)
    turned = plane.ravel()[inside]
    np.maximum.at(peak, where, turned if is_bright else 255 - turned)
    core = np.bincount(where, strong >= 2 / 3 * strength[where], kept.size + 1)
    return Strokes(
        x=centres[kept, 0],
        y=centres[kept, 1],
        width=width[kept],
        height=height[kept],
        strength=strength[1:],
        peak=peak[1:],
        core=core[1:] / np.maximum(area[kept], 1),
        fill=fill[kept],
        ground=usual[centres[kept, 1].astype(int), centres[kept, 0].astype(int)].astype(float),
        cut=cut,
    )


def _line(row: Row, scale: float, how: str) -> TextLine:
    along = np.array(row.direction)
    across = np.array((-along[1], along[0]))
    pad = _PAD * row.height
    corners = [
        np.array(row.start) * 1.0 + along * (a * (row.length + pad) - (1 - a) * pad) + across * b * (row.half + pad)
        for a, b in ((0, -1), (1, -1), (1, 1), (0, 1))
    ]
    return TextLine(
        corners=tuple((float(c[0] + 0.5) / scale, float(c[1] + 0.5) / scale) for c in corners),
        characters=row.characters,
        height=row.height / scale,
        score=row.score,
        seen_by=f"{how} at {scale:g}",
    )
