"""The Hermes dialect: what can be read is read, what cannot costs only itself."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.dialects.hermes import parse, teach


def call(name: str, **arguments: object) -> str:
    return f"<tool_call>{json.dumps({'name': name, 'arguments': arguments})}</tool_call>"


def test_several_calls_of_one_turn_keep_their_order_and_get_ids() -> None:
    reply = parse(f"<think>look</think>{call('zoom', image=1)}\ntext between\n{call('crop', image=2)}", turn=3)
    assert [(one.id, one.name, dict(one.arguments)) for one in reply.calls] == [
        ("3.1", "zoom", {"image": 1}),
        ("3.2", "crop", {"image": 2}),
    ]
    assert reply.thought == "look"
    assert reply.problems == ()


def test_one_malformed_call_costs_that_call_only() -> None:
    reply = parse(f"<tool_call>{{broken</tool_call>{call('zoom', image=1)}", turn=1)
    assert [one.name for one in reply.calls] == ["zoom"]
    assert len(reply.problems) == 1
    assert "JSON" in reply.problems[0].message


def test_a_call_left_open_at_the_end_is_read() -> None:
    reply = parse('<tool_call>{"name": "zoom", "arguments": {"image": 1}}', turn=1)
    assert [one.name for one in reply.calls] == ["zoom"]


def test_an_answer_left_open_at_the_end_is_read() -> None:
    reply = parse("<think>x</think><answer>B", turn=1)
    assert reply.answer is not None
    assert reply.answer.text == "B"


def test_the_answer_says_where_it_begins() -> None:
    text = "<think>x</think>\n<answer>\n B) yes</answer>"
    reply = parse(text, turn=1)
    assert reply.answer is not None
    assert text[reply.answer.start :].startswith("B) yes")


def test_an_answer_in_json_becomes_a_record() -> None:
    reply = parse('<answer>{"answer": "A"}</answer>', turn=1)
    assert reply.answer is not None
    assert reply.answer.record == {"answer": "A"}


def test_tags_inside_the_reasoning_are_not_acted_upon() -> None:
    reply = parse(f"<think>I could write {call('zoom', image=1)} here</think><answer>A</answer>", turn=1)
    assert reply.calls == ()
    assert reply.answer is not None


def test_calls_come_before_an_answer_of_the_same_turn() -> None:
    reply = parse(f"{call('zoom', image=1)}<answer>A</answer>", turn=1)
    assert reply.calls
    assert reply.answer is None


@pytest.mark.parametrize("text", ["", "just words", "<think>only thought</think>"])
def test_a_reply_with_neither_call_nor_answer_is_a_problem(text: str) -> None:
    reply = parse(text, turn=1)
    assert reply.calls == ()
    assert reply.answer is None
    assert len(reply.problems) == 1


@pytest.mark.parametrize(
    "body", ['{"arguments": {}}', '{"name": 3}', "[1]", '{"name": "zoom", "arguments": [1]}', '{"name": "z", "a": NaN}']
)
def test_calls_of_the_wrong_form_are_named(body: str) -> None:
    reply = parse(f"<tool_call>{body}</tool_call>", turn=1)
    assert reply.calls == ()
    assert reply.problems


def test_a_very_long_call_is_not_read() -> None:
    reply = parse("<tool_call>" + "x" * 30_000 + "</tool_call>", turn=1)
    assert "30000 characters" in reply.problems[0].message


PIECES = [*'<>/{}[]"abANnul:,0 \n', "<tool_call>", "</tool_call>", "<answer>", "<think>", '{"name": "a"}']


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_parsing_never_raises_and_never_invents_a_call(text: str) -> None:
    reply = parse(text, turn=1)
    assert len(reply.calls) <= text.count("<tool_call>")
    assert all(isinstance(one.arguments, dict) for one in reply.calls)


def test_teaching_names_every_tool_once() -> None:
    text = teach(({"name": "zoom"}, {"name": "crop"}))
    assert text.count('"zoom"') == 1
    assert text.count('"crop"') == 1
