"""A small set, a model that answers by rule, and recorded rows, for the tests of runs and reports."""

import json
from pathlib import Path
from typing import Any

import orjson
import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from PIL import Image

from evals.configuration import Configuration
from evals.inspecting.recorded import Recorded
from evals.sample import Prediction, Sample, Score
from evals.solving import Workbench


class Looks(BaseChatModel):
    """Zooms once, then says yes."""

    @property
    def _llm_type(self) -> str:
        return "looks"

    def _generate(self, messages: list[BaseMessage], *args: Any, **more: Any) -> ChatResult:
        looked = any(isinstance(one, AIMessage) for one in messages)
        call = json.dumps({"name": "zoom", "arguments": {"image": 1, "region": [0, 0, 24, 24]}})
        text = '<answer>{"answer": "yes"}</answer>' if looked else f"<tool_call>{call}</tool_call>"
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])

    async def _agenerate(self, messages: list[BaseMessage], *args: Any, **more: Any) -> ChatResult:
        return self._generate(messages)


def write_set(folder: Path, cases: int = 5) -> None:
    pictures = folder / "VQA_RAD Image Folder"
    pictures.mkdir(parents=True)
    Image.new("L", (48, 48), 90).save(pictures / "a.jpg")
    rows = [
        {
            "qid": number,
            "phrase_type": "freeform",
            "image_name": "a.jpg",
            "image_organ": ("CHEST", "HEAD")[number % 2],
            "question": f"Is there an opacity, case {number}?",
            "question_type": "PRES",
            "answer": "Yes" if number % 2 else "No",
            "answer_type": "CLOSED",
        }
        for number in range(cases)
    ]
    (folder / "VQA_RAD Dataset Public.json").write_bytes(orjson.dumps(rows))


@pytest.fixture
def asked(tmp_path: Path) -> Configuration:
    """Five cases, answered without evidence so that an answer stands."""
    write_set(tmp_path / "set")
    return Configuration.of(
        "vqa_rad", tmp_path / "set", partial=True, profile="scripted", threshold=0.0, without=("retrieval",)
    )


@pytest.fixture(scope="session")
def model() -> BaseChatModel:
    return Looks()


@pytest.fixture
def bench(asked: Configuration, model: BaseChatModel) -> Workbench:
    return Workbench(asked, model=model)


def row(
    name: str, value: float, *, outcome: str = "answered", confidence: float | None = None, **more: Any
) -> Recorded:
    """One recorded case."""
    sample = Sample(
        id=name, question="?", target="yes", groups=more.get("groups", {}), cluster=more.get("cluster"),
        extra={"kind": "yes-no", **more.get("extra", {})},
    )  # fmt: skip
    prediction = Prediction(
        sample=name, outcome=outcome, answer="yes" if value else "no", said="x", confidence=confidence,
        measures=more.get("measures", {}),
    )  # type: ignore[arg-type] # fmt: skip
    return Recorded(sample=sample, prediction=prediction, score=Score(value=value, why=more.get("why", "")))


@pytest.fixture
def make_row() -> Any:
    return row
