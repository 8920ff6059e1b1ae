"""A case against a server that fails: a few kinds at a few places; benchmarks/faults.py has the whole grid."""

import json

import pytest
from langchain_core.language_models.chat_models import agenerate_from_stream

from agent import Agent, Budget, Diagnosis, Thresholds
from agent.models.served import ChatVLLM
from evals.servers import FAULTS, faulty, long_walk, serve
from guidelines import Library
from tools.image import Image

REQUESTS = 4
CANARY = "QZXCANARY"
HALF = f"<think>So.</think><answer>{CANARY} consolidation of the right low"
KINDS = sorted(set(FAULTS) - {"hang", "slow_drip"})


class Streaming(ChatVLLM):
    """The same client with every reply read from a stream."""

    async def _agenerate(self, messages, stop=None, run_manager=None, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN003, ANN202
        return await agenerate_from_stream(self._astream(messages, stop, run_manager, **kwargs))


async def work(
    kind: str, position: int, library: Library, film: Image, client: type[ChatVLLM] = ChatVLLM, wait: float = 10.0
) -> Diagnosis:
    walk = long_walk(turns=REQUESTS, answer="No effusion", size=(film.width, film.height))
    async with serve(faulty(walk, kind, position, text=HALF), model="m") as url:
        model = client(base_url=url, model="m", logprobs=True, images_by_uuid=True, backoff=0.0, total_timeout=wait)
        agent = Agent(
            profile="qwen2.5-vl-7b",
            model=model,
            library=library,
            budget=Budget(steps=8, retrievals=1, seconds=60),
            thresholds=Thresholds(answer=0.3),
        )
        diagnosis = await agent.aanswer(film, "Is there an effusion?", history="Fever and cough.")
        await model.aclose()
    return diagnosis


def shown(diagnosis: Diagnosis) -> str:
    fields = json.loads(diagnosis.to_json())
    del fields["trace"]
    return json.dumps(fields)


@pytest.mark.parametrize(
    ("kind", "position"),
    [(kind, REQUESTS) for kind in KINDS] + [("refused", 1), ("cut_json", 2), ("503_then_ok", 2), ("drop", 3)],
)
async def test_no_fault_shows_half_an_answer(kind: str, position: int, library: Library, film: Image) -> None:
    diagnosis = await work(kind, position, library, film)

    assert diagnosis.status == ("answered" if FAULTS[kind].passing else "failed")
    assert diagnosis.answer == ("No effusion" if FAULTS[kind].passing else None)
    assert CANARY not in shown(diagnosis)
    assert FAULTS[kind].passing or diagnosis.reason


@pytest.mark.parametrize("kind", ["cut_stream", "error_in_stream", "finish_length", "garbage", "nan_logprob"])
async def test_no_broken_stream_shows_half_an_answer(kind: str, library: Library, film: Image) -> None:
    diagnosis = await work(kind, REQUESTS, library, film, Streaming)

    assert (diagnosis.status, diagnosis.answer) == ("failed", None)
    assert CANARY not in shown(diagnosis)


@pytest.mark.parametrize("kind", ["hang", "slow_drip"])
async def test_a_server_that_never_ends_does_not_keep_the_case(kind: str, library: Library, film: Image) -> None:
    diagnosis = await work(kind, 1, library, film, wait=0.3)

    assert diagnosis.status == "failed"
    assert "0.3 s" in diagnosis.reason


async def test_without_a_fault_the_same_case_is_answered(library: Library, film: Image) -> None:
    diagnosis = await work("500", REQUESTS + 1, library, film)

    assert (diagnosis.status, diagnosis.answer) == ("answered", "No effusion")
