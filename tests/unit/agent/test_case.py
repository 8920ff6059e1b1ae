"""What is handed over: histories of every kind become text, or one clear error."""

import pytest

from agent import Case, History, InputError


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("cough", "cough"),
        (None, ""),
        (History(text="cough"), "cough"),
        ({"age": 70, "sex": "female", "complaint": "cough"}, "70-year-old female.\nComplaint: cough."),
        ({"Age": "70", "Gender": "male"}, "70-year-old male."),
        ({"fever": True, "cough": False, "pain": None}, "Fever.\nNo cough."),
        (
            {"blood_pressure": "120/80", "drugs": ["aspirin", "insulin"]},
            "Blood pressure: 120/80.\nDrugs: aspirin, insulin.",
        ),
    ],
)
def test_a_history_becomes_text(given: object, text: str) -> None:
    assert History.of(given).text == text  # type: ignore[arg-type]


@pytest.mark.parametrize("age", [-5, 131, "old", True])
def test_an_impossible_age_is_refused(age: object) -> None:
    with pytest.raises(InputError, match="age"):
        History.of({"age": age})


def test_a_case_needs_nothing_but_images() -> None:
    assert Case(images="x").options == ()


def test_a_batch_names_a_case_as_a_case_a_pair_or_images_alone() -> None:
    case = Case(images="a.png", history="cough")
    assert Case.of(case) is case
    assert Case.of(("a.png", "cough")) == case
    assert Case.of("a.png") == Case(images="a.png")
    assert Case.of(["a.png", "b.png"]).images == ["a.png", "b.png"]
