"""Tool calls of a turn: those of the library in child processes, somebody's own in threads."""

import os
from typing import Any

import numpy as np
import pytest

from agent.dialects import Call
from agent.models.profile import load_profile
from agent.store import ImageStore
from agent.toolbox import Outcome, collect, run_calls
from tools.image import Image
from tools.isolation.process import Child

RNG = np.random.default_rng(2)
IMAGE = Image(pixels=RNG.integers(0, 255, (200, 300), dtype=np.uint8), modality="CR")


def whoami(image: Image) -> Image:
    """Show the process that runs this.

    Args:
        image: Any.
    """
    return Image(pixels=np.full((2, 2), os.getpid(), np.int32))


async def run(name: str, seconds: float = 60.0, **arguments: Any) -> Outcome:
    store = ImageStore()
    refs = [store.put(IMAGE)]
    call = Call(id="1", name=name, arguments={"image": 1, **arguments})
    (outcome,) = await run_calls([call], collect([whoami]), refs, (), store, load_profile("scripted"), seconds)
    return outcome


async def test_a_tool_of_the_library_runs_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    ask = Child.ask

    def watched(self: Child, job: str, *rest: Any) -> Any:
        asked.append(job)
        return ask(self, job, *rest)

    monkeypatch.setattr(Child, "ask", watched)
    outcome = await run("crop", region=[10, 20, 50, 60])
    assert outcome.result is not None
    np.testing.assert_array_equal(outcome.result.images[0].pixels, IMAGE.pixels[20:60, 10:50])
    assert asked == ["tool"]


async def test_a_function_of_somebody_runs_here() -> None:
    outcome = await run("whoami")
    assert outcome.result is not None
    assert outcome.result.images[0].pixels[0, 0] == os.getpid()


async def test_a_tool_that_overruns_is_stopped_and_the_model_is_told() -> None:
    outcome = await run("segment", seconds=0.001, target="lungs")
    assert outcome.result is None
    assert outcome.error == "segment took longer than 0.001 s and was stopped; ask for less."


async def test_a_bad_argument_is_told_without_a_child() -> None:
    outcome = await run("crop", region="everything")
    assert outcome.error is not None
    assert "region" in outcome.error
