import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.scoring.ranked import average_precision


def test_every_relevant_document_counts_with_the_precision_at_its_place() -> None:
    grades = {"a": 1.0, "b": 2.0, "c": 0.0, "d": 1.0}
    assert average_precision(["a", "c", "b"], grades, 10) == pytest.approx((1 + 2 / 3) / 3)
    assert average_precision(["a", "c", "b"], grades, 2) == pytest.approx(1 / 3)
    assert average_precision(["c"], grades, 10) == 0.0
    assert average_precision(["a"], {}, 10) == 0.0


@given(st.permutations(["a", "b", "c", "d"]))
def test_relevant_first_is_best(ranked: list[str]) -> None:
    grades = {"a": 1.0, "b": 1.0}
    assert 0.0 < average_precision(ranked, grades, 4) <= average_precision(["a", "b", "c", "d"], grades, 4) == 1.0
