"""Damaged rasters, volume files, archives and DICOMDIRs through the reader, as a caller would read them.

    python benchmarks/file_fuzz.py [--count 12000] [--seed 0] [--children 2] [--keep FOLDER]

Seeds are made on the spot (`file_seeds.py`) and damaged in named ways (`file_mutators.py`); an archive and a DICOMDIR
are read as a caller hands them over, the latter with its files beside it, some of which are damaged, links or missing.
`contained` are breakdowns that no part of the reader foresaw, caught at the border as DecoderCrashed; `untyped` are
exceptions of no type of ours, pixels that are no numbers, and pictures of another size than their file's header names.
The last line is `parent deaths A, over 10 s B, untyped C, of N`; DICOM itself is in `dicom_fuzz.py`.
"""

import argparse
import random
import shutil
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from rich.console import Console  # noqa: E402

from benchmarks.dicom_fuzz import BATCH, KEPT, SLOW_SECONDS, Outcome, WatchedPool, resident, show, watch  # noqa: E402
from benchmarks.file_mutators import MUTATORS, mutate  # noqa: E402
from benchmarks.file_seeds import SEEDS, TREE, tree  # noqa: E402
from tools.errors import ToolError  # noqa: E402
from tools.isolation.reading import read_isolated  # noqa: E402
from tools.reading import read_study  # noqa: E402
from tools.reading.limits import MAX_FRAME_PIXELS  # noqa: E402
from tools.study import Instance, Study  # noqa: E402

SHARE_TWICE = 0.2
"""Of the damaged files, so many are damaged once more, in a way that knows nothing of their kind [1]."""

BLIND = ("bit_flips", "byte_run", "deletion", "insertion", "long_tail", "other_magic", "truncation")
"""Ways that can follow any other."""

TREE_WAYS = ("sound", "sound", "damaged", "missing", "link out", "folder")
"""What becomes of the files beside a DICOMDIR."""


class Damaged(NamedTuple):
    """One file to read."""

    kind: str
    mutator: str
    data: bytes
    number: int


def damaged(count: int, seed: int) -> Iterator[Damaged]:
    """Damaged files with what they were and what was done to them; the same for the same seed."""
    files = {kind: made() for kind, made in SEEDS.items()}
    kinds, names = list(files), list(MUTATORS)
    for number in range(count):
        chance = random.Random(f"{seed} {number}")  # noqa: S311 - repeatable, not secret
        kind, name = kinds[number % len(kinds)], names[(number // len(kinds)) % len(names)]
        data = mutate(name, files[kind], kind, chance, files[chance.choice(kinds)])
        if data and chance.random() < SHARE_TWICE:
            data = mutate(chance.choice(BLIND), data, kind, chance, files[chance.choice(kinds)])
        yield Damaged(kind, name, data, number)


def read(one: Damaged, pool: WatchedPool) -> Outcome:
    """Read one file and say what became of it."""
    began = time.perf_counter()
    try:
        if one.kind == TREE or one.kind.startswith("ZIP"):
            read_in_folder(one)
        else:
            content = read_isolated(one.data, pool=pool)
            if isinstance(content, Instance):
                check(content)
        kind = "read"
    except ToolError as error:
        kind = type(error).__name__
    except (ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError) as error:
        kind = f"untyped {type(error).__name__}"
    return Outcome(one.kind.split()[0], kind, time.perf_counter() - began)


def read_in_folder(one: Damaged) -> None:
    """Read an archive or a DICOMDIR from a folder of its own, as a caller does."""
    with TemporaryDirectory(prefix="fuzz-") as name:
        folder = Path(name)
        path = folder / "case" / ("DICOMDIR" if one.kind == TREE else "study.zip")
        path.parent.mkdir()
        if one.kind == TREE:
            beside(path.parent, folder / "elsewhere.dcm", one.number)
        path.write_bytes(one.data)
        found: Study = read_study(path)
        for series in found.series:
            for instance in series.instances:
                check(instance)


def beside(folder: Path, elsewhere: Path, number: int) -> None:
    """The files that a DICOMDIR names, in part damaged, missing, links or folders."""
    chance = random.Random(number)  # noqa: S311 - repeatable, not secret
    for place, data in tree().items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        match chance.choice(TREE_WAYS):
            case "sound":
                path.write_bytes(data)
            case "damaged":
                path.write_bytes(mutate(chance.choice(BLIND), data, TREE, chance, data))
            case "link out":
                elsewhere.write_bytes(data)
                path.symlink_to(elsewhere)
            case "folder" if place != "DICOMDIR":
                path.mkdir()
    shutil.rmtree(folder / "DICOMDIR", ignore_errors=True)
    (folder / "DICOMDIR").unlink(missing_ok=True)


def check(instance: Instance) -> None:
    """Hold what was read to what every picture must be.

    Raises:
        ValueError: If it is not.
    """
    for frame in instance.frames:
        if frame.pixels.dtype.kind == "f" and not np.isfinite(frame.pixels).all():
            raise ValueError("There are pixels that are no numbers.")
        if frame.width * frame.height > MAX_FRAME_PIXELS:
            raise ValueError("The picture is larger than any that is read.")
    if instance.planes and len(instance.planes) != len(instance.frames):
        raise ValueError("There are more places than frames.")


def work(given: argparse.Namespace) -> int:
    """Read all of them, in the process whose life is watched."""
    console, began = Console(width=110), time.perf_counter()
    pool = WatchedPool(given.children)
    outcomes: list[Outcome] = []
    before = 0
    with ThreadPoolExecutor(given.children) as threads:
        stream = damaged(given.count, given.seed)
        while batch := list(islice(stream, BATCH)):
            results = list(threads.map(lambda one: read(one, pool), batch))
            outcomes += results
            before = before or resident()
            if given.keep:
                for one, outcome in zip(batch, results, strict=True):
                    if outcome.kind in KEPT or outcome.kind.startswith("untyped") or outcome.seconds > SLOW_SECONDS:
                        given.keep.mkdir(parents=True, exist_ok=True)
                        name = f"{one.kind}-{one.mutator}-{outcome.kind.split()[-1]}-{one.number}".replace(" ", "_")
                        (given.keep / name).write_bytes(one.data)
    growth = resident() - before
    pool.close()
    show(outcomes, console, first="kind")
    console.print(
        f"{len(outcomes)} files in {time.perf_counter() - began:.0f} s with {given.children} children, seed "
        f"{given.seed}; most memory of a child {pool.peak / 1e6:.0f} MB, parent grew by {growth / 1e6:.0f} MB"
    )
    slow = sum(one.seconds > SLOW_SECONDS for one in outcomes)
    untyped = sum(one.kind.startswith("untyped") for one in outcomes)
    print(f"over 10 s {slow}, untyped {untyped}, of {len(outcomes)}", flush=True)
    return 1 if slow or untyped else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=12_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--children", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="folder for files that broke something")
    parser.add_argument("--watched", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    return work(given) if given.watched else watch(given.count)


if __name__ == "__main__":
    raise SystemExit(main())
