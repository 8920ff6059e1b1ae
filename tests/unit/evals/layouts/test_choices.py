import pytest

from evals import DatasetError
from evals.layouts.choices import letter_of, options_of, without_options


@pytest.mark.parametrize(
    "given",
    [
        {"A": "one", "B": "two"},
        {"B": "two", "A": "one"},
        {"A": "one", "B": "two", "C": None},
        ["one", "two"],
        ("one", "two"),
        [{"letter": "B", "content": "two"}, {"letter": "A", "content": "one"}],
    ],
)
def test_every_form_gives_the_same_options(given: object) -> None:
    assert options_of(given, "here") == ("one", "two")


@pytest.mark.parametrize("given", ["one, two", None, 3, {"A": "one", "C": "three"}, {"a": "one", "b": "two"}])
def test_other_forms_are_told(given: object) -> None:
    with pytest.raises(DatasetError, match="here"):
        options_of(given, "here")


def test_an_answer_is_a_letter_or_a_text() -> None:
    assert letter_of("B", ("one", "two"), "here") == "B"
    assert letter_of(" two", ("one", "two"), "here") == "B"
    assert letter_of("C", ("A", "B", "C"), "here") == "C"
    for wrong in ("C", "three", "", "b"):
        with pytest.raises(DatasetError, match="none of the options"):
            letter_of(wrong, ("one", "two"), "here")


def test_repeated_options_are_cut_from_the_question() -> None:
    assert without_options("What is it?\nAnswer Choices: (A) one (B) two") == "What is it?"
    assert without_options(" What is it? ") == "What is it?"
