"""One attempt at the cases that are still to do: an evaluation of Inspect, with its log among the parts of the run."""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspect_ai import eval_async
from inspect_ai.util._display import init_display_type

from agent.settings import silence_inspect
from evals.configuration import Configuration
from evals.errors import RunError
from evals.inspecting.task import benchmark_task
from evals.running.folder import CONFIGURATION, IDENTITY, TOTAL
from evals.running.memory import given_back, settled
from evals.running.progress import RunProgress
from evals.sample import Sample
from evals.solving import Solved, Workbench

__all__ = ["Pace", "attempt", "placed"]

_WORKERS = 4
"""Threads that read studies and run tools [1]; the work is arithmetic, more than the cores would only take turns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a run is worked on; changes no answer."""

    at_once: int = 64
    """Cases worked on at once [1]: vLLM's usual number of slots."""
    flush: int = 10
    """Cases after which the log is written [1]: as many, at most, are done again after a kill."""
    quiet: bool = False
    """Show no progress."""


def attempt(
    asked: Configuration,
    bench: Workbench,
    samples: Sequence[Sample],
    parts: Path,
    identity: Mapping[str, str],
    pace: Pace,
    *,
    total: int,
) -> None:
    """Work on samples and write a log of them.

    Args:
        asked: What is run.
        bench: What it is run with.
        samples: Those that are to be done.
        parts: Where the log goes.
        identity: What the run stands on.
        pace: How it is worked on.
        total: Samples of the whole run [1].

    Raises:
        RunError: If Inspect ended it before its end.
    """
    silence_inspect()
    init_display_type("none")
    with RunProgress(total, total - len(samples), quiet=pace.quiet) as progress:
        give_back = given_back()

        def done(solved: Solved, value: float) -> None:
            progress.case(solved.prediction.outcome, value)
            give_back()

        with settled():
            status = asyncio.run(_evaluate(asked, bench, samples, parts, identity, pace, done, total))
    if status == "error":
        raise RunError(f"The evaluation ended with an error; `python -m evals view {parts}` shows it.")
    if status == "cancelled":
        raise KeyboardInterrupt


async def _evaluate(
    asked: Configuration,
    bench: Workbench,
    samples: Sequence[Sample],
    parts: Path,
    identity: Mapping[str, str],
    pace: Pace,
    done: Any,
    total: int,
) -> str:
    workers = ThreadPoolExecutor(max_workers=_WORKERS, thread_name_prefix="evals-work")
    asyncio.get_running_loop().set_default_executor(workers)
    logs = await eval_async(
        benchmark_task(asked, bench, samples, done),
        model=None,
        log_dir=str(parts),
        metadata={CONFIGURATION: asked.record(), IDENTITY: dict(identity), TOTAL: total},
        max_samples=pace.at_once,
        log_buffer=pace.flush,
        # What is written at a flush is what a resume goes on from; a second record of the same would cost more.
        log_realtime=False,
        log_model_api=False,
        log_refusals=False,
        # Samples stay in the file: memory does not grow with the run.
        log_header_only=True,
        score_display=False,
        fail_on_error=False,
        ctl_server=False,
    )
    return logs[0].status


def placed(samples: Sequence[Sample], done: Mapping[str, Any]) -> list[Sample]:
    """Those of the samples that are not done, in order."""
    return [one for one in samples if one.id not in done]
