import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics.selection import precision_at_recall, resampled_precision

TRUTH = np.array([True, False, True, False, True])
SCORES = np.array([0.9, 0.8, 0.7, 0.6, 0.5])


def test_the_smallest_selection_that_reaches_the_recall() -> None:
    found = precision_at_recall(SCORES, TRUTH, 0.6)
    assert found == pytest.approx((2 / 3, 2 / 3, 0.7))
    assert precision_at_recall(SCORES, TRUTH, 1.0) == pytest.approx((0.6, 1.0, 0.5))


def test_items_of_equal_score_go_together() -> None:
    assert precision_at_recall([0.5, 0.5, 0.5], [True, False, False], 0.1) == pytest.approx((1 / 3, 1.0, 0.5))


def test_what_was_missed_counts_for_the_recall() -> None:
    assert precision_at_recall(SCORES, TRUTH, 0.6, missed=1) == pytest.approx((0.6, 0.75, 0.5))
    assert precision_at_recall(SCORES, TRUTH, 0.9, missed=3) is None


def test_without_a_relevant_item_there_is_no_recall() -> None:
    with pytest.raises(ValueError, match="relevant"):
        precision_at_recall([0.1], [False], 0.5)


@given(
    st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.3]), st.booleans(), st.integers(0, 3)), min_size=1, max_size=20),
    st.sampled_from([0.3, 0.6, 1.0]),
)
def test_the_sample_that_draws_each_group_once_gives_the_value_itself(
    items: list[tuple[float, bool, int]], recall: float
) -> None:
    scores, truth, groups = (np.array(column) for column in zip(*items, strict=True))
    missed = np.zeros(4, dtype=np.int64)
    found = resampled_precision(scores, truth, groups, missed, np.arange(4)[None, :], recall)
    expected = precision_at_recall(scores, truth, recall) if truth.any() else None
    assert found[0] == pytest.approx(expected.precision if expected else 0.0)


def test_a_group_drawn_twice_counts_twice() -> None:
    groups = np.array([0, 1, 1, 2, 2])
    drawn = np.array([[1, 1, 1], [0, 0, 0]])
    found = resampled_precision(SCORES, TRUTH, groups, np.zeros(3, dtype=np.int64), drawn, 1.0)
    assert found == pytest.approx([0.5, 1.0])
