import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.scoring.health_answers import boolean_score, list_score, numeric_score, text_score
from evals.scoring.health_words import items_of, keyword_share


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Here they are:\n- Rate\n* Sleep\n3. Weight", ["Rate", "Sleep", "Weight"]),
        ("| # | Name |\n|---|---|\n| 1 | Rate |\n| 2 | Sleep |", ["Rate", "Sleep"]),
        ("Rate; Sleep; rate", ["Rate", "Sleep"]),
        ("Rate, Sleep, Weight", ["Rate", "Sleep", "Weight"]),
        ("Rate, Sleep", []),
        ("Value\nRate\n61\nSleep\n7 hours\nWeight\nSteps\nPulse", ["Rate", "Sleep", "Weight", "Steps", "Pulse"]),
        ("Rate\nSleep", []),
        ("**Both**\n**bold**", []),
    ],
)
def test_items_of_a_list(text: str, items: list[str]) -> None:
    assert items_of(text) == items


def test_words_are_found_inside_others_and_one_word_by_pairs_of_letters() -> None:
    assert keyword_share("unmade rates", "MadeRate") == 1
    assert keyword_share("stepping", "steps") == 0.75
    assert keyword_share("**Made** `Rate`", "made-rate") == 1
    assert keyword_share("x", "") == 0


def test_a_tie_of_yes_and_no_is_no() -> None:
    assert boolean_score("yes and no", "false") == 1
    assert boolean_score("nothing", "false") == 0


@settings(deadline=None)
@given(st.text(max_size=80))
def test_no_reply_raises_and_no_worth_leaves_the_scale(said: str) -> None:
    for value in (numeric_score(said, "22"), boolean_score(said, "true"), list_score(said, ["Rate"])):
        assert 0 <= value <= 1
    assert 0 <= text_score(said, "made rate") <= 1


@given(st.integers(-10_000, 10_000))
def test_the_number_itself_is_right(number: int) -> None:
    assert numeric_score(f"ANSWER: {number:,}", str(number)) == 1
