"""K-QA's reading of its judge, defects included; what each reply is was worked out from the rule."""

import pytest

from evals.scoring.kqa import Judgements, kqa_figures, kqa_listed, kqa_verdict

YES = "The answer says so, so it is True"
NO = "The answer does not say so, so it is False"

REPLIES = [
    # Reply, whether it is a yes, whether it is listed as a contradiction.
    (YES, True, True),
    (NO, False, False),
    ("True", True, True),
    ("true", True, False),
    ("TRUE", True, False),
    ("false", False, False),
    ("", False, False),
    ("It is not true.", True, False),
    ("That is untrue", True, False),
    ("It is not True", True, True),
    ("True or False? False", True, True),
    ("True, as far as I can see, but no", False, True),
    ("True, because the answer says that it is catching", False, True),
    ("Yes", False, False),
    ("Label: True\n", True, True),
    ("Label: True.", True, True),
    ("The label is true, of course not", True, False),
    ("Trueish in the main part, yet no", False, True),
    ("true" + "." * 16, True, False),
    ("true" + "." * 17, False, False),
    ("The truth is out there", False, False),
]


@pytest.mark.parametrize(("reply", "yes", "listed"), REPLIES)
def test_replies_are_read_as_published(reply: str, yes: bool, listed: bool) -> None:
    assert (kqa_verdict(reply), kqa_listed(reply)) == (yes, listed)


def test_figures_are_divided_by_all_questions_and_by_those_answered() -> None:
    rows = [
        Judgements(entails=[YES, NO], contradicts=[NO, NO, YES]),
        Judgements(entails=[YES], contradicts=[NO]),
        Judgements(entails=[], contradicts=[YES]),
    ]
    figures = kqa_figures(rows)
    assert figures["comp"] == pytest.approx(1.5 / 201)
    assert figures["comp_norm"] == pytest.approx(0.75)
    assert figures["hall"] == pytest.approx(2 / 201)
    assert figures["hall_norm"] == pytest.approx(2 / 3)


def test_nothing_answered_is_worth_nothing() -> None:
    assert set(kqa_figures([]).values()) == {0.0}
