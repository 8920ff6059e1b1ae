"""Hostile names, numbers, double-faced files and cut files through the reader and what comes after it.

    python benchmarks/intake_attacks.py [--names 300] [--values 200] [--parts 64]

- names: so many that lead elsewhere in everything that names a file; what is opened is seen by an audit hook;
- numbers: so many values that are none in each of twelve tags; looked for in pixels, tools, prompt and report;
- double-faced files: forty, each also a program, a page or an archive; looked for in whatever is made from them;
- cuts: forty files cut at every part of their length.
The last line is `opened outside A, no number reached B, passed through C, silent cuts D, untyped E`.
"""

import argparse
import sys
import warnings
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from benchmarks.attack_cuts import cuts  # noqa: E402
from benchmarks.attack_numbers import poisoned  # noqa: E402
from benchmarks.attack_paths import attempts  # noqa: E402
from benchmarks.attack_polyglots import passed  # noqa: E402


def table(console: Console, title: str, rows: Counter[tuple[str, str]]) -> None:
    """Print how often each outcome was seen of each kind."""
    outcomes = list(dict.fromkeys(outcome for _, outcome in sorted(rows, key=lambda one: one[1])))
    shown = Table(title, *outcomes)
    for kind in dict.fromkeys(kind for kind, _ in rows):
        shown.add_row(kind, *(str(rows[kind, outcome]) for outcome in outcomes))
    console.print(shown)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=int, default=300)
    parser.add_argument("--values", type=int, default=200)
    parser.add_argument("--parts", type=int, default=64)
    given = parser.parse_args()
    warnings.simplefilter("ignore")  # pydicom warns of every value that is written here on purpose
    console, untyped = Console(width=130), 0

    tried = list(attempts(given.names))
    outside = sum(bool(one.opened) or one.has_elsewhere for one in tried)
    untyped += sum(one.is_untyped for one in tried)
    table(console, "names in", Counter((one.loader, "outside" if one.opened else "inside") for one in tried))

    numbers = list(poisoned(given.values))
    reached = sum(bool(one.reached) for one in numbers)
    untyped += sum(one.outcome.startswith("untyped") for one in numbers)
    table(console, "numbers in", Counter((one.tag, ", ".join(one.reached) or one.outcome) for one in numbers))

    both = list(passed())
    leaks = sum(bool(one.leaks) for one in both)
    table(
        console, "double-faced", Counter((one.name.split(".")[1], ", ".join(one.leaks) or one.outcome) for one in both)
    )

    cut = list(cuts(given.parts))
    silent = sum(one.outcome == "silent" for one in cut)
    table(console, "cut short", Counter((one.kind, one.outcome) for one in cut))
    print(f"{len(tried)} names, {len(numbers)} numbers, {len(both)} double-faced files, {len(cut)} cuts")
    print(
        f"opened outside {outside}, no number reached {reached}, passed through {leaks}, silent cuts {silent}, "
        f"untyped {untyped}"
    )
    return 1 if outside or reached or leaks or silent or untyped else 0


if __name__ == "__main__":
    raise SystemExit(main())
