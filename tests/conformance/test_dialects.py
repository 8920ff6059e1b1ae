"""Every dialect of the folder keeps the same promises."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent import dialects
from agent.dialects import Call, Dialect, DialectName, Reply, Tags, dialect
from agent.dialects.marked import MOST_CALLS
from agent.dialects.strict_json import check_json
from agent.toolbox import collect, schemas

NAMES: tuple[Any, ...] = get_args(DialectName)
TAGS = (Tags(), Tags(think="reasoning", answer="final"))
SCHEMAS = schemas(collect(()))
CALLS = (
    Call(id="3.1", name="zoom", arguments={"image": 2, "region": [10, 20.5, 30, 40], "factor": 2}),
    Call(id="3.1", name="search_guidelines", arguments={"query": "pleural effusion drain «when»"}),
    Call(id="3.1", name="search_guidelines", arguments={"query": "a < b", "k": 4}),
    Call(id="3.1", name="segment", arguments={"image": 1, "target": "region", "region": [1, 2, 30, 40]}),
    Call(id="3.1", name="segment", arguments={"image": 1, "target": "lungs"}),
    Call(id="3.1", name="measure", arguments={"image": 1, "kind": "length", "points": [[1, 2], [3, 4]]}),
)
ANSWER = '{"answer": "B", "differential": []}'


def of(name: Any) -> Dialect:
    return dialect(name)


def written_answer(name: str, tags: Tags, answer: str = ANSWER) -> str:
    if name == "plain_json":
        return f'{{"thought": "so", "answer": {answer}}}'
    action = "Action: Answer\n" if name == "ophiuchus" else ""
    return f"<{tags.think}>so</{tags.think}>\n{action}<{tags.answer}>{answer}</{tags.answer}>"


def kept(reply: Reply, turn: int) -> None:
    """What holds of any reply at all."""
    ids = [one.id for one in reply.calls]
    assert len(set(ids)) == len(ids) <= MOST_CALLS
    assert all(one.startswith(f"{turn}.") for one in ids)
    assert all(isinstance(one.arguments, dict) and one.name for one in reply.calls)
    for one in reply.calls:
        check_json(one.arguments)
    assert all(one.message for one in reply.problems)
    assert len(reply.problems) <= 8
    assert reply.calls or reply.answer or reply.problems
    assert not (reply.calls and reply.answer)
    assert reply.answer is None or reply.answer.text.strip()


def test_the_names_are_the_files() -> None:
    folder = Path(next(iter(dialects.__path__)))
    modules = {path.stem: import_module(f"agent.dialects.{path.stem}") for path in folder.glob("[!_]*.py")}
    assert tuple(sorted(name for name, module in modules.items() if hasattr(module, "DIALECT"))) == NAMES


@pytest.mark.parametrize("tags", TAGS)
@pytest.mark.parametrize("name", NAMES)
def test_teaching_names_every_tool_and_the_tags(name: str, tags: Tags) -> None:
    text = of(name).teach(SCHEMAS, tags)
    assert all(str(one["name"]) in text for one in SCHEMAS)
    assert name == "plain_json" or f"<{tags.answer}>" in text
    assert of(name).teach(SCHEMAS, tags) == text


@pytest.mark.parametrize("tags", TAGS)
@pytest.mark.parametrize("call", CALLS, ids=lambda one: json.dumps(one.arguments))
@pytest.mark.parametrize("name", NAMES)
def test_a_written_call_is_read_back(name: str, call: Call, tags: Tags) -> None:
    text = of(name).render(call, tags)
    reply = of(name).parse(text, 3, tags)
    assert reply.problems == ()
    assert [(one.id, one.name, dict(one.arguments)) for one in reply.calls] == [("3.1", call.name, call.arguments)]


@pytest.mark.parametrize("tags", TAGS)
@pytest.mark.parametrize("name", NAMES)
def test_an_answer_is_read_with_its_offset(name: str, tags: Tags) -> None:
    text = written_answer(name, tags)
    answer = of(name).parse(text, 1, tags).answer
    assert answer is not None
    assert answer.closed
    assert answer.record == {"answer": "B", "differential": []}
    assert text[answer.start : answer.start + len(answer.text)] == answer.text == ANSWER


@pytest.mark.parametrize("cut", range(1, len(ANSWER)))
@pytest.mark.parametrize("name", NAMES)
def test_an_answer_that_is_cut_off_is_never_closed(name: str, cut: int) -> None:
    whole = written_answer(name, Tags())
    answer = of(name).parse(whole[: whole.index(ANSWER) + cut], 1, Tags()).answer
    assert answer is None or not answer.closed


@pytest.mark.parametrize("name", NAMES)
def test_two_different_answers_are_none(name: str) -> None:
    two = "\n".join(written_answer(name, Tags(), json.dumps({"answer": one})) for one in "AB")
    reply = of(name).parse(two, 1, Tags())
    if name == "plain_json":  # One object is one turn; what follows it is not read.
        assert reply.answer is not None
        assert reply.answer.record == {"answer": "A"}
    else:
        assert reply.answer is None
        assert "2 different answers" in reply.problems[0].message


@pytest.mark.parametrize("order", ["call first", "answer first"])
@pytest.mark.parametrize("name", [one for one in NAMES if one != "plain_json"])
def test_a_turn_with_a_call_is_a_turn_of_calls(name: str, order: str) -> None:
    parts = [of(name).render(CALLS[0], Tags()), written_answer(name, Tags())]
    reply = of(name).parse("\n".join(parts if order == "call first" else parts[::-1]), 1, Tags())
    assert [one.name for one in reply.calls] == ["zoom"]
    assert reply.answer is None
    assert any("set aside" in one.message for one in reply.problems)


@pytest.mark.parametrize("name", NAMES)
def test_neither_call_nor_answer_says_how_to_write_them(name: str) -> None:
    reply = of(name).parse("The film looks normal to me.", 1, Tags())
    assert reply.thought == "The film looks normal to me."
    (problem,) = reply.problems
    assert "neither" in problem.message
    assert "Call a function" in problem.message if name == "native" else "rite" in problem.message


@pytest.mark.parametrize("name", NAMES)
def test_far_too_many_parts_cost_no_flood_of_messages(name: str) -> None:
    for piece in (of(name).render(CALLS[0], Tags()), "<tool_call>{</tool_call>Action: x\n<query></query>"):
        kept(of(name).parse(piece * 300, 2, Tags()), 2)


@pytest.mark.parametrize("name", NAMES)
def test_a_very_long_reply_is_read_in_one_pass(name: str) -> None:
    for piece in (
        "<think>",
        "<tool_call>",
        "{",
        "[",
        " ",
        '{"a":',
        "<answer>",
        "Action: a\n",
        "</think>",
        "<query>",
        '"',
    ):
        text = piece * (60_000 // len(piece))
        kept(of(name).parse(text, 1, Tags()), 1)
        kept(of(name).parse(f"<tool_call>{text}", 1, Tags()), 1)


pieces = st.sampled_from(
    [
        *'<>/{}[]"abANnul:,0 \n\\',
        *(
            f"<{slash}{tag}>"
            for tag in ("think", "answer", "tool_call", "query", "rethink", "retrieve")
            for slash in ("", "/")
        ),
        '{"name": "zoom", "arguments": {"image": 1}}',
        '{"thought": "x", "calls": [',
        '{"name": "a"}',
        '"answer": ',
        "Action: Zoom-in",
        "Action: Answer\n",
        "```json\n",
        "```",
        '[{"index": 1, "bbox_2d": [1, 2, 3, 4]}]',
        "NaN",
        "1e999",
        "\\ud800",
        "\0",
    ]
)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=80, deadline=None)
@given(text=st.one_of(st.text(), st.lists(pieces, max_size=25).map("".join)))
def test_reading_never_raises(name: str, text: str) -> None:
    kept(of(name).parse(text, 7, Tags()), 7)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_reading_never_raises_on_a_damaged_reply(name: str, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([*(of(name).render(one, Tags()) for one in CALLS), written_answer(name, Tags())]))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        until = data.draw(st.integers(at, min(len(text), at + 12)))
        text = text[:at] + data.draw(st.one_of(st.just(""), pieces, st.text(max_size=3))) + text[until:]
    kept(of(name).parse(text, 7, Tags()), 7)


@pytest.mark.parametrize("final", [True, False])
@pytest.mark.parametrize("name", NAMES)
def test_a_constraint_is_one_kind_and_json(name: str, final: bool) -> None:
    held = of(name).constraint(SCHEMAS, Tags(), final=final)
    assert name == "native" or held is not None
    if held is not None:
        assert len(held) == 1
        assert json.loads(json.dumps(held)) == held
        said = json.dumps(held)
        assert ("zoom" in said.lower()) is not final


@pytest.mark.parametrize("kind", ["results", "passages"])
@pytest.mark.parametrize("name", NAMES)
def test_framing_keeps_what_it_frames(name: str, kind: Any) -> None:
    assert '<tool_response id="1">x</tool_response>' in of(name).respond(
        kind, '<tool_response id="1">x</tool_response>'
    )


@pytest.mark.parametrize("name", NAMES)
def test_only_the_native_dialect_adds_to_the_request(name: str) -> None:
    asked = of(name).request(SCHEMAS, final=False)
    assert bool(asked) is (name == "native")
    if asked:
        assert [one["function"]["name"] for one in asked["tools"]] == [one["name"] for one in SCHEMAS]
        assert of(name).request(SCHEMAS, final=True)["tool_choice"] == "none"
