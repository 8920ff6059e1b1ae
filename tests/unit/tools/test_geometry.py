"""Measurements against geometry that is known exactly."""

import math

import numpy as np
import pytest

from tools import BadArguments, BoundingBox, Image, Point, Spacing
from tools.geometry import angle, area, intensity, length, ratio

PLAIN = Image(pixels=np.zeros((200, 200), np.uint8))
UNEVEN = Image(pixels=np.zeros((200, 200), np.uint8), spacing=Spacing(row=0.5, column=2.0, source="PixelSpacing"))
DETECTOR = Image(
    pixels=np.zeros((200, 200), np.uint8), spacing=Spacing(row=0.1, column=0.1, source="ImagerPixelSpacing")
)


def at(*pairs: tuple[float, float]) -> tuple[Point, ...]:
    return tuple(Point(column=column, row=row) for column, row in pairs)


def test_length_in_pixels_and_in_millimetres_of_uneven_pixels() -> None:
    points = at((10, 10), (13, 14))
    plain, uneven = length(PLAIN, points), length(UNEVEN, points)
    assert (plain.measurements[0].value, plain.measurements[0].unit) == (5.0, "{pixels}")
    assert uneven.measurements[0].value == pytest.approx(math.hypot(3 * 2.0, 4 * 0.5))
    assert uneven.measurements[0].unit == "mm"
    assert "pixels" in plain.warnings[0]
    assert uneven.warnings == ()
    assert "detector" in length(DETECTOR, points).warnings[0]


def test_right_angle_in_pixels_is_no_right_angle_in_uneven_millimetres() -> None:
    points = at((20, 10), (10, 10), (10, 20))
    assert angle(PLAIN, points).measurements[0].value == pytest.approx(90)
    slanted = at((20, 20), (10, 10), (20, 0))
    assert angle(PLAIN, slanted).measurements[0].value == pytest.approx(90)
    assert angle(UNEVEN, slanted).measurements[0].value == pytest.approx(2 * math.degrees(math.atan2(5, 20)))


@pytest.mark.parametrize("degrees", [0, 0.01, 10, 25, 45, 89.9])
def test_cobb_angle_of_known_lines_in_either_direction(degrees: float) -> None:
    tilt = math.radians(degrees)
    end = (100 + 50 * math.cos(tilt), 100 + 50 * math.sin(tilt))
    for second in (at((100, 100), end), at(end, (100, 100))):
        measured = angle(PLAIN, (*at((10, 30), (60, 30)), *second)).measurements[0]
        assert measured.value == pytest.approx(degrees, abs=1e-6)
        assert measured.unit == "deg"


def test_ratio_and_areas() -> None:
    assert ratio(PLAIN, at((0, 0), (30, 0), (0, 0), (0, 60))).measurements[0].value == 0.5
    assert ratio(UNEVEN, at((0, 0), (30, 0), (0, 0), (0, 60))).measurements[0].value == 2.0
    box = BoundingBox(left=10, top=20, right=40, bottom=30)
    assert area(PLAIN, box).measurements[0].value == 300
    assert (area(UNEVEN, box).measurements[0].value, area(UNEVEN, box).measurements[0].unit) == (300, "mm2")
    assert area(PLAIN, at((0, 0), (10, 0), (10, 10))).measurements[0].value == 50
    assert area(PLAIN, at((0, 0), (10, 10), (10, 0))).measurements[0].value == 50


def test_statistics_of_hounsfield_units() -> None:
    pixels = np.full((40, 40), -1000, np.int16)
    pixels[10:20, 10:20] = 40
    pixels[10:20, 10:15] = 60
    image = Image(pixels=pixels, unit="[hnsf'U]", modality="CT")
    found = {one.code: one for one in intensity(image, BoundingBox(left=10, top=10, right=20, bottom=20)).measurements}
    assert found["intensity-mean"].value == 50
    assert found["intensity-standard-deviation"].value == 10
    assert (found["intensity-minimum"].value, found["intensity-maximum"].value) == (40, 60)
    assert found["intensity-count"].value == 100
    assert found["intensity-mean"].unit == "[hnsf'U]"


@pytest.mark.parametrize(("measure", "count"), [(length, 3), (angle, 2), (ratio, 3)])
def test_the_number_of_points_is_checked(measure: object, count: int) -> None:
    assert callable(measure)
    with pytest.raises(BadArguments, match="points"):
        measure(PLAIN, at(*[(index, index) for index in range(count)]))


def test_a_line_needs_two_places() -> None:
    for kind, points in ((length, at((1, 1), (1, 1))), (angle, at((1, 1), (1, 1), (2, 2)))):
        with pytest.raises(BadArguments, match="same"):
            kind(PLAIN, points)
