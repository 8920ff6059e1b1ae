"""Which token carries the answer, in the ways that models write and tokenise it."""

import json
import math

import pytest

from agent.confidence import answer_tokens, from_choice, from_tokens
from agent.dialects import Answered
from agent.state import Token

LOG = math.log
OPTIONS = ("pneumonia", "effusion", "pneumothorax")


def entry(text: str, probability: float, **others: float) -> dict[str, object]:
    """One token as a server lists it; `others` are the alternatives, `_` in front for a space."""
    listed = {text: probability, **{name.replace("_", " "): value for name, value in others.items()}}
    return {
        "token": text,
        "logprob": LOG(probability),
        "top_logprobs": [{"token": name, "logprob": LOG(value)} for name, value in listed.items()],
    }


def read(text: str, content: list[dict[str, object]], answer: str) -> tuple[Answered, tuple[Token, ...]]:
    """The answer inside a reply, with its tokens."""
    start = text.index("<answer>") + len("<answer>")
    start += len(text[start:]) - len(text[start:].lstrip())
    record = json.loads(answer) if answer.startswith("{") else None
    found = Answered(text=answer, start=start, record=record)
    return found, answer_tokens({"content": content}, text, start, len(answer))


def plain(*pieces: str) -> list[dict[str, object]]:
    return [entry(piece, 0.99) for piece in pieces]


LETTER = {"A": 0.2, "C": 0.1}


@pytest.mark.parametrize(
    ("before", "letter", "after", "answer"),
    [
        (("<answer>",), entry("B", 0.6, **LETTER), ("</answer>",), "B"),
        (("<answer",), entry(">B", 0.6, **{">A": 0.2, ">C": 0.1}), ("</answer>",), "B"),
        (("<answer", ">\n"), entry("B", 0.6, **LETTER), ("\n</answer>",), "B"),
        (("<answer", ">", "\n", " "), entry(" B", 0.6, **{" A": 0.2, " C": 0.1}), ("</", "answer>"), "B"),
        (("<answer>",), entry("(B", 0.6, **{"(A": 0.2, "(C": 0.1}), (")", " effusion", "</answer>"), "(B) effusion"),
        (("<answer>", "("), entry("B", 0.6, **LETTER), (") effusion", "</answer>"), "(B) effusion"),
        (("<answer>",), entry("B.", 0.6, **{"A.": 0.2, "C.": 0.1}), (" effusion", "</answer>"), "B. effusion"),
        (("<answer>", "**"), entry("B", 0.6, **LETTER), ("**", "</answer>"), "**B**"),
        (("<answer>", "Answer", ":"), entry(" B", 0.6, **{" A": 0.2, " C": 0.1}), ("</answer>",), "Answer: B"),
        (
            ("<answer>", "The answer is "),
            entry("(B)", 0.6, **{"(A)": 0.2, "(C)": 0.1}),
            ("</answer>",),
            "The answer is (B)",
        ),
        (("<answer>",), entry("b", 0.6, a=0.2, c=0.1), ("</answer>",), "b"),
        (("<think>", "A", " B", "</think>", "<answer>"), entry("B", 0.6, **LETTER), ("</answer>",), "B"),
        (("<answer>", '{"answer": "'), entry("B", 0.6, **LETTER), ('"}', "</answer>"), '{"answer": "B"}'),
        (
            ("<answer>", '{"answer":'),
            entry(' "B', 0.6, **{' "A': 0.2, ' "C': 0.1}),
            ('"}', "</answer>"),
            '{"answer": "B"}',
        ),
        (
            ("<answer>", '{"missing": ["A", "C"], "answer": "'),
            entry("B", 0.6, **LETTER),
            ('", "rests_on": ["A"]}', "</answer>"),
            '{"missing": ["A", "C"], "answer": "B", "rests_on": ["A"]}',
        ),
        (
            ("<answer>", '{"nested": {"answer": "C"}, "answer": "'),
            entry("B", 0.6, **LETTER),
            ('"}', "</answer>"),
            '{"nested": {"answer": "C"}, "answer": "B"}',
        ),
    ],
)
def test_the_letter_is_found_however_it_is_written(
    before: tuple[str, ...], letter: dict[str, object], after: tuple[str, ...], answer: str
) -> None:
    content = [*plain(*before), letter, *plain(*after)]
    text = "".join(str(one["token"]) for one in content)
    confidence = from_tokens(*read(text, content, answer), OPTIONS)
    assert confidence.method == "option-token"
    assert confidence.value == pytest.approx(0.6 / 0.9)
    assert confidence.parts == pytest.approx({"A": 0.2 / 0.9, "B": 0.6 / 0.9, "C": 0.1 / 0.9})


def test_spellings_of_a_letter_add_up_and_a_small_letter_is_an_article() -> None:
    token = entry("B", 0.5, **{" B": 0.2, " A": 0.1, "C": 0.05, " a": 0.1})
    confidence = from_tokens(*read("<answer>B", [*plain("<answer>"), token], "B"), OPTIONS)
    assert confidence.value == pytest.approx(0.7 / 0.85)


def test_letters_that_are_not_listed_count_against_the_answer_with_the_most_they_can_have() -> None:
    # C is not listed: at most 0.05, as the least token listed; 0.15 is left, so 0.05 it is.
    token = entry("B", 0.6, A=0.2, The=0.05)
    confidence = from_tokens(*read("<answer>B", [*plain("<answer>"), token], "B"), OPTIONS)
    assert confidence.value == pytest.approx(0.6 / 0.85)
    assert confidence.parts["unlisted"] == pytest.approx(0.05 / 0.85)


def test_without_a_list_all_that_is_left_counts_against_the_answer() -> None:
    tokens = (Token(text="B", logprob=LOG(0.6)),)
    assert from_tokens(Answered(text="B", start=0), tokens, OPTIONS).value == pytest.approx(0.6)


def test_a_drawn_token_below_the_list_does_not_bound_the_letters_above_it() -> None:
    token = Token(text="B", logprob=LOG(0.01), alternatives=(("B", LOG(0.01)), ("A", LOG(0.6)), ("x", LOG(0.1))))
    # C may have up to 0.1, although the least token listed is the drawn one with 0.01.
    found = from_tokens(Answered(text="B", start=0), (token,), OPTIONS)
    assert found.value == pytest.approx(0.01 / 0.71)


def test_more_options_than_a_server_lists() -> None:
    many = tuple(f"condition {n}" for n in range(24))
    alternatives = tuple((chr(ord("A") + n), LOG(0.04)) for n in range(20))
    token = Token(text="D", logprob=LOG(0.04), alternatives=alternatives)
    # 20 x 0.04 listed; four are missing, each at most 0.04, together 0.16 of the 0.2 that is left.
    found = from_tokens(Answered(text="D", start=0), (token,), many)
    assert found.value == pytest.approx(0.04 / 0.96)
    assert math.fsum(found.parts.values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("pieces", "answer", "joint", "count"),
    [
        ((("effusion", 0.5),), "effusion", 0.5, 1),
        ((("eff", 0.5), ("usion", 0.9)), "effusion", 0.45, 2),
        # The letter A begins a word here: no distribution over letters is read from it.
        ((("An", 0.9), (" effusion", 0.5), (".", 0.9)), "An effusion.", 0.5, 1),
        ((("pneum", 0.8), ("othorax", 0.3)), "pneumothorax", 0.24, 2),
        ((('{"answer": "', 0.9), ("eff", 0.5), ("usion", 0.9), ('"}', 0.9)), '{"answer": "effusion"}', 0.45, 2),
    ],
)
def test_an_option_written_out_has_its_joint_probability(
    pieces: tuple[tuple[str, float], ...], answer: str, joint: float, count: int
) -> None:
    content = [*plain("<answer>"), *(entry(text, value) for text, value in pieces), *plain("</answer>")]
    text = "".join(str(one["token"]) for one in content)
    confidence = from_tokens(*read(text, content, answer), OPTIONS)
    assert confidence.method == "option-text"
    assert confidence.value == pytest.approx(joint)
    assert confidence.parts["tokens"] == count
    assert confidence.parts["log_likelihood"] == pytest.approx(LOG(joint))


def test_a_letter_that_begins_a_word_is_no_letter() -> None:
    content = [*plain("<answer>"), entry("E", 0.6, A=0.3), *plain("ffusion", "</answer>")]
    text = "".join(str(one["token"]) for one in content)
    assert from_tokens(*read(text, content, "Effusion"), OPTIONS).method == "option-text"


@pytest.mark.parametrize(
    ("record", "pieces"),
    [
        (
            '{"differential": [{"condition": "lung-fever", "name": "Lung fever"}]}',
            ('{"differential": [{"condition":', *((' "lung', 0.5), ("-fever", 0.8)), '", "name": "Lung fever"}]}'),
        ),
        (
            '{"differential": [{"condition": "", "name": "Lung fever"}]}',
            ('{"differential": [{"condition": "", "name": "', *(("Lung", 0.5), (" fever", 0.8)), '"}]}'),
        ),
        (
            '{"answer": "yes it is", "differential": []}',
            ('{"answer": "', ("yes", 0.5), (" it is", 0.8), '", "differential": []}'),
        ),
        (
            '{"answer": null, "differential": [{"name": "x y"}]}',
            ('{"answer": null, "differential": [{"name": "', ("x", 0.5), (" y", 0.8), '"}]}'),
        ),
    ],
)
def test_an_open_answer_is_its_value_and_not_the_braces(
    record: str, pieces: tuple[str | tuple[str, float], ...]
) -> None:
    content = [entry(one, 0.01) if isinstance(one, str) else entry(*one) for one in ("<answer>", *pieces)]
    text = "".join(str(one["token"]) for one in content)
    confidence = from_tokens(*read(text, content, record), ())
    assert confidence.method == "answer-tokens"
    assert confidence.value == pytest.approx(math.sqrt(0.4))
    assert confidence.parts == pytest.approx({"tokens": 2.0, "log_likelihood": LOG(0.4)})


@pytest.mark.parametrize("record", ['{"abstain": "too little is known"}', '{"abstain": "x", "answer": "B"}'])
def test_an_abstention_is_no_answer(record: str) -> None:
    answer, tokens = read(f"<answer>{record}", plain("<answer>", record), record)
    assert from_tokens(answer, tokens, OPTIONS) == from_tokens(None, tokens, OPTIONS)
    assert from_tokens(answer, tokens, OPTIONS).value == 0.0


def test_tokens_that_do_not_spell_the_text_give_no_confidence() -> None:
    assert answer_tokens({"content": plain("<answer>", "something else")}, "<answer>B", 8, 1) == ()
    assert (
        answer_tokens({"content": [{**one, "offset": None} for one in plain("<answer>", "B")]}, "<answer>B", 8, 1) == ()
    )
    assert answer_tokens(None, "<answer>B", 8, 1) == ()


def test_a_special_token_that_the_text_leaves_out_shifts_nothing() -> None:
    content = [*plain("<|start|>", "<answer>"), entry("B", 0.6, **LETTER), *plain("<|end|>")]
    found = from_tokens(*read("<answer>B", content, "B"), OPTIONS)
    assert found.value == pytest.approx(0.6 / 0.9)


def test_a_character_split_over_tokens_keeps_its_place() -> None:
    # "é" comes in two tokens; the client says where each belongs.
    spelled = [("<answer>", 0), ("caf", 8), ("", 11), ("é", 11), (" noir", 12)]
    content = [{**entry(text, 0.5), "offset": at} for text, at in spelled]
    tokens = answer_tokens({"content": content}, "<answer>café noir", 8, 9)
    assert [one.text for one in tokens] == ["caf", "", "é", " noir"]
    assert from_tokens(Answered(text="café noir", start=8), tokens, ()).parts["tokens"] == 4


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None])
def test_a_token_without_a_probability_spoils_the_answer(value: float | None) -> None:
    content = [*plain("<answer>"), {**entry("B", 0.5), "logprob": value}]
    assert answer_tokens({"content": content}, "<answer>B", 8, 1) == ()


@pytest.mark.parametrize("scale", [1.0, 0.3])
def test_a_bare_choice_is_the_same_raw_or_renormalised(scale: float) -> None:
    alternatives = tuple((name, LOG(value * scale)) for name, value in (("A", 0.7), ("B", 0.2), ("C", 0.1)))
    found = from_choice((Token(text="A", logprob=LOG(0.7 * scale), alternatives=alternatives),), OPTIONS, 1)
    assert found is not None
    assert found.method == "option-choice"
    assert found.value == pytest.approx(0.2)


def test_a_bare_choice_without_a_letter_is_none() -> None:
    assert from_choice((Token(text="the", logprob=-0.1),), OPTIONS, 1) is None
    assert from_choice((), OPTIONS, 1) is None
    assert from_choice((Token(text="A", logprob=-0.1),), tuple(map(str, range(30))), 28) is None
