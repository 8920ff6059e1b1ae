"""The benchmark over multiple choice on risk calculators."""

import json
from pathlib import Path

import pytest

from benchmarks import riskqa

QUESTION = (
    "A 78-year-old man with atrial fibrillation has hypertension. He denies diabetes, heart failure and stroke. "
    "What is his CHADS2 stroke rate per 100 patient-years without antithrombotic therapy?"
)
CHOICES = {"A": "1.9", "B": "4.0", "C": "8.5"}


@pytest.mark.parametrize(
    ("question", "answer", "line"),
    [
        (QUESTION, "B", "right 1, wrong 0, declined 0, of 1"),
        (QUESTION, "C", "right 0, wrong 1, declined 0, of 1"),
        (QUESTION.replace("diabetes, ", ""), "B", "right 0, wrong 0, declined 1, of 1"),
    ],
)
def test_a_question_is_answered_where_its_inputs_stand_in_it(
    question: str,
    answer: str,
    line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(json.dumps({"question": question, "choices": CHOICES, "answer": answer}) + "\n", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["riskqa", str(file)])
    assert riskqa.main() == 0
    assert capsys.readouterr().out.splitlines()[-1] == line


@pytest.mark.parametrize(
    ("meaning", "choices", "letter"),
    [
        ("stroke rate 4.0 per 100 patient-years", CHOICES, "B"),
        ("stroke rate 4 per 100 patient-years", CHOICES, "B"),
        ("low risk", CHOICES, None),
        ("1.9 to 4.0", CHOICES, None),
        ("4.7 % have an event", {"A": "less than 4.7 %", "B": "8 %"}, None),
        ("4.7 % have an event", {"A": "none", "B": "4.7 % within 14 days"}, "B"),
    ],
)
def test_one_choice_must_name_the_number_of_the_meaning(
    meaning: str, choices: dict[str, str], letter: str | None
) -> None:
    assert riskqa.choice_of(meaning, choices) == letter
