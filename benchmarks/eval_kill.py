"""A run of 200 cases, killed over and over: is a case lost or done twice, and is the report that of a quiet run?

    python benchmarks/eval_kill.py [--kills 100] [--cases 200]

Cases are synthetic pictures with questions in VQA-RAD's layout; a cheap model looks closer, searches and answers by
rule, so that what is measured is the runner. Each attempt is a process of its own (forked from this one, which has
loaded everything, so that its time is that of the run and not of imports) and gets SIGKILL at a moment drawn uniformly
between 0 and an eighth of what the quiet run took: counted from the attempt's first written case in three of
four, and from its very beginning in one. It is resumed until the run is whole; then the report, without seconds, is
compared with that of a run that nobody killed. Runs follow each other until there were as many kills as asked for.
Told as well: how many kills fell before the attempt had written a case of its own and how many after, and how long an
attempt took until its first written case. The last line is `lost A, duplicated B, report identical true|false`.
"""

import argparse
import contextlib
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.eval_cases import ByRule, write_cases
from evals.configuration import Configuration
from evals.errors import RunError
from evals.inspecting import read_log
from evals.reporting import report_of
from evals.running import RunFolder, resume, start
from evals.running.attempt import Pace
from evals.solving import Workbench

SHARE = 0.125
"""Latest moment of a kill, as a part of what the quiet run takes [1]: some ten kills a run."""
EARLY = 0.25
"""Kills that are counted from the beginning of an attempt rather than from its log [0-1]."""
FLUSH = 1
"""Cases after which the log is written [1]."""
AT_ONCE = 4
"""Cases worked on at once [1]."""
_BEGUN = 2
"""States of the logs before the first case of an attempt is written: as they were, and with its empty log [1]."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """What all runs came to."""

    kills: int = 0
    runs: int = 0
    lost: int = 0
    duplicated: int = 0
    identical: bool = True
    cut: Counter[str] = field(default_factory=Counter)
    """Kills by what the attempt had done."""
    first: list[float] = field(default_factory=list)
    """Time of an attempt until its first written case [s], of those that came so far."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    drawn = random.Random(options.seed)  # noqa: S311 - moments, not secrets
    with tempfile.TemporaryDirectory(prefix="eval-kill-") as name:
        folder = Path(name)
        write_cases(folder / "set", options.cases)
        asked = Configuration.of("vqa_rad", folder / "set", partial=True, profile="scripted", threshold=0.0)
        bench = Workbench(asked, model=ByRule())
        warm_up(folder, bench)
        began = time.perf_counter()
        quiet = folder / "quiet"
        if work(asked, bench, quiet, None, Tally()):
            raise SystemExit("The run that nobody killed did not end.")
        expected = report_of(whole(quiet)).as_json(times=False)
        seconds = time.perf_counter() - began
        print(f"quiet run: {options.cases} cases in {seconds:.1f} s", flush=True)
        tally = Tally()
        while tally.kills < options.kills:
            killed_run(asked, bench, folder / f"run{tally.runs}", drawn, tally, options.kills, SHARE * seconds)
            judge(folder / f"run{tally.runs}", asked, expected, tally)
            tally.runs += 1
        minutes = (time.perf_counter() - began) / 60
    print(f"{tally.kills} kills over {tally.runs} runs in {minutes:.1f} min; cut {dict(tally.cut)}")
    if tally.first:
        print(f"first written case of an attempt after {statistics.median(tally.first):.2f} s (median)")
    print(f"lost {tally.lost}, duplicated {tally.duplicated}, report identical {str(tally.identical).lower()}")
    return 0 if not tally.lost and not tally.duplicated and tally.identical else 1


def warm_up(folder: Path, bench: Workbench) -> None:
    """Work on two cases here, so that all that is loaded or made on first use is there before a process is forked."""
    asked = Configuration.of("vqa_rad", folder / "set", partial=True, profile="scripted", threshold=0.0, limit=2)
    start(asked, folder / "warm", pace=Pace(quiet=True), bench=bench)
    report_of(whole(folder / "warm"))


def killed_run(
    asked: Configuration,
    bench: Workbench,
    out: Path,
    drawn: random.Random,
    tally: Tally,
    most: int,
    longest: float,
) -> None:
    """One run, killed until it ends in spite of it."""
    while True:
        moment = drawn.uniform(0.0, longest) if tally.kills < most else None
        before = done(out)
        if not work(asked, bench, out, moment, tally, early=drawn.random() < EARLY):
            return
        tally.kills += 1
        tally.cut[state_of(out, before)] += 1


def work(
    asked: Configuration, bench: Workbench, out: Path, moment: float | None, tally: Tally, *, early: bool = False
) -> bool:
    """Start or resume in a process of its own; True if it was killed."""
    seen = {written(out)}
    child = os.fork()
    if child == 0:
        code = 1
        try:
            go(asked, bench, out)
            code = 0
        finally:
            os._exit(code)
    forked = time.monotonic()
    begins = forked if early else None
    has_written = False
    while moment is None or begins is None or time.monotonic() < begins + moment:
        seen.add(written(out))
        if not has_written and len(seen) > _BEGUN:
            has_written = True
            tally.first.append(time.monotonic() - forked)
            begins = begins or time.monotonic()
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            if status:
                raise SystemExit(f"An attempt ended by itself with status {status}; see above.")
            return False
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def written(out: Path) -> tuple[tuple[str, int], ...]:
    """Names and sizes of the logs, which change with every write."""
    found = []
    for path in sorted(out.glob("**/*.eval")):
        with contextlib.suppress(FileNotFoundError):  # the attempt is joining its logs into one
            found.append((path.name, path.stat().st_size))
    return tuple(found)


def go(asked: Configuration, bench: Workbench, out: Path) -> None:
    """What a user does after a crash: resume what was begun, else start."""
    pace = Pace(at_once=AT_ONCE, flush=FLUSH, quiet=True)
    try:
        RunFolder.of(out)
    except RunError:
        start(asked, out, pace=pace, bench=bench)
        return
    resume(out, pace=pace, bench=bench)


def done(out: Path) -> int:
    """Cases that are in the logs [1]."""
    folder = RunFolder(path=out)
    return len(folder.finished()) if folder.logs() else 0


def state_of(out: Path, before: int) -> str:
    """Where a kill has left the run, of which so many cases were done before this attempt [1]."""
    folder = RunFolder(path=out)
    if not folder.logs():
        return "before its first log"
    if folder.whole is not None:
        return "after its last case"
    return "between its cases" if done(out) > before else "before its first case"


def whole(out: Path) -> Path:
    """The one log of a run."""
    found = RunFolder.of(out).whole
    if found is None:
        raise SystemExit(f"{out} ended without its log.")
    return found


def judge(out: Path, asked: Configuration, expected: str, tally: Tally) -> None:
    """Count what is lost or there twice, and compare the report."""
    counts = Counter(one.sample.id for one in read_log(whole(out)) if one.error is None)
    names = [one.id for one in asked.samples()]
    tally.lost += sum(counts[one] == 0 for one in names)
    tally.duplicated += sum(count - 1 for count in counts.values())
    tally.identical &= report_of(whole(out)).as_json(times=False) == expected


if __name__ == "__main__":
    sys.exit(main())
