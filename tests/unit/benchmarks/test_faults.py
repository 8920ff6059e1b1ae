"""The judge of benchmarks/faults.py: it must see what it is there to see."""

import asyncio

import pytest

from agent import Diagnosis
from agent.errors import ModelUnreachable
from benchmarks.faults import CANARY, RECORD, WORDS, Trial, grid, judged


async def ended(result: Diagnosis | BaseException) -> "asyncio.Future[Diagnosis]":
    task: asyncio.Future[Diagnosis] = asyncio.get_running_loop().create_future()
    if isinstance(result, Diagnosis):
        task.set_result(result)
    else:
        task.set_exception(result)
    return task


def diagnosis(**more: object) -> Diagnosis:
    return Diagnosis(case_id="c", status="answered", reason="", model="m", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("where", [{"answer": f"{CANARY} x"}, {"missing": (CANARY,)}, {"dropped": (CANARY,)}])
async def test_a_canary_anywhere_in_the_diagnosis_is_seen(where: dict[str, object]) -> None:
    assert judged(await ended(diagnosis(**where)), 1.0).partial
    assert not judged(await ended(diagnosis()), 1.0).partial


async def test_typed_and_untyped_ends_are_told_apart() -> None:
    assert not judged(await ended(ModelUnreachable("gone")), 1.0).untyped
    assert judged(await ended(KeyError("x")), 1.0).untyped


def test_the_grid_has_every_kind_at_every_position() -> None:
    trials = grid(["500", "hang"], 20)

    assert len(trials) == len(set(trials)) == 60
    assert Trial("hang", 20, True) in trials
    assert all(CANARY in half and not half.endswith(("}", "</answer>")) for half in (WORDS, RECORD))
