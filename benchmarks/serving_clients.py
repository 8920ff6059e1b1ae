"""The clients that benchmarks/serving.py compares, each working the same job.

A client is a coroutine function or a function that takes the server's address and the numbers of the cases, and
returns how many requests it made. Every reply is compared with the one that the job expects.
"""

import asyncio
import operator
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated, Any, TypedDict

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langgraph.graph import END, START, StateGraph

from agent.models.served import ChatVLLM
from evals.servers.job import CALLS, SYSTEM, CaseJob, picture_url

__all__ = [
    "MISSING",
    "Client",
    "ToolTime",
    "WrongReply",
    "ours",
    "ours_with_langgraph",
    "prepare",
    "sdk_async",
    "sdk_sequential",
    "sdk_threads",
]

MISSING = "" if find_spec("openai") else "the package openai is not installed"
"""Why the peers cannot run; empty where they can."""
WINDOW = 64
"""Cases worked on at once [1]: as many as the server has slots."""
THREADS = 8
"""Threads of the threaded peer [1]."""
TOP = 5
"""Alternatives for each token where probabilities are asked for [1]; the agent's default."""
TOOL_CPU, TOOL_WAIT = 0.002, 0.010
"""What the tool between two calls costs [s]: processor time and waiting."""


Client = Callable[[str, Sequence[int]], Any]
"""Takes the server's address and the numbers of the cases; gives, or is awaited for, the number of requests."""


class WrongReply(Exception):
    """A client came back with words that the server was not asked for."""


class ToolTime:
    """Processor time that the tools took, to be taken off the client's [s]."""

    total = 0.0
    _lock = threading.Lock()

    @classmethod
    def work(cls) -> None:
        """Be busy for as long as a tool is."""
        began = time.thread_time()
        while (now := time.thread_time()) - began < TOOL_CPU:
            pass
        with cls._lock:
            cls.total += now - began


def prepare(cases: Iterable[int]) -> None:
    """Make every text and picture beforehand, and import what the clients import."""
    for number in cases:
        job = CaseJob(number)
        job.messages(CALLS - 1)
        job.reply(CALLS - 1)
    if not MISSING:
        import_module("openai").AsyncOpenAI  # noqa: B018 - its parts are imported when they are first named


def _check(said: object, number: int, turn: int) -> str:
    expected = CaseJob(number).reply(turn)
    if said != expected:
        raise WrongReply(f"case {number}, turn {turn}: the reply is not the one that the server was to give")
    return expected


# --- peers: the OpenAI SDK, every picture resent ---------------------------------------------------------------------


def _turn(wire: list[dict[str, Any]], said: str, job: CaseJob, turn: int) -> None:
    wire += [{"role": "assistant", "content": said}, {"role": "user", "content": job.result(turn)}]


def _sync_case(client: Any, number: int) -> None:
    job = CaseJob(number)
    wire = job.messages(0)
    for turn in range(CALLS):
        reply = client.chat.completions.create(model="job", messages=wire, temperature=0.0)
        said = _check(reply.choices[0].message.content, number, turn)
        if turn + 1 < CALLS:
            ToolTime.work()
            time.sleep(TOOL_WAIT)
            _turn(wire, said, job, turn)


def sdk_sequential(url: str, cases: Sequence[int]) -> int:
    """One case after another with one SDK client, as a plain script does."""
    from openai import OpenAI

    with OpenAI(base_url=url, api_key="none", max_retries=0) as client:
        for number in cases:
            _sync_case(client, number)
    return len(cases) * CALLS


def sdk_threads(url: str, cases: Sequence[int]) -> int:
    """Eight threads that share one SDK client."""
    from openai import OpenAI

    with OpenAI(base_url=url, api_key="none", max_retries=0) as client, ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda number: _sync_case(client, number), cases))
    return len(cases) * CALLS


async def sdk_async(url: str, cases: Sequence[int], **more: Any) -> int:
    """The asynchronous SDK client with a sliding window of 64 cases; `more` goes into every request."""
    from openai import AsyncOpenAI

    async with AsyncOpenAI(base_url=url, api_key="none", max_retries=0, timeout=120.0) as client:

        async def work(number: int) -> None:
            job = CaseJob(number)
            wire = job.messages(0)
            for turn in range(CALLS):
                made: Any = client.chat.completions
                reply = await made.create(model="job", messages=wire, temperature=0.0, **more)
                said = _check(reply.choices[0].message.content, number, turn)
                if turn + 1 < CALLS:
                    await _tool()
                    _turn(wire, said, job, turn)

        await _window(work, cases)
    return len(cases) * CALLS


async def sdk_async_logprobs(url: str, cases: Sequence[int]) -> int:
    """The same with token probabilities, as the agent asks for them."""
    return await sdk_async(url, cases, logprobs=True, top_logprobs=TOP)


# --- ours ------------------------------------------------------------------------------------------------------------


async def ours(url: str, cases: Sequence[int], **more: Any) -> int:
    """`ChatVLLM` with a sliding window of 64 cases: pictures are sent once and named afterwards."""
    model = _model(url, **more)

    async def work(number: int) -> None:
        job = CaseJob(number)
        said = _opening(job)
        for turn in range(CALLS):
            reply = await model.ainvoke(said)
            _check(reply.content, number, turn)
            if turn + 1 < CALLS:
                await _tool()
                said += [AIMessage(reply.content), HumanMessage(job.result(turn))]

    await _window(work, cases)
    return len(cases) * CALLS


async def ours_logprobs(url: str, cases: Sequence[int]) -> int:
    """The same with token probabilities, as the agent asks for them."""
    return await ours(url, cases, logprobs=True, top_logprobs=TOP)


class _State(TypedDict):
    number: int
    turn: int
    messages: Annotated[list[BaseMessage], operator.add]


async def ours_with_langgraph(url: str, cases: Sequence[int]) -> int:
    """The same client inside a LangGraph graph: a node for the model, one for the tool."""
    model = _model(url)

    async def think(state: _State) -> dict[str, Any]:
        # As agent/asking.py asks: without the runnable's wrapping, which nobody listens to here.
        result: Any = await model.agenerate([state["messages"]])
        reply = result.generations[0][0].message
        _check(reply.content, state["number"], state["turn"])
        return {"messages": [AIMessage(reply.content)], "turn": state["turn"] + 1}

    async def act(state: _State) -> dict[str, Any]:
        await _tool()
        return {"messages": [HumanMessage(CaseJob(state["number"]).result(state["turn"] - 1))]}

    graph = StateGraph(_State)
    graph.add_node("think", think)
    graph.add_node("act", act)
    graph.add_edge(START, "think")
    graph.add_conditional_edges("think", lambda state: "act" if state["turn"] < CALLS else END, ["act", END])
    graph.add_edge("act", "think")
    compiled = graph.compile()

    async def work(number: int) -> None:
        start: Any = {"number": number, "turn": 0, "messages": _opening(CaseJob(number))}
        await compiled.ainvoke(start)

    await _window(work, cases)
    return len(cases) * CALLS


def _model(url: str, **more: Any) -> ChatVLLM:
    return ChatVLLM(base_url=url, model="job", total_timeout=120.0, images_by_uuid=True, **more)


def _opening(job: CaseJob) -> list[BaseMessage]:
    picture = {"type": "image_url", "image_url": {"url": picture_url(job.number)}}
    return [SystemMessage(SYSTEM), HumanMessage([{"type": "text", "text": job.opening()}, picture])]


async def _tool() -> None:
    ToolTime.work()
    await asyncio.sleep(TOOL_WAIT)


async def _window(work: Callable[[int], Awaitable[None]], cases: Iterable[int]) -> None:
    """A sliding window: whoever is done takes the next case."""
    waiting: Iterator[int] = iter(cases)

    async def take() -> None:
        for number in waiting:
            await work(number)

    async with asyncio.TaskGroup() as group:
        for _ in range(WINDOW):
            group.create_task(take())
