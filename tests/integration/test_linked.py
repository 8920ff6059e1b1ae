"""A model asks how things hang together: the links of the library, and their passages through the evidence filter."""

from collections.abc import Callable
from typing import Any

from agent import Agent
from agent.messages import text_of
from tests.integration.conftest import answer, call
from tools.image import Image

Make = Callable[..., tuple[Agent, Any]]
HISTORY = "40-year-old man with fever and cough for three days."


def told(model: Any) -> str:
    return "\n".join(text_of(message) for message in model.calls[-1])


def test_links_are_shown_and_their_passages_judged(scripted: Make, film: Image) -> None:
    agent, model = scripted(call("find_paths", start="fever", end="Lung fever"), answer(abstain="enough"))
    diagnosis = agent.diagnose(film, HISTORY)

    text = told(model)
    assert "fever —supports" in text
    assert "no evidence by themselves" in text
    searched = next(step for step in diagnosis.trace.steps if step.kind == "searched")
    assert searched.detail["paths"]
    assert "lung-fever#diagnosis" in searched.detail["queries"][0]["passages"]
    appraised = next(step for step in diagnosis.trace.steps if step.kind == "appraised")
    judged = [one["passage"] for kind in ("kept", "rejected") for one in appraised.detail[kind]]
    assert set(searched.detail["queries"][0]["passages"]) <= set(judged)


def test_a_name_that_the_library_lacks_is_told_with_the_nearest(scripted: Make, film: Image) -> None:
    agent, model = scripted(
        call("find_paths", start="fevre") + call("search_guidelines", query="fever"), answer(abstain="enough")
    )
    diagnosis = agent.diagnose(film, HISTORY)

    assert "nothing called 'fevre'" in told(model)
    assert "Did you mean" in told(model)
    assert diagnosis.status == "insufficient_evidence"


def test_two_things_without_a_link_are_said_to_have_none(scripted: Make, film: Image) -> None:
    agent, model = scripted(
        call("find_paths", start="Lung fever", end="Dry throat") + call("find_paths", start="cough", ends_at="test"),
        answer(abstain="enough"),
    )
    agent.diagnose(film, HISTORY)

    assert "<paths>" in told(model)
