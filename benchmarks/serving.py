"""Throughput, client processor time and bytes against a model server of fixed speed.

    python benchmarks/serving.py [--cases 256] [--fast]

A case is five model calls of 20-60 tokens with a tool between (2 ms of processor, 10 ms of waiting) and one picture of
120 KB. The server runs in a process of its own after the fixed law of `evals/servers/law.py`; its maximum follows from
that law and this job, with all 64 slots taken at every step. Sequential, threaded and asynchronous OpenAI SDK, our
client bare and our client inside LangGraph work the same cases in one run, at the server's normal speed and at five
times that (there with token probabilities too, as the agent asks for them). Where `openai` is not installed, its rows
say UNRUN.

`--fast` is a small run that shows that everything works; its figures mean little, since filling and draining the server
is most of it. The last line is `fraction of server maximum: X`, of our bare client at 64 cases and normal speed.
"""

import argparse
import asyncio
import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from benchmarks import serving_clients as clients  # noqa: E402
from benchmarks.serving_bytes import Sent, bytes_sent  # noqa: E402
from evals.servers.job import maximum  # noqa: E402
from evals.servers.law import StepLaw  # noqa: E402

SLOW_CASES = 6
"""Cases of the sequential loop [1]: the unit is the same and one case takes seconds."""
THREAD_CASES = 40
"""Cases of the eight threads [1]."""
SAMPLE = 32
"""Cases that the maximum is computed from [1]."""


@dataclass(slots=True, kw_only=True)
class Arm:
    """One client at one speed of the server, and what was measured in each repeat."""

    name: str
    client: clients.Client
    speed: float
    cases: int
    repeats: int
    why_not: str = ""
    rates: list[float] = field(default_factory=list)
    """Requests a second [1/s]."""
    costs: list[float] = field(default_factory=list)
    """Processor time of this process a request, without the tools' [ms]."""
    servers: list[float] = field(default_factory=list)
    """Share of one processor that the server's process took [1]."""
    lateness: list[float] = field(default_factory=list)
    """Mean of how late a step of the server ended [ms]."""


@contextmanager
def server(speed: float) -> Iterator[str]:
    """A server in its own process; it ends when its standard input does."""
    command = [sys.executable, "-m", "evals.servers", "--speed", str(speed)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("The server's process has no pipes.")
        with process.stdin:
            yield process.stdout.readline().strip()
        process.wait(20)


def figures(url: str) -> dict[str, float]:
    """The server's counts by name."""
    connection = HTTPConnection(str(urlsplit(url).netloc), timeout=20)
    connection.request("GET", "/metrics")
    lines = connection.getresponse().read().decode().splitlines()
    connection.close()
    return {line.split("{")[0].split(" ")[0]: float(line.rsplit(" ", 1)[1]) for line in lines if line[0] != "#"}


def measure(arm: Arm) -> None:
    """Run an arm once against a fresh server, so that no arm finds another's blocks in the cache.

    What the benchmark itself has loaded (all clients, texts, pictures) is kept from the garbage collector meanwhile.
    """
    with server(arm.speed) as url:
        before = figures(url)
        gc.collect()
        gc.freeze()
        clients.ToolTime.total = 0.0
        cpu, wall = time.process_time(), time.perf_counter()
        made = arm.client(url, range(arm.cases))
        requests: int = asyncio.run(made) if asyncio.iscoroutine(made) else made
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        gc.unfreeze()
        after = figures(url)
    spent = {name: after[name] - before[name] for name in after}
    arm.rates.append(requests / wall)
    arm.costs.append(1000 * (cpu - clients.ToolTime.total) / requests)
    arm.servers.append(spent["process_cpu_seconds_total"] / wall)
    arm.lateness.append(1000 * spent["scheduler:late_seconds_total"] / max(spent["scheduler:steps_total"], 1))


def arms(cases: int) -> list[Arm]:
    """All rows, in the order in which they are shown."""
    out: list[Arm] = []
    for speed in (1.0, 5.0):
        repeats = 1 if speed == 1.0 else 3
        rows: list[tuple[str, clients.Client, int, int]] = [
            ("sequential loop, OpenAI SDK", clients.sdk_sequential, min(SLOW_CASES, cases), 1),
            ("8 threads, OpenAI SDK", clients.sdk_threads, min(THREAD_CASES, cases), 1),
            ("AsyncOpenAI, 64", clients.sdk_async, cases, repeats),
            ("ours, 64", clients.ours, cases, repeats),
            ("ours with LangGraph, 64", clients.ours_with_langgraph, cases, repeats),
        ]
        if speed > 1:
            rows.append(("AsyncOpenAI, 64, log-probs", clients.sdk_async_logprobs, cases, 1))
            rows.append(("ours, 64, log-probs", clients.ours_logprobs, cases, 1))
        for name, client, count, times in rows:
            why_not = clients.MISSING if "SDK" in name or "OpenAI" in name else ""
            out.append(Arm(name=name, client=client, speed=speed, cases=count, repeats=times, why_not=why_not))
    return out


def throughput_table(rows: list[Arm]) -> tuple[Table, float]:
    """The table, and the fraction that our bare client reached at the first speed that was run, the normal one."""
    table = Table(title="Throughput and client processor time; medians")
    for name in ("server", "client", "cases", "runs", "requests/s", "of its maximum", "client CPU ms/request"):
        table.add_column(name, justify="left" if name in ("server", "client") else "right")
    for name in ("CPU: SDK / this", "server CPU", "step late ms"):
        table.add_column(name, justify="right")
    reached = 0.0
    for arm in rows:
        most, _, _ = maximum(StepLaw(speed=arm.speed), SAMPLE)
        head = (f"{arm.speed:g}x, {most:.1f}/s", arm.name, str(arm.cases))
        if not arm.rates:
            table.add_row(*head, "0", f"UNRUN: {arm.why_not}", *("",) * 5)
            continue
        rate, cost = statistics.median(arm.rates), statistics.median(arm.costs)
        against = clients.sdk_async_logprobs if "log-probs" in arm.name else clients.sdk_async
        peer = next((one for one in rows if one.client is against and one.speed == arm.speed), None)
        ratio = f"{statistics.median(peer.costs) / cost:.1f}" if peer is not None and peer.costs else "UNRUN"
        if arm.client is clients.ours and not reached:
            reached = rate / most
        table.add_row(
            *head,
            str(len(arm.rates)),
            f"{rate:.1f}",
            f"{rate / most:.3f}",
            f"{cost:.2f}",
            ratio,
            f"{statistics.median(arm.servers):.0%}",
            f"{statistics.median(arm.lateness):.2f}",
        )
    return table, reached


def bytes_table(rows: list[Sent]) -> Table:
    """The table of bytes."""
    table = Table(title="Bytes sent, one new picture a turn, all of them looked at in every turn")
    for name in ("turns", "client", "MB sent", "this / resending all", "images by name"):
        table.add_column(name, justify="left" if name == "client" else "right", no_wrap=True)
    for one in rows:
        resent = next((other.sent for other in rows if other.turns == one.turns and other.resends), 0)
        table.add_row(
            str(one.turns),
            one.name,
            f"{one.sent / 1e6:.2f}" if one.sent else f"UNRUN: {one.why_not}",
            f"1/{resent / one.sent:.1f}" if one.sent and resent else "",
            str(one.named),
        )
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=256, help="cases of the arms with 64 in flight")
    parser.add_argument("--fast", action="store_true", help="a small run that only shows that everything works")
    parser.add_argument("--speed", type=float, choices=[1.0, 5.0], help="only this speed of the server")
    given = parser.parse_args()
    if given.cases < 1:
        parser.error("--cases must be at least 1")
    console = Console(width=None if sys.stdout.isatty() else 170)
    rows = [arm for arm in arms(8 if given.fast else given.cases) if given.speed in (None, arm.speed)]
    # Repeats are interleaved, so that a machine that gets busier does so for everybody.
    turns = [arm for at in range(3) for arm in rows if at < arm.repeats and not arm.why_not]
    clients.prepare(range(max(arm.cases for arm in rows)))
    began = time.perf_counter()
    for number, arm in enumerate(turns, start=1):
        print(f"[{number}/{len(turns)}] {arm.name}, server {arm.speed:g}x, {arm.cases} cases …", file=sys.stderr)
        measure(arm)
    sent = asyncio.run(bytes_sent((10, 20)))
    table, reached = throughput_table(rows)
    console.print(table)
    console.print(bytes_table(sent))
    _, computed, written = maximum(StepLaw(), SAMPLE)
    print(
        f"Maximum: {written:.1f} tokens written / 64 slots x {1000 * StepLaw().step(64):.2f} ms + {computed:.0f} "
        f"uncached prompt tokens / 20,000 a second, of a mean request; {time.perf_counter() - began:.0f} s in all."
    )
    print(f"fraction of server maximum: {reached:.3f}")


if __name__ == "__main__":
    main()
