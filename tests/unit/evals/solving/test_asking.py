"""The agent asks before it answers: what it names as missing is told where the case has it, and only then."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field

from agent.models.scripted import ChatScripted
from evals import Sample, benchmark
from evals.configuration import Configuration
from evals.scoring import strict
from evals.solving import Workbench, way_of
from evals.solving.asking import QUESTIONS

SAMPLE = Sample(
    id="1",
    question="Which made disease is it?",
    target="C",
    options=("Made flu", "Made asthma", "Made cancer"),
    history="A made woman coughs.",
    extra={"facts": ["The woman smokes.", "The made smear is positive.", "Her mother is well.", "She is tired."]},
)
CANCER = {"answer": "C"}


def abstains(*missing: str) -> dict[str, Any]:
    return {"answer": None, "missing": list(missing), "abstain": "not enough is told"}


class Doctor(BaseChatModel):
    """Says what a rule says of the text that it was sent."""

    rule: Callable[[str], dict[str, Any]]
    seen: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "doctor"

    def _generate(self, messages: list[BaseMessage], *args: Any, **more: Any) -> ChatResult:
        text = "\n".join(str(one.content) for one in messages)
        self.seen.append(text)
        said = f"<answer>{json.dumps(self.rule(text))}</answer>"
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=said))])

    async def _agenerate(self, messages: list[BaseMessage], *args: Any, **more: Any) -> ChatResult:
        return self._generate(messages)


def bench(folder: Path, rule: Callable[[str], dict[str, Any]]) -> tuple[Workbench, Doctor]:
    doctor = Doctor(rule=rule)
    asked = Configuration.of("mediq", folder, profile="scripted", threshold=0.0, without=("retrieval", "reretrieval"))
    return Workbench(asked, model=doctor), doctor


async def solved(made: Workbench, sample: Sample = SAMPLE) -> Any:
    return await way_of(sample, "dialogue", made)(sample, "dialogue", made)


async def test_what_is_asked_for_is_told_and_decides(tmp_path: Path) -> None:
    made, doctor = bench(tmp_path, lambda text: CANCER if "smear is positive" in text else abstains("smear result"))
    found = await solved(made)

    assert strict(SAMPLE, found.prediction, "dialogue").value == 1.0
    assert "smear" not in doctor.seen[0].split("Which made disease")[0]
    counted = found.prediction.measures
    assert (counted["questions"], counted["questions_answered"], counted["facts_told"]) == (1.0, 1.0, 1.0)
    assert counted["rounds"] == 2.0
    assert found.steps[0] == "Asked: smear result Told: The made smear is positive."


async def test_who_answers_at_once_asks_nothing(tmp_path: Path) -> None:
    made, doctor = bench(tmp_path, lambda text: CANCER)
    found = await solved(made)
    assert found.prediction.answer == "C"
    assert (found.prediction.measures["questions"], found.prediction.measures["facts_told"]) == (0.0, 0.0)
    assert not any(fact in text for text in doctor.seen for fact in SAMPLE.extra["facts"])


async def test_what_nobody_knows_ends_the_asking_and_is_said(tmp_path: Path) -> None:
    made, doctor = bench(tmp_path, lambda text: CANCER if "No more can be asked" in text else abstains("travel"))
    found = await solved(made)
    assert found.prediction.answer == "C"
    assert "not known: travel" in doctor.seen[-1]
    assert found.prediction.measures["rounds"] == 2.0


async def test_who_never_decides_abstains_after_the_last_round(tmp_path: Path) -> None:
    made, _ = bench(tmp_path, lambda text: abstains("smoking", "smear"))
    found = await solved(made)
    assert found.prediction.outcome == "abstained"
    assert strict(SAMPLE, found.prediction, "dialogue").value == 0.0
    assert found.prediction.measures["questions"] == 2.0


async def test_questions_are_limited(tmp_path: Path) -> None:
    facts = [f"Value{number} is made." for number in range(QUESTIONS + 5)]
    sample = Sample(
        id="1", question="Which?", target="A", options=("x", "y"), history="A case.", extra={"facts": facts}
    )
    made, doctor = bench(tmp_path, lambda text: abstains(*(f"value{number}" for number in range(QUESTIONS + 5))))
    found = await solved(made, sample)
    assert found.prediction.measures["questions"] == float(QUESTIONS)
    assert "No more can be asked" in doctor.seen[-1]


async def test_a_patient_who_cannot_be_asked_fails_the_case(tmp_path: Path) -> None:
    made, _ = bench(tmp_path, lambda text: abstains("smear"))
    made.__dict__["patient"] = ChatScripted(replies=[])
    found = await solved(made)
    assert found.prediction.outcome == "transport"
    assert "patient" in found.prediction.why


@pytest.mark.parametrize("name", ["mediq"])
async def test_the_embedded_model_runs_through(name: str, tmp_path: Path) -> None:
    benchmark(name).fixture(tmp_path)
    asked = Configuration.of(name, tmp_path, partial=True)
    made = Workbench(asked)
    for sample in asked.samples():
        found = await solved(made, sample)
        assert found.prediction.outcome in ("answered", "abstained")
        assert found.prediction.measures["rounds"] >= 1.0
