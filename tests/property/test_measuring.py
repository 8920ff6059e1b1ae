"""What no turning, mirroring, shifting or scaling may change, and what it must."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from tools import Image, Point, Spacing
from tools.measuring.first_order import first_order
from tools.measuring.outline import flat_shape_of
from tools.measuring.points import measure_angle, measure_area, measure_length, measure_midline_shift, measure_ratio
from tools.measuring.shape import shape_of

sides = st.floats(0.2, 5.0)
bodies = hnp.arrays(np.bool_, st.tuples(*[st.integers(1, 6)] * 3)).filter(np.any)
flats = hnp.arrays(np.bool_, st.tuples(*[st.integers(1, 9)] * 2)).filter(np.any)
values = hnp.arrays(np.float64, st.integers(1, 60), elements=st.integers(-1000, 3000).map(float))
places = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=4, max_size=4, unique=True)

SAME = ("voxel_volume", "mesh_volume", "surface_area", "sphericity", "maximum_3d_diameter")


def image(row: float, column: float) -> Image:
    spacing = Spacing(row=row, column=column, source="PixelSpacing")
    return Image(pixels=np.zeros((101, 101), np.uint8), spacing=spacing, modality="CT")


def points(pairs: list[tuple[int, int]]) -> tuple[Point, ...]:
    return tuple(Point(column=float(x), row=float(y)) for x, y in pairs)


@settings(max_examples=60, deadline=None)
@given(bodies, st.tuples(sides, sides, sides), st.permutations(range(3)), st.tuples(*[st.booleans()] * 3))
def test_a_body_is_the_same_from_every_side(
    mask: NDArray[np.bool_], spacing: tuple[float, float, float], order: list[int], flips: tuple[bool, ...]
) -> None:
    turned = np.flip(mask, [axis for axis in range(3) if flips[axis]]).transpose(order)
    across = (spacing[order[0]], spacing[order[1]], spacing[order[2]])
    before, after = shape_of(mask, spacing).as_dict(), shape_of(turned, across).as_dict()
    for name in SAME:
        assert np.isclose(before[name], after[name], rtol=1e-9), name
    named = [f"maximum_2d_diameter_{one}" for one in ("slice", "column", "row")]
    for index, axis in enumerate(order):
        assert np.isclose(before[named[axis]], after[named[index]], rtol=1e-9)


@settings(max_examples=60, deadline=None)
@given(bodies, st.tuples(sides, sides, sides), st.floats(0.3, 3))
def test_a_body_scales(mask: NDArray[np.bool_], spacing: tuple[float, float, float], factor: float) -> None:
    larger = (spacing[0] * factor, spacing[1] * factor, spacing[2] * factor)
    before, after = shape_of(mask, spacing).as_dict(), shape_of(mask, larger).as_dict()
    powers = {"voxel_volume": 3, "mesh_volume": 3, "surface_area": 2, "sphericity": 0, "maximum_3d_diameter": 1}
    for name, power in powers.items():
        assert np.isclose(before[name] * factor**power, after[name], rtol=1e-6), name
    assert before["sphericity"] <= 1 + 1e-9
    assert before["mesh_volume"] <= before["voxel_volume"] * (1 + 1e-9)


@settings(max_examples=60, deadline=None)
@given(flats, st.tuples(sides, sides), st.booleans(), st.booleans())
def test_a_flat_object_is_the_same_turned_and_mirrored(
    mask: NDArray[np.bool_], spacing: tuple[float, float], mirrored: bool, turned: bool
) -> None:
    other = mask[:, ::-1] if mirrored else mask
    if turned:
        before, after = flat_shape_of(mask, spacing), flat_shape_of(other.T, spacing[::-1])
    else:
        before, after = flat_shape_of(mask, spacing), flat_shape_of(other, spacing)
    for name, value in before.as_dict().items():
        assert np.isclose(value, after.as_dict()[name], rtol=1e-6, atol=1e-6), name


@settings(max_examples=100, deadline=None)
@given(values, st.floats(-500, 500))
def test_statistics_do_not_hang_on_the_order_and_move_with_the_values(numbers: NDArray[np.float64], by: float) -> None:
    before, moved = first_order(numbers), first_order(numbers + by)
    assert np.isclose(first_order(numbers[::-1]).mean, before.mean)
    assert np.isclose(moved.mean, before.mean + by)
    assert np.isclose(moved.median, before.median + by)
    assert np.isclose(moved.variance, before.variance, atol=1e-6)
    assert before.minimum <= before.percentile_10 <= before.median <= before.percentile_90 <= before.maximum
    assert 0 <= before.entropy <= np.log2(before.count) + 1e-9
    assert 1 / before.count - 1e-9 <= before.uniformity <= 1
    assert before.robust_mean_absolute_deviation <= before.range + 1e-9


@settings(max_examples=100, deadline=None)
@given(places, st.floats(0.1, 3), st.floats(0.1, 3))
def test_lines_keep_their_measures_when_the_picture_is_turned(
    pairs: list[tuple[int, int]], row: float, column: float
) -> None:
    upright, mirrored = points(pairs), points([(100 - x, y) for x, y in pairs])
    turned = points([(y, x) for x, y in pairs])
    one, other = image(row, column), image(column, row)
    for measure, count in ((measure_length, 2), (measure_ratio, 4), (measure_angle, 4)):
        found = measure(one, upright[:count]).measurements[0]
        for again in (measure(one, mirrored[:count]), measure(other, turned[:count])):
            assert np.isclose(again.measurements[0].value, found.value, rtol=1e-7, atol=1e-7)
    shift = measure_midline_shift(one, upright[:3]).measurements[0].value
    assert np.isclose(measure_midline_shift(other, turned[:3]).measurements[0].value, shift, atol=1e-7)
    area = measure_area(one, upright[:3]).measurements[0].value
    assert np.isclose(measure_area(one, mirrored[:3]).measurements[0].value, area, atol=1e-7)
    length = measure_length(one, upright[:2]).measurements[0].value
    twice = measure_length(image(2 * row, 2 * column), upright[:2]).measurements[0].value
    assert np.isclose(twice, 2 * length)
