import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.translate.bleu_score import sentence_bleu

from evals.scoring.boxed import NOTHING, boxed
from evals.scoring.medevalkit import choice_right, open_figures, tagged

WORDS = st.lists(st.sampled_from(["the", "left", "lung", "is", "grey"]), min_size=1, max_size=8)


@given(WORDS, WORDS)
def test_bleu_1_is_that_of_nltk(said: list[str], wanted: list[str]) -> None:
    expected = sentence_bleu([wanted], said, weights=[1.0])
    assert open_figures(" ".join(said), " ".join(wanted))["bleu1"] == pytest.approx(expected)


@given(st.text(max_size=40))
def test_every_reply_is_taken_for_exactly_one_option(said: str) -> None:
    options = ("A. heart", "B. liver", "C. lung")
    assert sum(choice_right(said, options, letter) for letter in "ABC") == 1


def test_names_are_changed_about() -> None:
    figures = open_figures("left lung", "lung")
    assert figures["precision"] == pytest.approx(2 / 3)  # F1
    assert figures["recall"] == pytest.approx(1 / 2)  # precision
    assert figures["f1"] == 1.0  # recall
    assert open_figures("", "")["f1"] == 0.0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"\boxed{B}", "B"),
        (r"first \boxed{A}, then \boxed{ B }.", "B"),
        (r"\boxed{\text{B}}", r"\text{B}"),
        (r"\boxed{B", NOTHING),
        ("B", NOTHING),
        (r"\boxed{}", ""),
    ],
)
def test_the_last_box_counts(text: str, found: str) -> None:
    assert boxed(text) == found


def test_all_tags_of_a_name_are_joined() -> None:
    assert tagged("<answer>A</answer> or <answer>B</answer>") == "A B"
    assert tagged("<answer>A") == "<answer>A"
    assert tagged("<answer></answer>") == "<answer></answer>"
