"""How much of a model server's throughput an evaluation uses, with everything logged, and whether memory grows.

    python benchmarks/eval_throughput.py [--cases 1000] [--speed 1]

The server runs in a process of its own after the fixed law of `evals/servers/law.py` with 64 slots. Cases are pictures
of some 120 kB with questions in VQA-RAD's layout; the agent works each in five requests (it looks closer, measures and
searches, each a reply of some forty tokens, then answers), 96 cases at once, through Inspect with its log. The shortest
time follows from the law and from what the server itself counted in this run: prompt tokens that it had to compute,
and tokens that it wrote. What the run is made with has worked on eight cases before, so that loading is not in it;
everything else is, from the reading of the set to the finished log. Processor time is told of this process, of its
processes that read files and run tools, and of the server. Memory is the resident set, read twice a second; its growth
is from the median over the third tenth of the run to that over its last tenth. The last line is `fraction F of the
maximum, RSS growth M MB`.
"""

import argparse
import asyncio
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from evals.servers import ImageCache, Reply, StepLaw, long_walk, serve  # noqa: E402
from evals.servers.request import ChatMessage  # noqa: E402

SIDE = 380
"""Side of the square pictures of noise [pixels]: some 120 kB as they are sent."""
AT_ONCE = 96
"""Cases worked on at once [1]: the slots and half of that again, for the time in which tools run."""
THOUGHT = (
    "The left lower zone is looked at once more before anything is said about it, as the first look is seldom enough "
    "and a small opacity near the border of the heart is missed easily."
)
"""What every reply begins with: with its call some forty tokens."""
TURNS = 5
"""Requests of a case [1]."""
EVERY = 0.5
"""Time between two readings of the memory [s]."""
PROFILE = """
kind = "served"
title = "local protocol server"
source = "this project"
licence = "Apache-2.0"
checkpoint = "eval"
coordinates = "original"
lossy_images = true
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(answer(StepLaw(speed=options.speed)))
        return 0
    with tempfile.TemporaryDirectory(prefix="eval-throughput-") as name, server(options.speed) as url:
        measure(Path(name), url, options.cases, options.speed)
    return 0


async def answer(law: StepLaw) -> None:
    """The server: until standard input is closed."""
    walk = long_walk(turns=TURNS, answer='{"answer": "yes"}', size=(SIDE, SIDE))

    def policy(messages: list[ChatMessage]) -> Reply:
        said = walk(messages)
        return replace(said, text=said.text.replace("<think>", f"<think>{THOUGHT} ", 1))

    async with serve(policy, model="eval", images=ImageCache(4096, decode=False), law=law) as url:
        print(url, flush=True)
        await asyncio.to_thread(sys.stdin.read)


@contextmanager
def server(speed: float) -> Iterator[str]:
    """A server in its own process; it ends when its standard input does."""
    command = [sys.executable, str(Path(__file__)), "--serve", "--speed", str(speed)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdin is None or process.stdout is None:
            raise SystemExit("The server has no pipes.")
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


def measure(folder: Path, url: str, cases: int, speed: float) -> None:
    """Run the set once, warmed up with a few cases."""
    from agent.settings import Settings
    from benchmarks.eval_cases import write_cases
    from evals.configuration import Configuration
    from evals.inspecting import read_log
    from evals.running import start
    from evals.running.attempt import Pace
    from evals.solving import Workbench

    write_cases(folder / "set", cases, SIDE)
    (folder / "local.toml").write_text(PROFILE)
    profile = str(folder / "local.toml")

    def configured(limit: int) -> Configuration:
        return Configuration.of("vqa_rad", folder / "set", partial=True, profile=profile, threshold=0.0, limit=limit)

    bench = Workbench(configured(cases), settings=Settings(base_url=url))

    def run(out: str, limit: int) -> Path:
        return start(configured(limit), folder / out, pace=Pace(at_once=AT_ONCE), bench=bench)

    run("warm", min(8, cases))
    before, cpu, read = figures(url), time.process_time(), isolated()
    with resident() as readings:
        began = time.perf_counter()
        log = run("run", cases)
        wall = time.perf_counter() - began
    after, cpu, read = figures(url), time.process_time() - cpu, isolated() - read
    counted = {name: after[name] - before[name] for name in after}
    law = StepLaw(speed=speed)
    written = counted["vllm:generation_tokens_total"]
    computed = counted["vllm:prefix_cache_queries_total"] - counted["vllm:prefix_cache_hits_total"]
    shortest = (written / law.slots * law.step(law.slots) + computed / law.prefill) / law.speed
    answered = sum(one.prediction.outcome == "answered" for one in read_log(log))
    served = counted["process_cpu_seconds_total"]
    print(f"{cases} cases, {answered} answered, in {wall:.1f} s; shortest {shortest:.1f} s")
    print(f"computed {computed / cases:.0f} and wrote {written / cases:.0f} tokens a case")
    print(
        f"client CPU {cpu / cases * 1000:.1f} ms a case, readers {read / cases * 1000:.1f} ms, "
        f"server {served / cases * 1000:.1f} ms"
    )
    print(f"log {log.stat().st_size / 1e6:.1f} MB, RSS at the end {readings[-1] / 2**20:.0f} MB")
    print(f"fraction {shortest / wall:.3f} of the maximum, RSS growth {growth(readings) / 2**20:.1f} MB")


def isolated() -> float:
    """Time of a processor that processes for files and tools took, those that have ended too [s]; the server not."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = ended.ru_utime + ended.ru_stime
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent, *times = ((folder / "stat").read_text().rsplit(")", 1)[1].split()[at] for at in (1, 11, 12))
            is_reader = int(parent) == os.getpid() and b"tools.isolation" in (folder / "cmdline").read_bytes()
        except OSError:
            continue  # it has ended meanwhile
        total += sum(map(int, times)) / os.sysconf("SC_CLK_TCK") if is_reader else 0.0
    return total


@contextmanager
def resident() -> Iterator[list[int]]:
    """Readings of the resident set [bytes]."""
    readings: list[int] = []
    over = threading.Event()

    def read() -> None:
        while not over.wait(EVERY):
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            readings.append(pages * 4096)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    try:
        yield readings
    finally:
        over.set()
        thread.join()


def growth(readings: list[int]) -> float:
    """From the third tenth to the last [bytes]."""
    tenth = max(1, len(readings) // 10)
    return statistics.median(readings[-tenth:]) - statistics.median(readings[2 * tenth : 3 * tenth] or readings[:1])


if __name__ == "__main__":
    sys.exit(main())
