import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics.boxes import iou
from evals.sample import Box
from evals.scoring.sequence_boxes import first_box, published_iou

PLAIN = re.compile(r"(\d+\.?\d*)\s*[,，]\s*(\d+\.?\d*)\s*\)?\s*[,，]?\s*\(?\s*(\d+\.?\d*)\s*[,，]\s*(\d+\.?\d*)")
"""The published pattern without what it does not need; slow on long runs of digits."""


@given(st.text(alphabet="0123456789.,() x", max_size=24))
def test_the_same_numbers_are_found_as_by_the_published_pattern(said: str) -> None:
    found = PLAIN.search(said)
    if found:
        assert first_box(said) == tuple(float(one) for one in found.groups())


CORNERS = st.tuples(*[st.integers(0, 50)] * 2, *[st.integers(51, 99)] * 2)


@given(CORNERS, CORNERS)
def test_overlap_of_true_boxes_is_the_usual_one(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    boxes = [Box(x0=box[0], y0=box[1], x1=box[2], y1=box[3]) for box in (one, other)]
    assert published_iou(one, other) == pytest.approx(iou(*boxes))


def test_a_long_run_of_digits_is_no_trouble() -> None:
    # The published pattern takes hours for this.
    assert first_box("1" * 20_000) == (0.0, 0.0, 0.0, 0.0)
