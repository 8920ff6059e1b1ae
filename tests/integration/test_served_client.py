"""The client against a server in another thread, as scripts, notebooks and batch runs use it."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from agent.errors import ModelTimeout
from agent.models.served import ChatVLLM
from evals.servers import Fault, Reply, serve
from evals.servers.request import ChatMessage, Received


def echo(messages: list[ChatMessage]) -> Reply | Fault:
    text = messages[-1].text
    return Fault(kind="silence") if text == "silence" else Reply(text=f"heard {text}")


@pytest.fixture
def received() -> list[Received]:
    return []


@pytest.fixture
def model(received: list[Received]) -> Iterator[ChatVLLM]:
    started = threading.Event()
    address: list[str] = []
    stop = asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def run() -> None:
        async with serve(echo, received=received) as url:
            address.append(url)
            loops.append(asyncio.get_running_loop())
            started.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    assert started.wait(30)
    yield ChatVLLM(base_url=address[0], model="scripted", backoff=0.0)
    loops[0].call_soon_threadsafe(stop.set)
    thread.join()


def test_plain_calls_work_in_a_script(model: ChatVLLM) -> None:
    assert [model.invoke("one").content, model.invoke("two").content] == ["heard one", "heard two"]
    assert [reply.content for reply in model.batch(["a", "b", "c"])] == ["heard a", "heard b", "heard c"]


async def test_plain_calls_work_inside_a_running_loop(model: ChatVLLM) -> None:
    assert model.invoke("here").content == "heard here"


async def test_one_model_serves_many_calls_at_once(model: ChatVLLM, received: list[Received]) -> None:
    replies = await asyncio.gather(*(model.ainvoke(str(number)) for number in range(64)))

    assert [reply.content for reply in replies] == [f"heard {number}" for number in range(64)]
    assert len(received) == 64


def test_one_model_serves_one_loop_after_another(model: ChatVLLM) -> None:
    for number in range(3):
        assert asyncio.run(model.ainvoke(str(number))).content == f"heard {number}"


async def test_a_cancelled_call_leaves_the_others_alone(model: ChatVLLM) -> None:
    silent = asyncio.create_task(model.ainvoke("silence"))
    assert (await model.ainvoke("one")).content == "heard one"
    silent.cancel()
    with pytest.raises(asyncio.CancelledError):
        await silent

    assert (await model.ainvoke("two")).content == "heard two"


async def test_a_stream_that_is_left_early_leaves_nothing_open(model: ChatVLLM) -> None:
    stream = model.astream("one two three")
    first = await anext(stream)
    await stream.aclose()  # type: ignore[attr-defined]

    assert first.content == ""
    assert (await model.ainvoke("next")).content == "heard next"


def test_a_slow_call_ends_in_a_plain_call_too(model: ChatVLLM) -> None:
    with pytest.raises(ModelTimeout):
        model.model_copy(update={"total_timeout": 0.05}).invoke("silence")
