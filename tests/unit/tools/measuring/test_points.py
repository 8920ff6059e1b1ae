"""Measurements by points against geometry that is known exactly."""

import math

import numpy as np
import pytest

from tools import BadArguments, BoundingBox, Image, Point, Spacing
from tools.measuring.points import (
    measure_angle,
    measure_area,
    measure_cup_disc_ratio,
    measure_length,
    measure_midline_shift,
    measure_ratio,
)

BLANK = np.zeros((200, 200), np.uint8)
PLAIN = Image(pixels=BLANK)
UNEVEN = Image(pixels=BLANK, spacing=Spacing(row=0.5, column=2.0, source="PixelSpacing"))
DETECTOR = Image(pixels=BLANK, spacing=Spacing(row=0.1, column=0.1, source="ImagerPixelSpacing"))


def at(*pairs: tuple[float, float]) -> tuple[Point, ...]:
    return tuple(Point(column=column, row=row) for column, row in pairs)


def test_length_in_pixels_and_in_millimetres_of_uneven_pixels() -> None:
    points = at((10, 10), (13, 14))
    plain, uneven = measure_length(PLAIN, points), measure_length(UNEVEN, points)
    assert (plain.measurements[0].value, plain.measurements[0].unit) == (5.0, "{pixels}")
    assert uneven.measurements[0].value == pytest.approx(math.hypot(3 * 2.0, 4 * 0.5))
    assert uneven.measurements[0].unit == "mm"
    assert "pixels" in plain.warnings[0]
    assert uneven.warnings == ()
    assert "detector" in measure_length(DETECTOR, points).warnings[0]


def test_uncertainty_of_a_length_is_that_of_both_ends() -> None:
    across, down = at((10, 50), (110, 50)), at((50, 10), (50, 110))
    assert measure_length(PLAIN, across).measurements[0].uncertainty == pytest.approx(math.sqrt(0.5))
    assert measure_length(UNEVEN, across).measurements[0].uncertainty == pytest.approx(2 * math.sqrt(0.5))
    assert measure_length(UNEVEN, down).measurements[0].uncertainty == pytest.approx(0.5 * math.sqrt(0.5))
    # At the detector the patient's length is up to a fifth smaller.
    assert measure_length(DETECTOR, across).measurements[0].uncertainty == pytest.approx(0.1 * math.sqrt(0.5) + 2)


def test_right_angle_in_pixels_is_no_right_angle_in_uneven_millimetres() -> None:
    points = at((20, 10), (10, 10), (10, 20))
    assert measure_angle(PLAIN, points).measurements[0].value == pytest.approx(90)
    slanted = at((20, 20), (10, 10), (20, 0))
    assert measure_angle(PLAIN, slanted).measurements[0].value == pytest.approx(90)
    assert measure_angle(UNEVEN, slanted).measurements[0].value == pytest.approx(2 * math.degrees(math.atan2(5, 20)))


@pytest.mark.parametrize("degrees", [0, 0.01, 10, 25, 45, 89.9])
def test_cobb_angle_of_known_lines_in_either_direction(degrees: float) -> None:
    tilt = math.radians(degrees)
    end = (100 + 50 * math.cos(tilt), 100 + 50 * math.sin(tilt))
    for second in (at((100, 100), end), at(end, (100, 100))):
        measured = measure_angle(PLAIN, (*at((10, 30), (60, 30)), *second)).measurements[0]
        assert measured.value == pytest.approx(degrees, abs=1e-6)
        assert measured.unit == "deg"


def test_an_angle_is_surer_by_longer_lines() -> None:
    short = measure_angle(PLAIN, at((0, 0), (10, 0), (0, 50), (10, 52))).measurements[0]
    long = measure_angle(PLAIN, at((0, 0), (100, 0), (0, 50), (100, 70))).measurements[0]
    assert short.value == pytest.approx(long.value)
    assert short.uncertainty == pytest.approx(10 * (long.uncertainty or 0), rel=0.01)
    # Half a pixel at both ends of a line of 100 pixels turns it by 0.4 degrees.
    assert long.uncertainty == pytest.approx(math.degrees(0.5 * math.sqrt(2) / 100) * math.sqrt(2), rel=0.05)


def test_ratio_and_areas() -> None:
    assert measure_ratio(PLAIN, at((0, 0), (30, 0), (0, 0), (0, 60))).measurements[0].value == 0.5
    assert measure_ratio(UNEVEN, at((0, 0), (30, 0), (0, 0), (0, 60))).measurements[0].value == 2.0
    assert measure_ratio(DETECTOR, at((0, 0), (30, 0), (0, 0), (0, 60))).measurements[0].uncertainty == pytest.approx(
        0.5 * math.hypot(math.sqrt(0.5) / 30, math.sqrt(0.5) / 60)
    )
    box = BoundingBox(left=10, top=20, right=40, bottom=30)
    assert measure_area(PLAIN, box).measurements[0].value == pytest.approx(300)
    one = measure_area(UNEVEN, box).measurements[0]
    assert one.value == pytest.approx(300)
    assert one.unit == "mm2"
    assert measure_area(PLAIN, at((0, 0), (10, 0), (10, 10))).measurements[0].value == pytest.approx(50)
    assert measure_area(PLAIN, at((0, 0), (10, 10), (10, 0))).measurements[0].value == pytest.approx(50)


def test_an_outline_that_crosses_itself_is_refused() -> None:
    with pytest.raises(BadArguments, match="crosses itself"):
        measure_area(PLAIN, at((0, 0), (10, 10), (10, 0), (0, 10)))
    with pytest.raises(BadArguments, match="3 points"):
        measure_area(PLAIN, at((0, 0), (10, 10)))
    # A concave outline is none that crosses itself.
    assert measure_area(PLAIN, at((0, 0), (10, 0), (10, 10), (5, 2))).measurements[0].value == pytest.approx(35)


def test_shift_from_the_midline() -> None:
    found = measure_midline_shift(UNEVEN, at((100, 10), (100, 190), (104, 90)))
    assert found.measurements[0].value == pytest.approx(8)
    assert found.measurements[0].code == "midline-shift"
    assert "right" in found.remark
    # The same turned upside down, and to the other side.
    assert "right" in measure_midline_shift(PLAIN, at((100, 190), (100, 10), (104, 90))).remark
    assert "left" in measure_midline_shift(PLAIN, at((100, 10), (100, 190), (90, 90))).remark
    assert measure_midline_shift(PLAIN, at((100, 10), (100, 190), (100, 90))).remark == ""
    slanted = measure_midline_shift(PLAIN, at((0, 0), (100, 100), (100, 0))).measurements[0]
    assert slanted.value == pytest.approx(math.sqrt(2) * 50)


def test_cup_to_disc_ratio_is_vertical() -> None:
    found = measure_cup_disc_ratio(PLAIN, at((100, 90), (104, 120), (98, 80), (100, 140))).measurements[0]
    assert (found.code, found.unit) == ("cup-disc-ratio", "1")
    assert found.value == pytest.approx(0.5)
    assert found.uncertainty == pytest.approx(math.hypot(math.sqrt(0.5) / 60, 0.5 * math.sqrt(0.5) / 60), rel=0.01)
    with pytest.raises(BadArguments, match="beyond the disc"):
        measure_cup_disc_ratio(PLAIN, at((98, 80), (100, 140), (100, 90), (104, 120)))
    with pytest.raises(BadArguments, match="height"):
        measure_cup_disc_ratio(PLAIN, at((98, 80), (100, 80), (100, 90), (104, 120)))


@pytest.mark.parametrize(
    ("measure", "count"),
    [
        (measure_length, 3),
        (measure_angle, 2),
        (measure_ratio, 3),
        (measure_midline_shift, 2),
        (measure_cup_disc_ratio, 3),
    ],
)
def test_the_number_of_points_is_checked(measure: object, count: int) -> None:
    assert callable(measure)
    with pytest.raises(BadArguments, match="points"):
        measure(PLAIN, at(*[(index, index) for index in range(count)]))


def test_a_line_needs_two_places() -> None:
    same = at((1, 1), (1, 1))
    for measure, points in (
        (measure_length, same),
        (measure_angle, (*same, *at((2, 2)))),
        (measure_midline_shift, (*same, *at((2, 2)))),
        (measure_ratio, (*same, *at((2, 2), (3, 3)))),
    ):
        with pytest.raises(BadArguments, match="same"):
            measure(PLAIN, points)
