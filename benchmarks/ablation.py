"""What each part of the loop is worth, measured with a stand-in model that knows only what it is shown.

    python benchmarks/ablation.py [--cases N] [--seed S]

Synthetic cases of three kinds, a third each, run through the agent with everything on and with one part off at a time
(`evals/stand_in/`). A row is one way: how many answers were right with a 95 % interval, how many had been foreseen from
geometry and passages before anything was asked, how many had what decides them before the model as it was really sent,
the cases in which one of these differs from what came out, and the paired difference to everything on. Intervals are
bootstrapped over cases. The last line is `everything on A, zoom off B (predicted b), filter off C (predicted c),
re-retrieval off D (predicted d)`; exit status 1 where everything on is below 0.95 or a prediction is missed.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # runs as a script as well as with -m

from evals.metrics.paired import paired_interval
from evals.stand_in import WAYS, Outcome, build_shelf, make_cases, measure

LEAST = 0.95
"""Share of cases that must be right with everything on [0-1]: all that is lost then is the loop's own doing."""
NAMED = ("zoom off", "filter off", "re-retrieval off")
"""Ways in the last line."""


def share(values: list[bool]) -> float:
    return sum(values) / len(values)


def row(name: str, outcomes: tuple[Outcome, ...], before: tuple[Outcome, ...]) -> str:
    right = [one.right for one in outcomes]
    accuracy = paired_interval(right, [0] * len(right))
    difference = paired_interval(right, [one.right for one in before])
    missed = sum(one.right != one.foreseen for one in outcomes), sum(one.right != one.sent for one in outcomes)
    return (
        f"{name:18} {accuracy.mean:.3f} [{accuracy.low:.3f}, {accuracy.high:.3f}]"
        f" {share([one.foreseen for one in outcomes]):9.3f} {share([one.sent for one in outcomes]):6.3f}"
        f" {missed[0]:6}/{missed[1]}"
        f"   {difference.mean:+.3f} [{difference.low:+.3f}, {difference.high:+.3f}]"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=120, help="how many, a third of each kind (default 120)")
    parser.add_argument("--seed", type=int, default=0, help="of the cases (default 0)")
    options = parser.parse_args()
    cases = make_cases(options.cases, seed=options.seed)
    print(f"{len(cases)} cases, seed {options.seed}")
    print(f"{'':18} {'accuracy':20} {'predicted':>9} {'sent':>6} {'missed':>8}   difference to everything on")
    results: dict[str, tuple[Outcome, ...]] = {}
    with tempfile.TemporaryDirectory() as folder:
        shelf = build_shelf(cases, Path(folder))
        for way in WAYS:
            began = perf_counter()
            results[way.name] = measure(cases, shelf, way)
            line = row(way.name, results[way.name], results[WAYS[0].name])
            print(f"{line}   {(perf_counter() - began) / len(cases) * 1e3:.0f} ms a case", flush=True)
    for kind in ("zoom", "evidence", "again"):
        here = {name: [one for one in found if one.case.startswith(kind)] for name, found in results.items()}
        print(
            f"{kind}: " + ", ".join(f"{name} {share([one.right for one in found]):.3f}" for name, found in here.items())
        )
    everything = share([one.right for one in results[WAYS[0].name]])
    named = [
        f"{name} {share([one.right for one in results[name]]):.3f} "
        f"(predicted {share([one.foreseen for one in results[name]]):.3f})"
        for name in NAMED
    ]
    print(f"everything on {everything:.3f}, " + ", ".join(named))
    missed = any(one.right != one.foreseen for name in NAMED for one in results[name])
    return int(everything < LEAST or missed)


if __name__ == "__main__":
    raise SystemExit(main())
