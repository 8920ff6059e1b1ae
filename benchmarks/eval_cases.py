"""Synthetic cases and a cheap model for the benchmarks of the runner: a set in VQA-RAD's layout, answers by rule."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from PIL import Image

from agent.messages import text_of

__all__ = ["ByRule", "write_cases"]

_SHARED = 7
"""Questions about one picture [1]: VQA-RAD has 2,248 about 315."""


def write_cases(folder: Path, cases: int, side: int = 64) -> None:
    """Write a set of questions in VQA-RAD's layout, with pictures of noise.

    Args:
        folder: Where to.
        cases: How many questions [1].
        side: Of the square pictures [pixels].
    """
    pictures = folder / "VQA_RAD Image Folder"
    pictures.mkdir(parents=True, exist_ok=True)
    drawn = np.random.default_rng(0)
    count = -(-cases // _SHARED)
    for number in range(count):
        noise = drawn.integers(0, 256, (side, side), np.uint8)
        Image.fromarray(noise).save(pictures / f"{number}.jpg", quality=90)
    rows = [
        {
            "qid": number,
            "phrase_type": "freeform",
            "image_name": f"{number % count}.jpg",
            "image_organ": ("CHEST", "HEAD", "ABD")[number % 3],
            "question": f"Case {number}: is there an opacity in the left lung on this radiograph?",
            "question_type": "PRES",
            "answer": ("Yes", "No")[number % 2],
            "answer_type": "CLOSED",
        }
        for number in range(cases)
    ]
    (folder / "VQA_RAD Dataset Public.json").write_bytes(orjson.dumps(rows))


class ByRule(BaseChatModel):
    """Looks closer, then answers yes or no by a hash of the question: the same at every run, right half the time."""

    @property
    def _llm_type(self) -> str:
        return "by-rule"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        said = self._said(messages)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=said))])

    async def _agenerate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        return self._generate(messages)

    def _said(self, messages: list[BaseMessage]) -> str:
        turns = sum(isinstance(one, AIMessage) for one in messages)
        if turns == 0:
            return _call("zoom", {"image": 1, "region": [0, 0, 32, 32]})
        if turns == 1:
            return _call("search_guidelines", {"query": "opacity in the left lung on a chest radiograph: pneumonia"})
        asked = next(
            (
                line
                for one in messages
                if isinstance(one, HumanMessage)
                for line in text_of(one).splitlines()
                if "Case " in line
            ),
            "",
        )
        digest = hashlib.sha256(asked.encode()).digest()
        record = {"answer": ("yes", "no")[digest[0] % 2], "differential": [], "next_tests": [], "missing": []}
        return f"<answer>{json.dumps(record)}</answer>"


def _call(name: str, arguments: dict[str, object]) -> str:
    return f"<tool_call>{json.dumps({'name': name, 'arguments': arguments})}</tool_call>"
