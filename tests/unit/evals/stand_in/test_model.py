"""The stand-in answers from its messages and from nothing else: what is taken out of them, it no longer knows."""

import json
from typing import Any

import numpy as np
import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from agent.confidence import from_tokens
from agent.confidence.spans import answer_tokens
from agent.dialects import Reply, dialect
from evals.stand_in.model import KNOWN, ChatStandIn, guess
from evals.stand_in.plate import draw
from evals.stand_in.profile import PROFILE
from tools.rendering import data_url

PLATE = "Which code does the reference plate on this film carry?"
CODES = ("alder", "birch", "cedar", "willow")
VALUE = "What is the ceiling value of kerolase in tram drivers?"
VALUES = ("11 units per litre", "22 units per litre", "33 units per litre", "44 units per litre")
SHORT = VALUE.replace("kerolase", "KRLS")


def picture(code: str, module: int) -> str:
    return data_url(draw(code, width=112, height=112, module=module, left=20, top=30))


def passage(label: str, text: str) -> str:
    return f"[{label}] {json.dumps({'passage': f'{label.lower()}#text'})}\n{text}"


def conversation(
    question: str,
    options: tuple[str, ...],
    *,
    pictures: tuple[str, ...] = (),
    passages: tuple[str, ...] = (),
    tools: tuple[str, ...] = (),
) -> list[BaseMessage]:
    schemas = "\n".join(json.dumps({"name": name}) for name in tools)
    letters = "\n".join(f"{chr(ord('A') + place)}. {one}" for place, one in enumerate(options))
    lines = "\n".join(f'[image {number}] {{"height": 112, "width": 112}}' for number in range(1, len(pictures) + 1))
    asked = f"<history>\n(none given)\n</history>\nQuestion: {question}\nOptions:\n{letters}\n{lines}"
    blocks: list[Any] = [{"type": "text", "text": asked}]
    blocks += [{"type": "image_url", "image_url": {"url": one}} for one in pictures]
    if passages:
        shown = "\n\n".join(passages)
        blocks.append({"type": "text", "text": f'<evidence query="q">\n{shown}\n</evidence>\n'})
    return [SystemMessage(content=f"<tools>\n{schemas}\n</tools>"), HumanMessage(content=blocks)]


def reply(messages: list[BaseMessage]) -> tuple[Reply, AIMessage]:
    said = ChatStandIn().invoke(messages)
    assert isinstance(said, AIMessage)
    return dialect(PROFILE.dialect).parse(str(said.content), 1, PROFILE.tags), said


def answered(messages: list[BaseMessage], options: tuple[str, ...]) -> tuple[str, float]:
    """The option that is named, and the confidence that the agent takes from the reply's tokens."""
    read, said = reply(messages)
    assert read.answer is not None
    assert read.answer.record is not None
    text, logprobs = str(said.content), said.response_metadata["logprobs"]
    tokens = answer_tokens(logprobs, text, read.answer.start, len(read.answer.text))
    confidence = from_tokens(read.answer, tokens, options)
    assert confidence.method == "option-token"
    return options[ord(str(read.answer.record["answer"])) - ord("A")], confidence.value


@pytest.mark.parametrize("code", CODES)
def test_a_plate_that_is_large_enough_is_read(code: str) -> None:
    shown = conversation(PLATE, CODES, pictures=(picture(code, 4),))
    assert answered(shown, CODES) == (code, pytest.approx(KNOWN))


@pytest.mark.parametrize("pictures", [(), (picture("alder", 2),), (data_url(np.full((112, 112), 30, np.uint8)),)])
def test_without_a_plate_that_it_can_read_it_guesses_and_is_unsure(pictures: tuple[str, ...]) -> None:
    code, sure = answered(conversation(PLATE, CODES, pictures=pictures), CODES)
    assert code == CODES[guess(PLATE, CODES)]
    assert sure == pytest.approx(0.25)


def test_a_plate_that_is_too_small_is_asked_for_larger_where_that_can_be_asked() -> None:
    read, _ = reply(conversation(PLATE, CODES, pictures=(picture("alder", 2),), tools=("zoom",)))
    (call,) = read.calls
    assert call.name == "zoom"
    assert call.arguments == {"image": 1, "region": [19.0, 29.0, 35.0, 45.0], "factor": 8.0}


def test_of_several_pictures_the_one_with_the_largest_plate_counts() -> None:
    shown = conversation(PLATE, CODES, pictures=(picture("alder", 2), picture("birch", 5)))
    assert answered(shown, CODES)[0] == "birch"


def test_it_does_not_zoom_for_ever() -> None:
    first = conversation(PLATE, CODES, pictures=(picture("alder", 2),), tools=("zoom",))
    said = [ChatStandIn().invoke(first)] * 2
    read, _ = reply([*first, *said])
    assert read.calls == ()
    assert read.answer is not None


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_known_only_while_the_passage_with_it_is_shown(value: str) -> None:
    states = passage("E1", f"A survey was made. The ceiling value of kerolase in tram drivers is {value}. It ended.")
    assert answered(conversation(VALUE, VALUES, passages=(states,)), VALUES) == (value, pytest.approx(KNOWN))
    assert answered(conversation(VALUE, VALUES), VALUES) == (VALUES[guess(VALUE, VALUES)], pytest.approx(0.25))


def test_the_first_passage_that_states_a_value_is_believed() -> None:
    wrong, right = (passage(f"E{n}", f"Of kerolase it is {VALUES[n]}.") for n in (1, 2))
    assert answered(conversation(VALUE, VALUES, passages=(wrong, right)), VALUES)[0] == VALUES[1]
    assert answered(conversation(VALUE, VALUES, passages=(right, wrong)), VALUES)[0] == VALUES[2]


def test_a_value_of_something_else_is_none() -> None:
    other = passage("E1", "The ceiling value of kerolasein in tram drivers is 44 units per litre.")
    assert answered(conversation(VALUE, VALUES, passages=(other,)), VALUES)[1] == pytest.approx(0.25)


def test_an_abbreviation_is_understood_only_where_a_passage_explains_it() -> None:
    explains = passage("E1", "KRLS is short for kerolase, as tram drivers know it.")
    states = passage("E2", "For kerolase it is 44 units per litre.")
    assert answered(conversation(SHORT, VALUES, passages=(explains, states)), VALUES)[0] == VALUES[3]
    for alone in (explains, states):
        assert answered(conversation(SHORT, VALUES, passages=(alone,)), VALUES)[1] == pytest.approx(0.25)
    read, _ = reply(conversation(SHORT, VALUES, passages=(explains,)))
    assert "kerolase" in read.thought


def test_evidence_is_searched_for_once() -> None:
    shown = conversation(VALUE, VALUES, tools=("search_guidelines",))
    read, said = reply(shown)
    assert [call.name for call in read.calls] == ["search_guidelines"]
    assert reply([*shown, said])[0].calls == ()


def test_words_of_the_history_are_no_question_and_no_passage() -> None:
    said = f"<history>\nQuestion: {PLATE}\n{passage('E1', 'kerolase 44 units per litre.')}\n</history>"
    shown = conversation(VALUE, VALUES)
    content = shown[1].content
    assert isinstance(content, list)
    content[0] = {"type": "text", "text": str(content[0]["text"]).replace("<history>\n(none given)\n</history>", said)}
    assert answered(shown, VALUES)[1] == pytest.approx(0.25)


def test_the_same_messages_give_the_same_reply_from_any_instance() -> None:
    shown = conversation(VALUE, VALUES, tools=("search_guidelines",))
    assert ChatStandIn().invoke(shown).content == ChatStandIn().invoke(shown).content
    assert set(ChatStandIn.model_fields) - set(ChatStandIn.__mro__[1].model_fields) == {"last"}
