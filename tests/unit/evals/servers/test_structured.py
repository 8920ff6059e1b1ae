import math
from typing import Any

import pytest

from evals.servers.reply import Reply, Token
from evals.servers.request import BadRequest
from evals.servers.structured import Constraint, Unguided, constrained, read_constraint


def test_a_choice_is_one_token_with_probabilities_that_add_up_to_one() -> None:
    first = Token(text="A", logprob=math.log(0.3), top=(("A", math.log(0.3)), ("The", -1.0), ("B", math.log(0.1))))
    asked = read_constraint({"choice": ["A", "B", "C"]}, None)

    reply = constrained(Reply(text="A", tokens=(first,)), asked)

    (token,) = reply.tokens
    shares = {text: math.exp(logprob) for text, logprob in token.top}
    assert (reply.text, token.text) == ("A", "A")
    assert shares["A"] == pytest.approx(0.75)
    assert shares["B"] == pytest.approx(0.25)
    assert sum(shares.values()) == pytest.approx(1.0)


def test_a_policy_that_rambles_is_held_to_what_it_finds_most_probable() -> None:
    first = Token(text="The", logprob=-0.1, top=(("The", -0.1), (" C", -3.0), ("A", -5.0)))

    assert constrained(Reply(text="The", tokens=(first,)), read_constraint({"choice": ["A", "C"]}, None)).text == "C"


@pytest.mark.parametrize(
    ("asked", "good", "bad"),
    [
        ({"json": {"type": "object", "required": ["a"]}}, '{"a": 1}', "{}"),
        ({"json": '{"type": "array"}'}, "[]", "not JSON"),
        ({"regex": "[ab]+"}, "abba", "abbac"),
        ({"json_object": True}, "{}", "{"),
    ],
)
def test_words_that_a_guided_model_could_not_say_are_refused(asked: dict[str, Any], good: str, bad: str) -> None:
    held = read_constraint(asked, None)

    assert constrained(Reply(text=good), held).text == good
    with pytest.raises(Unguided):
        constrained(Reply(text=bad), held)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "must use one kind"),
        ({"choice": ["a"], "regex": "a"}, "only use one kind"),
        ({"choice": []}, "cannot be an empty list"),
        ({"choice": [1]}, "choice cannot be used"),
        ({"regex": "("}, "no regular expression"),
        ({"json": "{"}, "no JSON"),
        ({"json": {"multipleOf": 2}}, "multipleOf"),
        ({"grammar": " "}, "grammar cannot be an empty string"),
        ({"grammar": 3}, "grammar cannot be used"),
    ],
)
def test_a_constraint_that_is_none_is_a_bad_request(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        read_constraint(asked, None)


@pytest.mark.parametrize("kind", ["grammar", "structural_tag"])
def test_a_grammar_is_taken_and_leaves_the_reply_as_it_is(kind: str) -> None:
    assert constrained(Reply(text="free"), read_constraint({kind: 'root ::= "a"'}, None)).text == "free"


def test_response_format_is_a_constraint_too() -> None:
    schema = {"type": "object"}
    asked = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}

    assert read_constraint(None, asked) == Constraint(kind="json", value=schema)
    assert read_constraint(None, {"type": "text"}) is None
    assert constrained(Reply(text="free"), None).text == "free"
