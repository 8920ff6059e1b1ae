import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.mmr import diversified

SAME = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])


def test_relevance_alone_is_the_order_of_the_scores() -> None:
    assert diversified([0.2, 0.9, 0.5], np.eye(3), 3, balance=1.0) == [1, 2, 0]


def test_what_repeats_the_first_comes_after_what_is_new() -> None:
    assert diversified([0.9, 0.8, 0.5], SAME, 3, balance=0.5) == [0, 2, 1]


def test_fewer_than_asked_for_is_all() -> None:
    assert diversified([0.1], np.eye(1), 5) == [0]
    assert diversified([0.1], np.eye(1), 0) == []
    assert diversified([], np.zeros((0, 3)), 2) == []


@pytest.mark.parametrize(("balance", "vectors"), [(1.5, np.eye(2)), (0.5, np.eye(3)), (0.5, np.ones(2))])
def test_what_does_not_fit_is_refused(balance: float, vectors: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"wanted|balance"):
        diversified([0.1, 0.2], vectors, 1, balance=balance)


@given(st.integers(0, 8), st.integers(0, 10), st.floats(0, 1), st.integers(0, 2**31))
def test_no_row_is_chosen_twice_and_each_choice_is_the_best_left(rows: int, k: int, balance: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores, vectors = rng.random(rows), rng.normal(size=(rows, 3))
    chosen = diversified(scores, vectors, k, balance=balance)
    assert len(chosen) == len(set(chosen)) == min(rows, k)
    for step, one in enumerate(chosen):
        before = chosen[:step]

        def gain(row: int, before: list[int] = before) -> float:
            likest = max((float(vectors[row] @ vectors[other]) for other in before), default=0.0)
            return balance * scores[row] - (1 - balance) * likest

        best = max(gain(row) for row in range(rows) if row not in before)
        assert gain(one) == pytest.approx(best, abs=1e-9)
