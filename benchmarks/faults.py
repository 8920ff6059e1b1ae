"""Every kind of server fault at every request of a long case: does each end in time, typed, and without half an answer?

    python benchmarks/faults.py [--positions 20] [--kinds NAME …] [--at-once 3]

A case of the real agent (embedded guidelines, LangGraph, `ChatVLLM` with short limits) makes twenty requests to a
server over real sockets: it zooms, measures and searches, answers without being sure, is sent to search again, and
answers for good. For each kind and each position a fresh server strikes at that request: once with kinds that go by
(`…_then_ok`), from there on with all others. Kinds that look different in a stream are run once more through the
streaming path of the client. Words that a fault carries are half of an answer with a canary in it, as JSON at odd
positions and as plain words at even ones.

    hang      the case is not over two seconds after its own deadline
    untyped   it ends in anything else than a `Diagnosis` or an `AgentError`
    partial   the canary stands anywhere in the diagnosis outside its trace

The last line is `hangs A, untyped B, partial shown C, of N`; the exit code is 1 where one of them is not 0.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from langchain_core.language_models.chat_models import agenerate_from_stream  # noqa: E402
from langchain_core.messages import BaseMessage  # noqa: E402
from langchain_core.outputs import ChatResult  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from agent import Agent, Budget, Diagnosis, Thresholds  # noqa: E402
from agent.errors import AgentError  # noqa: E402
from agent.models.served import ChatVLLM  # noqa: E402
from evals.servers import FAULTS, Policy, faulty, long_walk, serve  # noqa: E402
from guidelines import Library  # noqa: E402
from tools.image import Image, Spacing  # noqa: E402

REQUESTS = 20
"""Requests of the case, the one that is answered included [1]."""
DEADLINE = 30.0
"""Deadline of a case [s]: many times what it takes while several share two slow cores."""
GRACE = 2.0
"""How much later than its deadline a case may end [s]."""
REPLY = 2.5
"""Longest wait for one reply [s]: the server answers at once, unless it is struck."""
CANARY = "QZXCANARY"
"""What a partial answer can be known by; no guideline and no tool says it."""
WORDS = f"<think>That decides it.</think><answer>{CANARY} consolidation of the right low"
RECORD = (
    '<think>That decides it.</think><answer>{"answer": "' + CANARY + '", "differential": [{"condition": "pneumonia", '
    '"name": "' + CANARY + ' pneumonia", "probability": 0.9, "supports": [{"text": "' + CANARY + " consolidation of th"
)
"""Half an answer, in words and as a record."""
ANSWER = json.dumps(
    {
        "answer": "No effusion",
        "differential": [
            {
                "condition": "pneumonia",
                "name": "Pneumonia",
                "probability": 0.8,
                "supports": [{"text": "fever and cough are present", "cites": ["E1"], "finding": "fever"}],
            }
        ],
        "missing": [],
    }
)
HISTORY = "40-year-old man with fever and cough for three days."
QUESTION = "Is there a pleural effusion?"
STREAMED = (
    "hang",
    "slow_drip",
    "html_200",
    "empty_choices",
    "cut_stream",
    "error_in_stream",
    "finish_length",
    "wrong_model",
    "garbage",
    "nan_logprob",
)
"""Kinds that reach a streaming client in another form."""


class StreamingChat(ChatVLLM):
    """The same client with every reply read from a stream."""

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: Any = None,
        **kwargs: Any,
    ) -> ChatResult:
        return await agenerate_from_stream(self._astream(messages, stop, run_manager, **kwargs))


@dataclass(frozen=True, slots=True)
class Trial:
    """One fault at one place."""

    kind: str
    position: int
    streamed: bool

    @property
    def row(self) -> str:
        """The row of the table that it counts for."""
        return f"{self.kind}, streamed" if self.streamed else self.kind

    @property
    def asks(self) -> bool:
        """Whether the case is a question, whose answer may be plain words."""
        return self.position % 2 == 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a trial ended."""

    said: str
    """Status of the diagnosis, or the name of the error."""
    hung: bool = False
    untyped: bool = False
    partial: bool = False
    detail: str = ""
    seconds: float = 0.0


def film() -> Image:
    """A phantom that the agent can zoom into and measure on."""
    pixels = np.zeros((128, 160), np.uint8)
    pixels[10:80, 20:120] = 180
    return Image(pixels=pixels, spacing=Spacing(row=0.5, column=0.5, source="PixelSpacing"), modality="CR")


FILM = film()


def shown(diagnosis: Diagnosis) -> str:
    """All that a reader sees of a diagnosis; the trace is the record of what came in and is left out."""
    fields = json.loads(diagnosis.to_json())
    del fields["trace"]
    return json.dumps(fields)


def walk(asks: bool) -> Policy:
    """The words of the case where nothing goes wrong."""
    return long_walk(
        turns=REQUESTS, answer="No effusion" if asks else ANSWER, size=(FILM.width, FILM.height), unsure=True
    )


async def run(trial: Trial, library: Library) -> Outcome:
    """Work one case against one fault."""
    policy = faulty(walk(trial.asks), trial.kind, trial.position, text=WORDS if trial.asks else RECORD)
    client = StreamingChat if trial.streamed else ChatVLLM
    async with serve(policy, model="m") as url:
        model = client(
            base_url=url,
            model="m",
            logprobs=True,
            images_by_uuid=True,
            connect_timeout=REPLY,
            first_byte_timeout=REPLY,
            total_timeout=REPLY,
            backoff=0.01,
        )
        agent = Agent(
            profile="qwen2.5-vl-7b",
            model=model,
            library=library,
            budget=Budget(steps=24, calls=24, retrievals=1, seconds=DEADLINE),
            thresholds=Thresholds(answer=0.9),
        )
        began = time.perf_counter()
        work = agent.aanswer(FILM, QUESTION, history=HISTORY) if trial.asks else agent.adiagnose(FILM, HISTORY)
        task = asyncio.ensure_future(work)
        done, _ = await asyncio.wait({task}, timeout=DEADLINE + GRACE)
        seconds = time.perf_counter() - began
        if not done:
            task.cancel()
            return Outcome("hang", hung=True, seconds=seconds)
        await model.aclose()
    return judged(task, seconds)


def judged(task: "asyncio.Future[Diagnosis]", seconds: float) -> Outcome:
    """Read how a case ended."""
    error = task.exception()
    if error is None:
        diagnosis = task.result()
        text = shown(diagnosis)
        partial = CANARY in text
        return Outcome(diagnosis.status, partial=partial, detail=text if partial else "", seconds=seconds)
    typed = isinstance(error, AgentError)
    return Outcome(type(error).__name__, untyped=not typed, detail="" if typed else repr(error), seconds=seconds)


async def run_row(trials: list[Trial], at_once: int) -> dict[Trial, Outcome]:
    """Work the trials of one row, several at once."""
    library = _library()
    outcomes: dict[Trial, Outcome] = {}
    waiting: Iterator[Trial] = iter(trials)

    async def work() -> None:
        for trial in waiting:
            outcomes[trial] = await run(trial, library)

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(work())
    return outcomes


@cache
def _library() -> Library:
    return Agent().library


def worked(trials: list[Trial], at_once: int) -> dict[Trial, Outcome]:
    """The same as a plain function, for a process of its own."""
    return asyncio.run(run_row(trials, at_once))


def run_all(trials: list[Trial], at_once: int) -> dict[Trial, Outcome]:
    """Work all rows, one process for each processor."""
    rows: dict[str, list[Trial]] = defaultdict(list)
    for trial in trials:
        rows[trial.row].append(trial)
    outcomes: dict[Trial, Outcome] = {}
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        ends = {pool.submit(worked, row, at_once): name for name, row in rows.items()}
        for number, end in enumerate(as_completed(ends), start=1):
            outcomes |= end.result()
            print(f"[{number}/{len(rows)}] {ends[end]}", file=sys.stderr)
    return {trial: outcomes[trial] for trial in trials}


def table(outcomes: dict[Trial, Outcome]) -> Table:
    """Kinds against how their cases ended."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    longest: dict[str, float] = defaultdict(float)
    for trial, outcome in outcomes.items():
        counts[trial.row][outcome.said] += 1
        longest[trial.row] = max(longest[trial.row], outcome.seconds)
    said = sorted({one.said for one in outcomes.values()})
    out = Table(title="How the cases ended")
    for name in ("fault", *said, "partial shown", "longest s"):
        out.add_column(name, justify="left" if name == "fault" else "right")
    for row, counted in counts.items():
        partial = sum(outcome.partial for trial, outcome in outcomes.items() if trial.row == row)
        figures = [str(counted[one] or "") for one in said]
        out.add_row(row, *figures, str(partial or ""), f"{longest[row]:.1f}")
    return out


def grid(kinds: Iterable[str], positions: int) -> list[Trial]:
    """All trials: the kinds in one piece, then those that differ in a stream."""
    rows = [(kind, False) for kind in kinds] + [(kind, True) for kind in kinds if kind in STREAMED]
    return [Trial(kind, position, streamed) for kind, streamed in rows for position in range(1, positions + 1)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--positions", type=int, default=REQUESTS, choices=range(1, REQUESTS + 1), metavar="1-20")
    parser.add_argument("--kinds", nargs="+", default=list(FAULTS), choices=list(FAULTS))
    parser.add_argument("--at-once", type=int, default=3, help="cases worked on at once in each process")
    given = parser.parse_args()
    began = time.perf_counter()
    outcomes = run_all(grid(given.kinds, given.positions), given.at_once)
    Console(width=None if sys.stdout.isatty() else 150).print(table(outcomes))
    for trial, outcome in outcomes.items():
        if outcome.hung or outcome.untyped or outcome.partial:
            print(f"{trial.row} at {trial.position}: {outcome.said} {outcome.detail[:400]}")
    hangs = sum(one.hung for one in outcomes.values())
    untyped = sum(one.untyped for one in outcomes.values())
    partial = sum(one.partial for one in outcomes.values())
    print(f"{time.perf_counter() - began:.0f} s")
    print(f"hangs {hangs}, untyped {untyped}, partial shown {partial}, of {len(outcomes)}")
    raise SystemExit(1 if hangs or untyped or partial else 0)


if __name__ == "__main__":
    main()
