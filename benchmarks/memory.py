"""Memory over a batch: the resident size of this process while 100 cases go through `diagnose_many`.

    python benchmarks/memory.py [--cases 100] [--concurrency 2]

The last line is `median of cases 81-100 / median of cases 21-40: R` (for 100 cases; in proportion for other numbers).
"""

import argparse
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rich.progress import Progress  # noqa: E402

from agent import Agent, Case, Diagnosis  # noqa: E402
from tools import samples  # noqa: E402


def resident() -> float:
    """Resident memory of this process [MB], as the operating system counts it."""
    out = subprocess.run(["ps", "-o", "rss=", "-p", str(os.getpid())], capture_output=True, text=True, check=True)
    return int(out.stdout) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--concurrency", type=int, default=2)
    given = parser.parse_args()
    names = samples.names()
    sizes: list[float] = []

    def cases() -> Iterator[Case]:
        for number in range(given.cases):
            name = names[number % len(names)]
            history = f"{samples.history(name)} Case number {number} of a batch."
            yield Case(images=samples.path(name), history=history)

    with Progress() as progress:
        task = progress.add_task("cases", total=given.cases)

        def note(_: int, diagnosis: Diagnosis) -> None:
            if diagnosis.status == "failed":
                raise SystemExit(f"a case failed: {diagnosis.reason}")
            sizes.append(resident())
            progress.advance(task)

        done = Agent().diagnose_many(cases(), concurrency=given.concurrency, on_result=note)
    fifth = given.cases // 5
    early, late = statistics.median(sizes[fifth : 2 * fifth]), statistics.median(sizes[4 * fifth :])
    print(
        f"{len(done)} cases; resident memory first {sizes[0]:.0f} MB, last {sizes[-1]:.0f} MB, most {max(sizes):.0f} MB"
    )
    print(
        f"median of cases {fifth + 1}-{2 * fifth}: {early:.1f} MB; "
        f"of cases {4 * fifth + 1}-{given.cases}: {late:.1f} MB"
    )
    print(
        f"median of cases {4 * fifth + 1}-{given.cases} / median of cases {fifth + 1}-{2 * fifth}: {late / early:.3f}"
    )
    raise SystemExit(0 if late <= 1.05 * early else 1)


if __name__ == "__main__":
    main()
