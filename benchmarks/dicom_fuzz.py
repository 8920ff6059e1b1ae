"""Damaged DICOM files through the reader, as a caller would read them.

    python benchmarks/dicom_fuzz.py [--count 10000] [--seed 0] [--children 2] [--keep FOLDER]

Seeds are the files bundled with pydicom and the samples that ship, damaged in named ways (`dicom_mutators.py`). Every
file is read in a child process. A child that dies or is stopped is replaced; the parent must not notice but for a typed
error. `contained` are breakdowns that no part of the reader foresaw, caught at the border as DecoderCrashed; `untyped`
are exceptions of no type of ours. The last line is `parent deaths A, over 10 s B, untyped C, of N`: whether the parent
lives is watched from a process of its own.
"""

import argparse
import random
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pydicom.data import get_testdata_file, get_testdata_files  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from benchmarks.dicom_mutators import MUTATORS, layout, mutate  # noqa: E402
from tools import samples  # noqa: E402
from tools.errors import DecoderCrashed, ToolError  # noqa: E402
from tools.isolation.pool import Pool  # noqa: E402
from tools.isolation.process import Child  # noqa: E402
from tools.isolation.reading import read_isolated  # noqa: E402
from tools.reading.assembly import Assembly  # noqa: E402
from tools.reading.content import Content, read_content  # noqa: E402
from tools.reading.dicom_instance import DicomInstance  # noqa: E402
from tools.reading.directory import Directory  # noqa: E402
from tools.reading.sniffing import HEAD_BYTES, kind_of  # noqa: E402
from tools.structured import StructuredReport  # noqa: E402
from tools.study import Instance  # noqa: E402

SLOW_SECONDS = 10.0
"""No file may take longer [s]."""

LARGEST_SEED = 1024**2
"""Larger files are not damaged [bytes]: they add time, not kinds of structure."""

PIXELS = (0x7FE0, 0x0010)
SHARE_WITHOUT_PIXELS = 0.1
"""Of the files to damage, so many may be objects without a picture [1]."""

SHARE_TWICE = 0.2
"""Of the damaged files, so many are damaged once more in another way [1]."""

BATCH = 200
"""Files made at once, so that they need not all be in memory."""

SMALL, PAIRS = "CT_small.dcm", 100
"""A file whose reading takes a millisecond, and how often it is read in both ways."""

_Value = TypeVar("_Value")


class Outcome(NamedTuple):
    """What became of one file."""

    mutator: str
    kind: str
    """`read`, the name of one of our errors, or `untyped`."""
    seconds: float


class WatchedPool(Pool):
    """A pool that notes how much memory its children take."""

    peak = 0
    """Highest resident memory of any child [bytes]."""

    def use(self, work: Callable[[Child], _Value], *, within: float | None = None) -> _Value:
        """Lend a child and look at it afterwards."""

        def watched(child: Child) -> _Value:
            try:
                return work(child)
            finally:
                self.peak = max(self.peak, child.footprint().peak)

        return super().use(watched, within=within)


def seeds() -> list[bytes]:
    """The files to damage, in a fixed order."""
    paths = sorted(Path(one) for one in get_testdata_files() if Path(one).is_file())
    paths += [samples.path(name) for name in samples.names()]
    data = (path.read_bytes() for path in paths if path.stat().st_size <= LARGEST_SEED)
    return [one for one in data if kind_of(one[:HEAD_BYTES]) == "dicom"]


def pictures(files: list[bytes]) -> list[bytes]:
    """Those of the files that hold pixels."""
    return [one for one in files if layout(one).tagged(PIXELS)]


def damaged(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Damaged files with the name of what was done to them; the same for the same seed."""
    every, names = seeds(), list(MUTATORS)
    shown = pictures(every)
    for number in range(count):
        chance = random.Random(f"{seed} {number}")  # noqa: S311 - repeatable, not secret
        name = names[number % len(names)]
        files = every if chance.random() < SHARE_WITHOUT_PIXELS else shown
        data = mutate(name, chance.choice(files), chance, chance.choice(files))
        if data and chance.random() < SHARE_TWICE:
            data = mutate(chance.choice(names), data, chance, chance.choice(files))
        yield name, data


def read(name: str, data: bytes, pool: Pool) -> Outcome:
    """Read one file and say what became of it."""
    began = time.perf_counter()
    try:
        check(read_isolated(data, pool=pool))
        kind = "read"
    except ToolError as error:
        kind = type(error).__name__
    except (ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError) as error:
        kind = f"untyped {type(error).__name__}"
    return Outcome(name, kind, time.perf_counter() - began)


def check(content: Content) -> None:
    """Hold what was read to what every picture must be, as a study of its own."""
    assembly = Assembly()
    match content:
        case DicomInstance():
            assembly.add_dicom(content)
        case StructuredReport():
            assembly.add_report(content)
        case Instance():
            assembly.add(content)
        case Directory():
            return
    for image in assembly.finished().images:
        if image.pixels.dtype.kind == "f" and not np.isfinite(image.pixels).all():
            raise ValueError("There are pixels that are no numbers.")


def show(outcomes: list[Outcome], console: Console, first: str = "mutator") -> None:
    """Print what became of the files of each mutator."""
    rows: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        rows[one.mutator].append(one)
    table = Table(first, "files", "read", "refused", "contained", "untyped", "p50 ms", "p99 ms", "most s")
    for name, found in [*sorted(rows.items()), ("all", outcomes)]:
        kinds = Counter(one.kind for one in found)
        untyped = sum(count for kind, count in kinds.items() if kind.startswith("untyped"))
        contained = kinds[DecoderCrashed.__name__]
        times = np.array([one.seconds for one in found])
        table.add_row(
            name,
            str(len(found)),
            str(kinds["read"]),
            str(len(found) - kinds["read"] - contained - untyped),
            str(contained),
            str(untyped),
            f"{np.percentile(times, 50) * 1e3:.1f}",
            f"{np.percentile(times, 99) * 1e3:.0f}",
            f"{times.max():.2f}",
        )
    console.print(table)
    console.print(", ".join(f"{kind} {count}" for kind, count in Counter(one.kind for one in outcomes).most_common()))


def cost(console: Console) -> None:
    """Print what the child process adds to one small, sound file, in pairs so that the machine's load cancels out."""
    path = Path(str(get_testdata_file(SMALL)))
    pool = Pool(1)
    began = time.perf_counter()
    child = pool.use(lambda one: one.confinement)
    start = time.perf_counter() - began
    read_isolated(path, pool=pool)
    here, apart = [], []
    for _ in range(PAIRS):
        began = time.perf_counter()
        read_content(path.read_bytes())
        between = time.perf_counter()
        read_isolated(path, pool=pool)
        here.append(between - began)
        apart.append(time.perf_counter() - between)
    pool.close()
    console.print(
        f"first start of a child {start:.2f} s; {SMALL} ({path.stat().st_size:,} bytes) "
        f"{np.median(here) * 1e3:.2f} ms here, {np.median(apart) * 1e3:.2f} ms in a child; network: {child.network}, "
        f"memory limit: {'yes' if child.memory else 'no'}"
    )


def resident() -> int:
    """Resident memory of this process [bytes]."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def work(given: argparse.Namespace) -> int:
    """Read all of them, in the process whose life is watched."""
    console, began = Console(width=110), time.perf_counter()
    pool = WatchedPool(given.children)
    outcomes: list[Outcome] = []
    before = 0
    with ThreadPoolExecutor(given.children) as threads:
        stream = damaged(given.count, given.seed)
        while batch := list(islice(stream, BATCH)):
            results = list(threads.map(lambda one: read(one[0], one[1], pool), batch))
            outcomes += results
            before = before or resident()
            for (name, data), outcome in zip(batch, results, strict=True):
                if given.keep and (outcome.kind in KEPT or outcome.kind.startswith("untyped")):
                    given.keep.mkdir(parents=True, exist_ok=True)
                    (given.keep / f"{name}-{outcome.kind.split()[-1]}-{hash(data) & 0xFFFFFF:06x}.dcm").write_bytes(
                        data
                    )
    growth = resident() - before
    pool.close()
    show(outcomes, console)
    cost(console)
    console.print(
        f"{len(outcomes)} files in {time.perf_counter() - began:.0f} s with {given.children} children, "
        f"seed {given.seed}; most memory of a child {pool.peak / 1e6:.0f} MB, parent grew by {growth / 1e6:.0f} MB"
    )
    slow = sum(one.seconds > SLOW_SECONDS for one in outcomes)
    untyped = sum(one.kind.startswith("untyped") for one in outcomes)
    print(f"over 10 s {slow}, untyped {untyped}, of {len(outcomes)}", flush=True)
    return 1 if slow or untyped else 0


KEPT = ("DecoderCrashed", "MemoryExceeded", "TimedOut")
"""Outcomes whose files are worth a look."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--children", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="folder for files that broke something")
    parser.add_argument("--watched", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    return work(given) if given.watched else watch(given.count)


def watch(count: int) -> int:
    """Run the same command in a process of its own, and say in the last line whether it lived.

    Args:
        count: How many files were asked for, for the line of a run that died.
    """
    command = [sys.executable, *sys.argv, "--watched"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    lines = done.stdout.rstrip().split("\n")
    lived = done.returncode in (0, 1) and lines[-1].startswith("over 10 s")
    print("\n".join(lines[:-1] if lived else lines))
    print(f"parent deaths {0 if lived else 1}, {lines[-1] if lived else f'over 10 s 0, untyped 0, of {count}'}")
    return done.returncode if lived else 1


if __name__ == "__main__":
    raise SystemExit(main())
