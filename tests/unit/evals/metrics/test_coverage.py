import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.metrics.coverage import Region, covered, covered_pixels

GRID = 16


def regions(least: int = 0) -> st.SearchStrategy[list[tuple[int, int, int, int]]]:
    """Boxes whose edges are edges of pixels."""
    pair = st.tuples(st.integers(0, GRID), st.integers(0, GRID)).map(sorted)
    one = st.tuples(pair, pair).map(lambda edges: (edges[0][0], edges[1][0], edges[0][1], edges[1][1]))
    return st.lists(one, min_size=least, max_size=4)


def shares(boxes: list[tuple[int, int, int, int]]) -> list[Region]:
    return [Region(*(edge / GRID for edge in one)) for one in boxes]


def pixels(boxes: list[tuple[int, int, int, int]]) -> set[tuple[int, int]]:
    return {(x, y) for x0, y0, x1, y1 in boxes for x in range(x0, x1) for y in range(y0, y1)}


@settings(deadline=None)
@given(regions(), regions())
def test_both_rules_agree_with_counting_pixels_one_by_one(
    boxes: list[tuple[int, int, int, int]], by: list[tuple[int, int, int, int]]
) -> None:
    ours, others = pixels(boxes), pixels(by)
    expected = len(ours & others) / len(ours) if ours else math.nan
    assert covered(shares(boxes), shares(by)) == pytest.approx(expected, nan_ok=True)
    assert covered_pixels(shares(boxes), shares(by), GRID) == pytest.approx(expected, nan_ok=True)


BOX = st.tuples(*[st.floats(0, 0.4)] * 2, *[st.floats(0.6, 1)] * 2).map(lambda edges: Region(*edges))


@settings(deadline=None)
@given(st.lists(BOX, min_size=1, max_size=3), st.lists(BOX, max_size=3))
def test_pixels_come_near_the_area_and_more_evidence_never_covers_less(boxes: list[Region], by: list[Region]) -> None:
    # An edge moves by less than a pixel; these boxes are at least a fifth of the image wide and high.
    exact = covered(boxes, by)
    assert covered_pixels(boxes, by, 224) == pytest.approx(exact, abs=0.15)
    assert covered(boxes, [*by, boxes[0]]) >= exact - 1e-12
    assert covered(boxes, [*by, *boxes]) == pytest.approx(1)
    assert covered(boxes, []) == 0


def test_boxes_thinner_than_a_pixel_are_nothing_on_the_grid() -> None:
    thin = Region(0.5, 0.5, 0.501, 0.9)
    assert math.isnan(covered_pixels([thin], [Region(0, 0, 1, 1)], 224))
    assert covered([thin], [Region(0, 0, 1, 1)]) == pytest.approx(1)
