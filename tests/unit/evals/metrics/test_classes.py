import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import precision_recall_fscore_support

from evals.metrics.classes import class_figures, macro, weighted

LABELS = st.sampled_from(["yes", "no", "maybe", ""])


@given(st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=30))
def test_averages_are_those_of_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    truth, said = [one for one, _ in pairs], [other for _, other in pairs]
    figures = class_figures(truth, said)
    for name, average in (("macro", macro), ("weighted", weighted)):
        expected = precision_recall_fscore_support(truth, said, average=name, zero_division=0)
        for figure, value in zip(("precision", "recall", "f1"), expected, strict=False):
            assert average(figures, figure) == pytest.approx(value)


def test_nothing_gives_nothing() -> None:
    assert macro(class_figures([], []), "f1") == weighted(class_figures([], []), "f1") == 0.0


def test_lists_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match=r"shorter|longer"):
        class_figures(["yes"], [])
