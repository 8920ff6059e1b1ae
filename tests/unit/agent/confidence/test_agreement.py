import pytest

from agent.confidence import agreeing, answer_key, with_agreement
from agent.diagnosis import Confidence
from agent.dialects import Answered
from guidelines import Library

LIBRARY = Library.load()
CONDITION = sorted(LIBRARY.conditions)[0]
NAME = LIBRARY.conditions[CONDITION].name


def said(text: str = "x", **record: object) -> Answered:
    return Answered(text=text, start=0, record=record or None)


@pytest.mark.parametrize(
    ("one", "other", "options"),
    [
        (said("B"), said("(b) effusion"), ("mass", "effusion")),
        (said("effusion"), said(answer="B"), ("mass", "effusion")),
        (said("Pleural effusion."), said("pleural  EFFUSION"), ()),
        (said(differential=[{"condition": CONDITION}]), said(differential=[{"name": NAME.upper()}]), ()),
        (said(differential=[{"condition": "odd-thing"}]), said(differential=[{"name": "Odd thing"}]), ()),
    ],
)
def test_equal_answers_have_equal_keys(one: Answered, other: Answered, options: tuple[str, ...]) -> None:
    assert answer_key(one, options, LIBRARY) == answer_key(other, options, LIBRARY) is not None


@pytest.mark.parametrize(
    "answer", [None, said(abstain="no"), said(differential=[]), said(differential="x"), said(answer=None), said("  ")]
)
def test_no_answer_has_no_key(answer: Answered | None) -> None:
    assert answer_key(answer, (), LIBRARY) is None


def test_an_answer_that_names_no_option_has_no_key() -> None:
    assert answer_key(said("perhaps"), ("yes", "no"), LIBRARY) is None


def test_what_cannot_be_read_agrees_with_nothing() -> None:
    assert agreeing("option:1", ["option:1", None, "option:2", "option:1"]) == 0.5
    assert agreeing(None, [None, None]) == 0.0
    assert agreeing("option:1", []) == 0.0


@pytest.mark.parametrize(("value", "share", "least"), [(0.9, 0.25, 0.25), (0.3, 1.0, 0.3)])
def test_an_answer_is_as_sure_as_its_weaker_sign(value: float, share: float, least: float) -> None:
    found = with_agreement(Confidence(value=value, method="option-token", parts={"B": value}), share, 4)
    assert found.value == least
    assert found.method == "option-token+agreement"
    assert found.parts == {"B": value, "option-token": value, "agreement": share, "samples": 4.0}
