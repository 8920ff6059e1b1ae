"""Whole cases in every dialect: taught, read, framed, complained about, and held to by a server."""

import json
from typing import Any, get_args

import numpy as np
import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import PrivateAttr

from agent import Agent, Budget, Diagnosis, Thresholds
from agent.dialects import Call, DialectName, Tags, dialect
from agent.messages import text_of
from agent.models.profile import Profile, load_profile
from benchmarks import malformed_replies
from guidelines import Library
from tools.image import Image

NAMES: tuple[Any, ...] = get_args(DialectName)
HISTORY = "40-year-old man with fever and cough for three days."
CLAIM = {"text": "fever is present", "cites": ["E1"], "finding": "fever"}
ANSWER = json.dumps(
    {"differential": [{"condition": "lung-fever", "name": "Lung fever", "probability": 0.9, "supports": [CLAIM]}]}
)
ZOOM = Call(id="", name="zoom", arguments={"image": 1, "region": [100, 125, 600, 750]})
CROP = Call(id="", name="crop", arguments={"image": 1, "region": [100, 125, 600, 750]})
SEARCH = Call(id="", name="search_guidelines", arguments={"query": "fever and cough"})


class Heard(BaseChatModel):
    """Says what it is given and keeps what it was asked with."""

    replies: list[Any]
    _asked: list[tuple[list[BaseMessage], dict[str, Any]]] = PrivateAttr(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "heard"

    @property
    def asked(self) -> list[tuple[list[BaseMessage], dict[str, Any]]]:
        return self._asked

    def _generate(self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any) -> ChatResult:
        said = self.replies[len(self._asked)]
        self._asked.append((list(messages), kwargs))
        message = said if isinstance(said, AIMessage) else AIMessage(content=said)
        return ChatResult(generations=[ChatGeneration(message=message)])


def case(
    replies: list[Any], library: Library, film: Image, budget: Budget | None = None, **facts: Any
) -> tuple[Diagnosis, Heard]:
    profile: Profile = load_profile("scripted").model_copy(update=facts)
    model = Heard(replies=replies)
    agent = Agent(
        profile=profile,
        model=model,
        library=library,
        budget=budget or Budget(retrievals=0),
        thresholds=Thresholds(answer=0.0),
    )
    return agent.diagnose(film, HISTORY), model


def answer_in(name: str) -> str:
    if name == "plain_json":
        return f'{{"thought": "so", "answer": {ANSWER}}}'
    return f"<think>so</think>{'Action: Answer ' if name == 'ophiuchus' else ''}<answer>{ANSWER}</answer>"


@pytest.mark.parametrize("name", NAMES)
def test_a_case_in_every_dialect(name: Any, library: Library, film: Image) -> None:
    said = dialect(name)
    replies = [said.render(ZOOM, Tags()), said.render(CROP, Tags()), said.render(SEARCH, Tags()), answer_in(name)]
    diagnosis, model = case(replies, library, film, dialect=name, coordinates="thousandths")
    assert diagnosis.status == "answered", diagnosis.status
    assert {one.label for one in diagnosis.citations} == {"E1"}
    system = text_of(model.asked[0][0][0])
    assert "in thousandths of that image's sides" in system
    assert "in pixels of that image" not in system
    last = "\n".join(text_of(one) for one in model.asked[-1][0])
    assert '"shows": [100.0, 125.0, 600.0, 750.0]' in last
    assert ("<retrieve>" in last) is (name == "med_rwr")
    assert '<tool_response id="1.1" name="zoom">' in last


def test_calls_of_the_apis_own_field(library: Library, film: Image) -> None:
    zoom = {"name": "zoom", "args": dict(ZOOM.arguments), "id": "x", "type": "tool_call"}
    broken = {"name": "crop", "args": "{", "id": "y", "type": "invalid_tool_call", "error": "no JSON object"}
    both = AIMessage(content="", tool_calls=[zoom], invalid_tool_calls=[broken])
    diagnosis, model = case(
        [both, answer_in("native")], library, film, dialect="native", kind="served", coordinates="thousandths"
    )
    assert diagnosis.trace.steps
    names = [one["function"]["name"] for one in model.asked[0][1]["tools"]]
    assert "zoom" in names
    assert model.asked[0][1]["tool_choice"] == "auto"
    history = model.asked[1][0]
    assert '<tool_call>{"name": "zoom"' in text_of(history[2])
    assert "were not JSON" in text_of(history[3])
    assert '<tool_response id="1.1" name="zoom">' in text_of(history[3])


def test_a_guided_turn_is_held_to_the_dialect_and_the_last_one_to_an_answer(library: Library, film: Image) -> None:
    facts = {"dialect": "plain_json", "kind": "served", "structured": True, "guided": True}
    survey = Call(id="", name="survey", arguments={"image": 1})
    replies = [dialect("plain_json").render(survey, Tags()), answer_in("plain_json")]
    for budget in (Budget(steps=2, retrievals=0), Budget(calls=1, retrievals=0)):
        _, model = case(replies, library, film, budget, **facts)
        first, last = (kwargs["structured_outputs"]["grammar"] for _, kwargs in model.asked)
        assert "zoom" in first
        assert "zoom" not in last


def test_the_model_is_told_what_was_wrong_twice_at_most(library: Library, film: Image) -> None:
    bad = "<tool_call>{</tool_call>"
    diagnosis, model = case([bad] * 5, library, film)
    assert len(model.asked) == 3
    assert diagnosis.status != "answered"
    last = "\n".join(text_of(one) for one in model.asked[-1][0])
    assert last.count("A tool call was not JSON") == 2
    mixed = dialect("hermes").render(Call(id="", name="survey", arguments={"image": 1}), Tags()) + bad
    _, model = case([mixed] * 3 + [answer_in("hermes")], library, film)
    last = "\n".join(text_of(one) for one in model.asked[-1][0])
    assert last.count("A tool call was not JSON") == 2


@pytest.mark.parametrize("name", ["hermes", "grit", "med_rwr", "ophiuchus"])
def test_half_an_answer_is_never_shown(name: Any, library: Library, film: Image) -> None:
    whole = answer_in(name)
    cut = AIMessage(content=whole[: whole.index('"name"')], response_metadata={"finish_reason": "length"})
    diagnosis, _ = case([cut], library, film, dialect=name)
    assert diagnosis.status == "failed"
    assert diagnosis.differential == ()


def test_where_it_looked_is_kept_in_pixels_of_the_original(library: Library, film: Image) -> None:
    text = "<think>See [250, 500, 750, 1000] and [5000, 5000, 6000, 6000].</think>" + answer_in("grit").removeprefix(
        "<think>so</think>"
    )
    diagnosis, _ = case([text], library, film, dialect="grit", coordinates="thousandths")
    (thought,) = [one for one in diagnosis.trace.steps if one.node == "think"]
    assert thought.detail["looked"] == [{"image": 1, "box": [20.0, 32.0, 60.0, 64.0]}]


def test_a_strip_of_a_film_can_be_cut_out_and_sent(library: Library) -> None:
    wide = Image(pixels=np.full((40, 2400), 90, np.uint8), modality="CR")
    strip = Call(id="", name="crop", arguments={"image": 1, "region": [0, 5, 2400, 7]})
    replies = [dialect("hermes").render(strip, Tags()), answer_in("hermes")]
    diagnosis, model = case(replies, library, wide, coordinates="original")
    assert len(model.asked) == 2, [one.summary for one in diagnosis.trace.steps]


def test_malformed_replies_escape_nowhere_and_run_nothing_invalid(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["malformed_replies.py", "--count", "210", "--seed", "7"])
    assert malformed_replies.main() == 0
    assert capsys.readouterr().out.splitlines()[-1] == "escaped 0, invalid executed 0, of 210"
