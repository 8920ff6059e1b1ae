import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics.cross_examination import Question, Reply, examination


def asked(*pairs: tuple[Reply, Reply]) -> list[Question]:
    return [Question(text="?", source=source, summary=summary) for source, summary in pairs]


def test_the_four_figures() -> None:
    of_source = asked(("yes", "yes"), ("no", "yes"), ("yes", "idk"), ("idk", "yes"))
    of_summary = asked(("yes", "yes"), ("idk", "no"))
    found = examination(of_source, of_summary, 40, 10)
    assert (found.coverage, found.conformity, found.consistency) == (pytest.approx(2 / 3), 1 / 2, 1 / 2)
    assert (found.conciseness, found.failed) == (0.75, 0)


def test_nothing_asked_is_no_figure_and_a_longer_summary_is_not_concise() -> None:
    found = examination([], asked(("yes", "idk")), 10, 15)
    assert (found.coverage, found.conformity, found.consistency, found.conciseness) == (None, None, None, -0.5)
    assert examination([], [], 0, 0).conciseness is None


def test_a_failed_reply_counts_against_the_summary_and_is_told() -> None:
    found = examination(asked(("yes", "failed"), ("failed", "yes"), ("yes", "yes")), asked(("failed", "yes")), 1, 1)
    assert (found.coverage, found.conformity, found.consistency) == (pytest.approx(1 / 3), pytest.approx(1 / 3), 0)
    assert found.failed == 3


REPLIES = st.sampled_from(["yes", "no", "idk", "failed"])


@given(st.lists(st.tuples(REPLIES, REPLIES)), st.lists(st.tuples(REPLIES, REPLIES)))
def test_a_failure_never_helps(of_source: list[tuple[Reply, Reply]], of_summary: list[tuple[Reply, Reply]]) -> None:
    found = examination(asked(*of_source), asked(*of_summary), 1, 1)
    answered = [
        [tuple("yes" if one == "failed" else one for one in pair) for pair in pairs]
        for pairs in (of_source, of_summary)
    ]
    better = examination(asked(*answered[0]), asked(*answered[1]), 1, 1)
    for name in ("coverage", "consistency"):
        value, best = getattr(found, name), getattr(better, name)
        assert (value is None) == (best is None)
        assert value is None or value <= best + 1e-12
