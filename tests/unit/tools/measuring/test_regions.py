"""Brightness, statistics and nodules inside a region."""

from dataclasses import replace

import numpy as np
import pytest

from tools import BadArguments, BoundingBox, Image, Point, Spacing
from tools.measuring.object import outlined_object
from tools.measuring.regions import measure_intensity, measure_nodule, measure_statistics


def nodule(a: float, b: float, degrees: float = 0.0, spacing: float | None = 0.5) -> Image:
    rows, columns = np.indices((160, 200)) + 0.5
    turn = np.radians(degrees)
    x, y = columns - 100, rows - 80
    along, across = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    pixels = np.full((160, 200), -800, np.int16)
    pixels[(along / a) ** 2 + (across / b) ** 2 <= 1] = 30
    pixels += np.random.default_rng(0).normal(0, 15, pixels.shape).astype(np.int16)
    where = None if spacing is None else Spacing(row=spacing, column=spacing, source="PixelSpacing")
    return Image(pixels=pixels, unit="[hnsf'U]", modality="CT", spacing=where)


BOX = BoundingBox(left=65, top=45, right=135, bottom=115)


def test_statistics_of_hounsfield_units() -> None:
    pixels = np.full((40, 40), -1000, np.int16)
    pixels[10:20, 10:20] = 40
    pixels[10:20, 10:15] = 60
    image = Image(pixels=pixels, unit="[hnsf'U]", modality="CT")
    region = BoundingBox(left=10, top=10, right=20, bottom=20)
    found = {one.code: one for one in measure_intensity(image, region).measurements}
    assert found["intensity-mean"].value == 50
    assert found["intensity-standard-deviation"].value == 10
    assert (found["intensity-minimum"].value, found["intensity-maximum"].value) == (40, 60)
    assert found["intensity-count"].value == 100
    assert found["intensity-mean"].unit == "[hnsf'U]"
    every = {one.code: one for one in measure_statistics(image, region).measurements}
    assert len(every) == 19
    assert every["intensity-variance"].unit == "[hnsf'U]2"
    assert every["intensity-entropy"].value == pytest.approx(1)
    corners = tuple(Point(column=x, row=y) for x, y in ((10, 10), (20, 10), (20, 20), (10, 20)))
    assert measure_statistics(image, corners).measurements == measure_statistics(image, region).measurements


def test_values_without_a_unit_and_colours_say_so() -> None:
    grey = Image(pixels=np.arange(100, dtype=np.uint8).reshape(10, 10))
    found = measure_statistics(grey, grey.box)
    assert "no physical unit" in found.warnings[0]
    assert {one.code: one.unit for one in found.measurements}["intensity-variance"] == "1"
    red = np.zeros((4, 4, 3), np.uint8)
    red[..., 0] = 100
    assert measure_intensity(Image(pixels=red), grey.box.clamped(4, 4)).measurements[0].value == pytest.approx(29.9)


def test_an_outline_without_pixels_is_refused() -> None:
    grey = Image(pixels=np.zeros((10, 10), np.uint8))
    for points in (((1, 1), (1.2, 1), (1.2, 1.2)), ((1, 1), (5, 5))):
        with pytest.raises(BadArguments):
            measure_statistics(grey, tuple(Point(column=x, row=y) for x, y in points))


@pytest.mark.parametrize("degrees", [0, 30, 90, 135])
def test_axes_of_a_nodule(degrees: float) -> None:
    found = measure_nodule(nodule(24, 14, degrees), BOX)
    long, short, mean = found.measurements
    assert long.value == pytest.approx(24, abs=0.5)
    assert short.value == pytest.approx(14, abs=0.5)
    assert abs(long.value - 24) <= (long.uncertainty or 0)
    assert (mean.code, mean.unit) == ("nodule-diameter", "mm")
    assert mean.value == pytest.approx((long.value + short.value) / 2)
    assert "24 x 14 mm" in found.remark
    assert len(found.images) == 1
    assert found.images[0].pixels.shape == (160, 200, 3)


def test_a_small_nodule_is_reported_by_its_mean() -> None:
    found = measure_nodule(nodule(9, 7), BoundingBox(left=85, top=65, right=115, bottom=95))
    assert "8 mm (mean)" in found.remark


def test_without_spacing_the_vocabulary_code_is_not_used() -> None:
    codes = {one.code: one.unit for one in measure_nodule(nodule(24, 14, spacing=None), BOX).measurements}
    assert codes == {"long-axis": "{pixels}", "short-axis": "{pixels}", "mean-diameter": "{pixels}"}


def test_nothing_and_a_cut_object_are_told() -> None:
    flat = Image(pixels=np.full((100, 100), 7, np.uint8))
    with pytest.raises(BadArguments, match="No object"):
        measure_nodule(flat, BoundingBox(left=20, top=20, right=60, bottom=60))
    _, doubts = outlined_object(nodule(30, 30), BoundingBox(left=72, top=48, right=132, bottom=112))
    assert any("border of the box" in one for one in doubts)
    _, doubts = outlined_object(nodule(30, 30), BoundingBox(left=90, top=70, right=140, bottom=120))
    assert any("do not trust" in one for one in doubts)


@pytest.mark.parametrize("turns", [1, 2, 3])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_turned_nodule_is_as_large(turns: int, mirrored: bool) -> None:
    image = nodule(20, 12, 25)
    pixels = np.rot90(image.pixels[:, ::-1] if mirrored else image.pixels, turns)
    height, width = pixels.shape
    region = BoundingBox(left=width / 2 - 35, top=height / 2 - 35, right=width / 2 + 35, bottom=height / 2 + 35)
    turned = replace(image, pixels=np.ascontiguousarray(pixels))
    before = measure_nodule(image, BOX).measurements
    for one, other in zip(measure_nodule(turned, region).measurements, before, strict=True):
        assert abs(one.value - other.value) <= (one.uncertainty or 0)


def test_lengths_follow_the_spacing() -> None:
    fine = [one.value for one in measure_nodule(nodule(20, 12, 25, spacing=0.25), BOX).measurements]
    coarse = [one.value for one in measure_nodule(nodule(20, 12, 25, spacing=1.0), BOX).measurements]
    assert coarse == pytest.approx([4 * value for value in fine])
