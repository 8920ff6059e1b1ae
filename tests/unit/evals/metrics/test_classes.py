import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from evals.metrics.classes import macro_f1

LABELS = st.sampled_from(["yes", "no", "maybe"])


@given(st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=60))
def test_it_is_that_of_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    right, said = [one for one, _ in pairs], [other for _, other in pairs]
    expected = f1_score(right, said, labels=sorted(set(right)), average="macro", zero_division=0)
    assert macro_f1(right, said) == pytest.approx(expected, abs=1e-12)


def test_no_answer_is_never_right_and_stays_in_the_denominator() -> None:
    assert macro_f1(["yes", "yes"], ["yes", None]) == pytest.approx(2 / 3)
    with pytest.raises(ValueError, match="pairs"):
        macro_f1([], [])
