"""Confidence from token probabilities: the option's letter, renormalised; no answer is no confidence."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.confidence import from_tokens, option_of
from agent.dialects import Answered
from agent.state import Token


def answered(text: str) -> Answered:
    return Answered(text=text, start=0)


def test_the_letter_is_renormalised_over_the_options() -> None:
    # B 0.6, A 0.2, C 0.1, the word "The" 0.1: over the three options B has 0.6 / 0.9.
    token = Token(
        text="B",
        logprob=math.log(0.6),
        alternatives=(("A", math.log(0.2)), ("C", math.log(0.1)), ("The", math.log(0.1)), ("B", math.log(0.6))),
    )
    confidence = from_tokens(answered("B"), (token,), ("x", "y", "z"))
    assert confidence.value == pytest.approx(0.6 / 0.9)
    assert confidence.method == "option-token"
    assert not confidence.calibrated


def test_spellings_of_one_letter_add_up_and_a_merged_bracket_is_tolerated() -> None:
    token = Token(text=">B", logprob=math.log(0.5), alternatives=((" B", math.log(0.25)), (" A", math.log(0.25))))
    assert from_tokens(answered("B"), (token,), ("x", "y")).value == pytest.approx(0.75)


def test_without_options_it_is_the_geometric_mean() -> None:
    tokens = (Token(text="yes", logprob=math.log(0.9)), Token(text=".", logprob=math.log(0.4)))
    assert from_tokens(answered("yes."), tokens, ()).value == pytest.approx(math.sqrt(0.36))


@pytest.mark.parametrize("tokens", [(), (Token(text="A", logprob=-1.0),)])
def test_no_answer_is_no_confidence(tokens: tuple[Token, ...]) -> None:
    assert from_tokens(None, tokens, ("x",)).value == 0.0


def test_an_answer_that_names_no_option_has_none() -> None:
    assert from_tokens(answered("perhaps"), (Token(text="perhaps", logprob=-0.1),), ("x", "y")).value == 0.0


@given(st.lists(st.floats(-20, 0), min_size=1, max_size=5))
def test_it_is_a_probability(logs: list[float]) -> None:
    tokens = tuple(Token(text="w", logprob=log) for log in logs)
    assert 0.0 <= from_tokens(answered("w"), tokens, ()).value <= 1.0


@pytest.mark.parametrize(
    ("said", "index"), [("B", 1), ("B. two", 1), ("(C)", 2), ("two", 1), ("Based on it", None), ("Z", None), ("", None)]
)
def test_which_option_an_answer_names(said: str, index: int | None) -> None:
    assert option_of(answered(said), ("one", "two", "three")) is index


@pytest.mark.parametrize(
    ("said", "options", "index"),
    [
        ("A mass is seen, so yes", ("no", "yes"), 1),
        ("I see consolidation", (*tuple("abcdefgh"), "nothing", "consolidation"), 9),
        ("Answer: B", ("no", "yes"), 1),
        ("The answer is (B).", ("no", "yes"), 1),
        ("[A]", ("no", "yes"), 0),
        ("B) yes", ("no", "yes"), 1),
        ("A", ("no", "yes"), 0),
        ("left, not right", ("left", "right"), None),
        ("a left upper lobe mass", ("left", "left upper lobe"), 1),
        ("neither", ("no", "yes"), None),
        ("certainly not the left", ("left", "right"), None),
        ("it is not present", ("present", "not present"), 1),
        ("b", ("no", "yes"), 1),
        ("(b) yes", ("no", "yes"), 1),
        ("b. yes", ("no", "yes"), 1),
        ("a mass", ("no", "yes"), None),
        ("e.g. a mass", tuple("vwxyz"), None),
        ("B\nbecause of the shadow", ("no", "yes"), 1),
        ("\\boxed{B}", ("no", "yes"), 1),
        ("The correct answer is B", ("no", "yes"), 1),
        ("**B.** yes", ("no", "yes"), 1),
        ("AA", tuple(f"option {n}" for n in range(30)), None),
        ("option 27", tuple(f"option {n}" for n in range(30)), 27),
        ("A", ("B", "A"), 1),
    ],
)
def test_a_word_is_no_letter(said: str, options: tuple[str, ...], index: int | None) -> None:
    assert option_of(answered(said), options) == index
