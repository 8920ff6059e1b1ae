"""Kill a checkpointed run at every named point, run it again, and compare with an uninterrupted run.

    python benchmarks/resume.py [--sample chest_pneumonia] [--limit N]

Points: before and after every visit of every node, and before and after every write of a checkpoint. The last line is
`kills N, different D`.
"""

import argparse
import asyncio
import functools
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rich.progress import Progress  # noqa: E402

CASE = "resume-benchmark"


def child(folder: Path, sample: str, kill_at: str | None, log: Path | None) -> None:
    """Run the case once; at `kill_at`, this process kills itself with SIGKILL."""
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

    from agent import Agent, graph
    from tools import samples

    visits: Counter[str] = Counter()

    def pass_point(name: str) -> None:
        visits[name] += 1
        point = f"{name}:{visits[name]}"
        if log is not None:
            with log.open("a") as file:
                file.write(point + "\n")
        if point == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watched(node: Any, name: str) -> Any:
        @functools.wraps(node)
        async def run(*args: Any, **kwargs: Any) -> Any:
            pass_point(f"before {name}")
            result = await node(*args, **kwargs)
            pass_point(f"after {name}")
            return result

        return run

    for node in graph.NODES:
        setattr(graph, node.__name__, watched(node, node.__name__))
    AsyncSqliteSaver.aput = watched(AsyncSqliteSaver.aput, "checkpoint")  # type: ignore[method-assign]

    agent = Agent(checkpoints=folder)
    diagnosis = asyncio.run(agent.adiagnose(samples.path(sample), samples.history(sample), case_id=CASE))
    sys.stdout.write(diagnosis.to_json(times=False))


def run(folder: Path, sample: str, kill_at: str | None = None, log: Path | None = None) -> tuple[int, str]:
    command = [sys.executable, __file__, "--child", str(folder), "--sample", sample]
    command += ["--kill-at", kill_at] if kill_at else []
    command += ["--log", str(log)] if log else []
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, -signal.SIGKILL):
        raise SystemExit(f"a run failed by itself:\n{done.stderr}")
    return done.returncode, done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", default="chest_pneumonia", help="which shipped study")
    parser.add_argument("--limit", type=int, default=None, help="try only the first N points")
    parser.add_argument("--child", type=Path, default=None, help=argparse.SUPPRESS)
    parser.add_argument("--kill-at", default=None, help=argparse.SUPPRESS)
    parser.add_argument("--log", type=Path, default=None, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child is not None:
        child(given.child, given.sample, given.kill_at, given.log)
        return
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        log = root / "points"
        _, expected = run(root / "whole", given.sample, log=log)
        points = log.read_text().splitlines()[: given.limit]
        kills, different, never = 0, 0, 0
        with Progress() as progress:
            task = progress.add_task("killing", total=len(points))
            for number, point in enumerate(points):
                folder = root / f"case-{number}"
                code, _ = run(folder, given.sample, kill_at=point)
                if code != -signal.SIGKILL:
                    never += 1
                    continue
                kills += 1
                _, found = run(folder, given.sample)
                if found != expected:
                    different += 1
                    progress.console.print(f"different after a kill at {point!r}")
                progress.advance(task)
    if never:
        print(f"{never} points were not reached")
    print(f"kills {kills}, different {different}")
    raise SystemExit(1 if different or never else 0)


if __name__ == "__main__":
    main()
