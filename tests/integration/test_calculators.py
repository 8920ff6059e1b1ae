"""A model extracts the inputs and calls; the answer repeats the value unchanged."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent import Agent, export
from agent.messages import text_of
from tests.integration.conftest import answer, call
from tools import samples
from tools.image import Image

Make = Callable[..., tuple[Agent, Any]]
HISTORY = "71-year-old man with fever and cough, newly confused."
INPUTS = {
    "confusion": True,
    "urea": "8 mmol/L",
    "respiratory_rate": 24,
    "systolic": 110,
    "diastolic": 70,
    "age": 71,
}


def curb65(inputs: dict[str, Any]) -> str:
    arguments = {"name": "curb65", "inputs": inputs}
    return f"<tool_call>{json.dumps({'name': 'calculate', 'arguments': arguments})}</tool_call>"


def said(model: Any) -> str:
    return "\n".join(text_of(message) for message in model.calls[-1])


def test_a_wrong_repetition_is_put_right_and_recorded(scripted: Make, film: Image) -> None:
    agent, model = scripted(
        call("find_calculator", question="severity of pneumonia"),
        curb65(INPUTS),
        call("search_guidelines", query="fever cough"),
        answer(
            answer="The CURB-65 score is 4.",
            differential=[
                {
                    "condition": "lung-fever",
                    "name": "Lung fever",
                    "probability": 0.9,
                    "supports": [{"text": "fever, CURB-65 of 2", "cites": ["E1"], "finding": "fever"}],
                }
            ],
        ),
    )
    diagnosis = agent.answer(film, "What is the CURB-65 score?", history=HISTORY)
    assert "Repeat the value unchanged" in said(model)
    assert diagnosis.answer == "The CURB-65 score is 3."
    assert diagnosis.differential[0].supports[0].text == "fever, CURB-65 of 3"
    assert sum("which stands now" in sentence for sentence in diagnosis.dropped) == 2
    assert [one.code for one in diagnosis.measurements if one.code.startswith("calculator:")] == ["calculator:curb65"]


def test_what_is_missing_is_told_to_the_model_and_not_assumed(scripted: Make, film: Image) -> None:
    agent, model = scripted(curb65({"age": 71}), answer(abstain="urea and pressure are not known"))
    diagnosis = agent.diagnose(film, HISTORY)
    assert "curb65 needs confusion" in said(model)
    assert diagnosis.status == "insufficient_evidence"
    assert [one for one in diagnosis.measurements if one.code.startswith("calculator:")] == []


def test_an_option_that_differs_is_named_and_stays(scripted: Make, film: Image) -> None:
    agent, _ = scripted(
        curb65(INPUTS), call("search_guidelines", query="fever cough"), answer(answer="B", rests_on=["fever"])
    )
    diagnosis = agent.answer(film, "What is the score?", options=["CURB-65 of 3", "CURB-65 of 4"], history=HISTORY)
    assert diagnosis.answer in (None, "CURB-65 of 4")
    assert any(one.startswith("The chosen option differs") for one in diagnosis.dropped)


def test_a_case_with_scores_is_exported(scripted: Make, tmp_path: Path) -> None:
    agent, _ = scripted(curb65(INPUTS), answer(abstain="enough"))
    study = samples.path("chest_normal")
    diagnosis = agent.diagnose(study, HISTORY)
    files = export(diagnosis, study, tmp_path / "new").files
    bundle = files["report.fhir.json"].read_text("utf-8")
    assert "CURB-65 score for pneumonia severity" in bundle
