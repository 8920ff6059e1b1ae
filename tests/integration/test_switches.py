"""Cases with a part of the agent switched off: the part does nothing, and the answer says so."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent import Agent, ConfigurationError, Diagnosis, InputError, Switches, Thresholds
from agent.messages import text_of
from agent.models.scripted import ChatScripted
from guidelines import Library
from tests.integration.conftest import answer, call, lung_fever
from tools.image import Image

Make = Callable[..., tuple[Agent, Any]]
HISTORY = "40-year-old man with fever and cough for three days."


def step(diagnosis: Diagnosis, kind: str) -> Any:
    return next(one for one in diagnosis.trace.steps if one.kind == kind)


def nodes(diagnosis: Diagnosis) -> list[str]:
    return [one.node for one in diagnosis.trace.steps]


def said(model: ChatScripted) -> str:
    return "\n".join(text_of(message) for message in model.calls[-1])


def test_an_answer_with_something_off_says_so(scripted: Make, film: Image) -> None:
    agent, _ = scripted(
        call("search_guidelines", query="fever cough"), lung_fever(), switches=Switches.without("zoom", "reretrieval")
    )
    diagnosis = agent.diagnose(film, HISTORY)
    assert diagnosis.status == "degraded"
    assert "Switched off for this case: reretrieval, zoom." in diagnosis.degraded
    assert diagnosis.trace.settings["switches"] == {
        "tools": True,
        "zoom": False,
        "retrieval": True,
        "filter": True,
        "reformulation": True,
        "reretrieval": False,
    }


def test_with_everything_on_nothing_is_said(scripted: Make, film: Image) -> None:
    agent, _ = scripted(call("search_guidelines", query="fever cough"), lung_fever())
    diagnosis = agent.diagnose(film, HISTORY)
    assert (diagnosis.status, diagnosis.degraded) == ("answered", ())
    assert all(diagnosis.trace.settings["switches"].values())


@pytest.mark.parametrize(("off", "tool"), [("zoom", "zoom"), ("zoom", "crop"), ("tools", "survey")])
def test_a_tool_that_is_off_is_not_offered_and_does_not_run(scripted: Make, film: Image, off: str, tool: str) -> None:
    arguments = {} if tool == "survey" else {"region": [10, 10, 40, 40]}
    agent, model = scripted(
        call(tool, image=1, **arguments), answer(abstain="enough"), switches=Switches.without(off, "reretrieval")
    )
    diagnosis = agent.diagnose(film, HISTORY)
    assert f'"name": "{tool}"' not in text_of(model.calls[0][0])
    assert f"Unknown tool '{tool}'" in step(diagnosis, "called").summary
    assert diagnosis.usage.images == 1


def test_without_the_filter_everything_found_is_kept_fenced_and_flagged(scripted: Make, film: Image) -> None:
    query = "fever cough film breath headache"
    agent, model = scripted(call("search_guidelines", query=query), lung_fever(), switches=Switches.without("filter"))
    diagnosis = agent.diagnose(film, HISTORY)
    found = step(diagnosis, "searched").detail["queries"][0]["passages"]
    kept = step(diagnosis, "appraised").detail["kept"]
    assert "heart-strain#diagnosis" in found
    assert [one["passage"] for one in kept] == found
    assert [one["label"] for one in kept] == [f"E{number}" for number in range(1, len(found) + 1)]
    assert all("switched off" in one["reason"] and one["flags"] for one in kept)
    assert diagnosis.rejected == ()
    assert f'<evidence query="{query}">' in said(model)


def test_without_retrieval_an_answer_to_a_question_stands_alone(scripted: Make, film: Image) -> None:
    replies = [call("search_guidelines", query="fever"), answer(answer="A", differential=[])]
    options = ["Lung fever", "Dry throat"]
    agent, _ = scripted(*replies, thresholds=Thresholds(answer=0.0), switches=Switches.without("retrieval"))
    without = agent.answer(film, "What is it?", options=options, history=HISTORY)
    assert without.answer == "Lung fever"
    assert "Unknown tool 'search_guidelines'" in step(without, "called").summary
    assert not {"retrieve", "appraise", "reformulate"} & set(nodes(without))


@pytest.mark.parametrize("off", ["retrieval", "reretrieval"])
def test_without_a_further_search_a_doubtful_answer_is_the_last(scripted: Make, film: Image, off: str) -> None:
    agent, model = scripted(lung_fever(0.05), lung_fever(0.9), switches=Switches.without(off))
    diagnosis = agent.diagnose(film, HISTORY)
    assert "reformulate" not in nodes(diagnosis)
    assert len(model.calls) == 1
    assert diagnosis.usage.retrievals == 0


def test_without_reformulation_the_same_words_are_searched_again(scripted: Make, film: Image) -> None:
    replies = [call("search_guidelines", query="headache"), lung_fever(0.05), lung_fever(0.9)]
    agent, _ = scripted(*replies, thresholds=Thresholds(answer=0.5), switches=Switches.without("reformulation"))
    diagnosis = agent.diagnose(film, HISTORY)
    searches = [one.detail["queries"] for one in diagnosis.trace.steps if one.kind == "searched"]
    assert [[query["query"] for query in one] for one in searches] == [["headache"], ["headache"]]


def test_a_case_is_not_resumed_with_other_switches(library: Library, film: Image, tmp_path: Path) -> None:
    def agent(*off: str) -> Agent:
        return Agent(
            profile="scripted",
            model=ChatScripted(replies=[answer(abstain="enough")]),
            library=library,
            checkpoints=tmp_path,
            switches=Switches.without(*off),
        )

    agent("reretrieval").diagnose(film, HISTORY, case_id="one")
    with pytest.raises(InputError, match="another history"):
        agent("reretrieval", "zoom").diagnose(film, HISTORY, case_id="one")


@pytest.mark.parametrize("switches", [None, "zoom", {"zoom": False}])
def test_switches_of_the_wrong_kind_are_refused(switches: Any) -> None:
    with pytest.raises(ConfigurationError, match="switches takes a Switches"):
        Agent(switches=switches)


def test_the_default_model_works_without_any_part(film: Image) -> None:
    every = ("tools", "zoom", "retrieval", "filter", "reformulation", "reretrieval")
    diagnosis = Agent(encoder=None, switches=Switches.without(*every)).diagnose(film, HISTORY)
    assert diagnosis.status == "insufficient_evidence"
    assert diagnosis.citations == ()
