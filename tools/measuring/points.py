"""Measuring by points placed on an image: lengths, ratios, angles, areas, midline shift, cup-to-disc ratio."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments
from tools.finding import Measurement
from tools.image import Image
from tools.measuring.angle import angle_at, angle_between
from tools.measuring.area import polygon_area
from tools.measuring.distance import distance, ratio
from tools.measuring.measured import Measured
from tools.measuring.midline import shift_from_line
from tools.measuring.optic_disc import cup_disc_ratio
from tools.measuring.scale import Scale, scale_of
from tools.measuring.uncertainty import propagated
from tools.region import BoundingBox, Point

__all__ = [
    "measure_angle",
    "measure_area",
    "measure_cup_disc_ratio",
    "measure_length",
    "measure_midline_shift",
    "measure_ratio",
]

Floats = NDArray[np.float64]
Formula = Callable[[Floats], float]

SQUARE = "No spacing is known; the {} assumes square pixels."


def measure_length(image: Image, points: Sequence[Point]) -> Measured:
    """Measure the distance of two points [mm or pixels]."""
    scale = scale_of(image)
    places = _lines(_places(scale, points, counts=(2,), kind="length"), ((0, 1),), "length")
    return Measured(
        measurements=(_length(scale, distance, places, code="length", name="length"),), warnings=scale.warnings
    )


def measure_ratio(image: Image, points: Sequence[Point]) -> Measured:
    """Measure the length of the first line over that of the second [1]."""
    scale = scale_of(image)
    places = _lines(_places(scale, points, counts=(4,), kind="ratio"), ((0, 1), (2, 3)), "ratio")
    one = _plain(scale, ratio, places, code="ratio", name="ratio of two lengths", unit="1")
    return Measured(measurements=(one,), warnings=_square(scale, "ratio"))


def measure_angle(image: Image, points: Sequence[Point]) -> Measured:
    """Measure an angle [deg]: at the middle one of three points (0-180), or between two lines (0-90, as Cobb)."""
    scale = scale_of(image)
    places = _places(scale, points, counts=(3, 4), kind="angle")
    if len(points) == 3:
        _lines(places, ((0, 1), (1, 2)), "angle")
        one = _plain(scale, angle_at, places, code="angle", name="angle", unit="deg")
    else:
        _lines(places, ((0, 1), (2, 3)), "angle")
        one = _plain(scale, angle_between, places, code="angle", name="angle between two lines", unit="deg")
    return Measured(measurements=(one,), warnings=_square(scale, "angle"))


def measure_area(image: Image, outline: BoundingBox | Sequence[Point]) -> Measured:
    """Measure the area of a box, or of a polygon of three or more points [mm² or square pixels]."""
    scale = scale_of(image)
    if isinstance(outline, BoundingBox):
        left, top, right, bottom = outline.as_tuple()
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        outline = tuple(Point(column=column, row=row) for column, row in corners)
    elif len(outline) < 3:
        raise BadArguments(f"measure needs a region, or at least 3 points, for the kind area, got {len(outline)}.")
    places = _scaled(scale, outline)
    if _crosses_itself(places):
        raise BadArguments("The outline for the kind area crosses itself; give its points in order around it.")
    value = polygon_area(places)
    # Both sides of an area shrink.
    spread = propagated(polygon_area, places, scale.halves) + value * (1 - (1 - scale.shrinkage) ** 2)
    one = Measurement(
        code="area", name="area", value=value, unit=scale.area_unit, uncertainty=spread, basis=_basis(scale)
    )
    return Measured(measurements=(one,), warnings=scale.warnings)


def measure_midline_shift(image: Image, points: Sequence[Point]) -> Measured:
    """Measure how far a structure lies off the midline [mm or pixels]."""
    scale = scale_of(image)
    places = _places(scale, points, counts=(3,), kind="midline-shift")
    _lines(places, ((0, 1),), "midline-shift")
    side = shift_from_line(places)
    one = _length(
        scale, lambda some: abs(shift_from_line(some)), places, code="midline-shift", name="shift from the midline"
    )
    towards = "" if side == 0 else f"Towards the image's {'right' if side > 0 else 'left'}."
    return Measured(measurements=(one,), warnings=scale.warnings, remark=towards)


def measure_cup_disc_ratio(image: Image, points: Sequence[Point]) -> Measured:
    """Measure the cup-to-disc ratio [1] by the upper and lower end of the cup and of the disc."""
    scale = scale_of(image)
    places = _places(scale, points, counts=(4,), kind="cup-disc-ratio")
    _lines(places, ((0, 1), (2, 3)), "cup-disc-ratio")
    cup, disc = (places[:2, 1], places[2:, 1])
    if np.ptp(cup) == 0 or np.ptp(disc) == 0:
        raise BadArguments("The cup and the disc need a height each: give their upper and lower ends.")
    boxes = [BoundingBox(left=0.0, right=1.0, top=float(ends.min()), bottom=float(ends.max())) for ends in (cup, disc)]
    value = cup_disc_ratio(boxes[0], boxes[1]).vertical
    spread = propagated(lambda some: float(np.ptp(some[:2, 1]) / np.ptp(some[2:, 1])), places, scale.halves)
    one = Measurement(
        code="cup-disc-ratio",
        name="cup-to-disc ratio",
        value=value,
        unit="1",
        uncertainty=spread,
        basis="Vertical extent of the cup over that of the disc, from the points given.",
    )
    return Measured(
        measurements=(one,), warnings=("On a picture without depth the border of the cup is a matter of judgement.",)
    )


def _scaled(scale: Scale, points: Sequence[Point]) -> Floats:
    """Give points as `(n, 2)` (x, y) in the unit of the scale."""
    return np.array([(point.column * scale.column, point.row * scale.row) for point in points])


def _places(scale: Scale, points: Sequence[Point], *, counts: tuple[int, ...], kind: str) -> Floats:
    if len(points) not in counts:
        wanted = " or ".join(str(count) for count in counts)
        raise BadArguments(f"measure needs points for the kind {kind}: {wanted} of them, got {len(points)}.")
    return _scaled(scale, points)


def _lines(places: Floats, pairs: tuple[tuple[int, int], ...], kind: str) -> Floats:
    """Check that lines have a length."""
    if any(distance(places[[first, second]]) == 0.0 for first, second in pairs):
        raise BadArguments(f"Two of the points for the kind {kind} are the same; a line needs two different ones.")
    return places


def _length(scale: Scale, formula: Formula, places: Floats, *, code: str, name: str) -> Measurement:
    """Measure a length, whose doubt is that of placing the points and of the magnification."""
    value = formula(places)
    spread = propagated(formula, places, scale.halves) + scale.shrinkage * value
    return Measurement(code=code, name=name, value=value, unit=scale.unit, uncertainty=spread, basis=_basis(scale))


def _plain(scale: Scale, formula: Formula, places: Floats, *, code: str, name: str, unit: str) -> Measurement:
    """Measure what no magnification changes."""
    spread = propagated(formula, places, scale.halves)
    return Measurement(code=code, name=name, value=formula(places), unit=unit, uncertainty=spread, basis=_basis(scale))


def _basis(scale: Scale) -> str:
    return f"From the points given, {scale.basis}, each placed within half a pixel."


def _square(scale: Scale, what: str) -> tuple[str, ...]:
    """Without spacing a ratio or angle is right only if pixels are square."""
    return (SQUARE.format(what),) if scale.unit != "mm" else ()


def _crosses_itself(places: Floats) -> bool:
    """Tell whether two sides of a polygon cross that are no neighbours."""
    sides = list(pairwise([*places, places[0]]))
    for first in range(len(sides)):
        for second in range(first + 2, len(sides) - (first == 0)):
            if _cross(*sides[first], *sides[second]):
                return True
    return False


def _cross(a: Floats, b: Floats, c: Floats, d: Floats) -> bool:
    def turn(p: Floats, q: Floats, r: Floats) -> float:
        return float(np.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])))

    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0
