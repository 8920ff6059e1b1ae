"""Two runs of one benchmark, case by case: which is better, and could the difference be chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.configuration import Configuration
from evals.errors import RunError
from evals.inspecting.recorded import Recorded, header, read_log
from evals.metrics.clustered import Mean, clustered_difference, mean_interval
from evals.metrics.mcnemar import McNemar, mcnemar
from evals.metrics.paired import Interval

__all__ = ["Comparison", "Side", "compare", "compare_rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two, on the cases that both have."""

    name: str
    score: Mean
    tokens: float
    """A case [1]."""
    seconds: float
    """A case [s]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs on the same cases."""

    first: Side
    second: Side
    cases: int
    """Cases that both have [1]."""
    left_out: int
    """Cases that only one of them has, and that count for neither [1]."""
    difference: Interval
    """Second - first, interval by paired bootstrap over clusters."""
    test: McNemar | None
    """Exact; None where scores are not right or wrong."""
    turned: Mapping[str, tuple[str, ...]]
    """Cases that only one got right, `first` and `second`."""


def compare(first: Path, second: Path) -> Comparison:
    """Compare two logs.

    Raises:
        RunError: If one is no log of this project, they are of different benchmarks or datasets, or share no case.
    """
    names, versions = zip(*(_identity(one) for one in (first, second)), strict=True)
    if names[0] != names[1]:
        raise RunError(f"The runs are of {names[0]} and of {names[1]}; two runs of one benchmark are compared.")
    if None not in versions and versions[0] != versions[1]:
        raise RunError(f"The runs are of {versions[0]} and {versions[1]}, which are scored differently.")
    return compare_rows(list(read_log(first)), list(read_log(second)), names=(_titled(first), _titled(second)))


def compare_rows(
    first: Sequence[Recorded], second: Sequence[Recorded], *, names: tuple[str, str] = ("first", "second")
) -> Comparison:
    """Compare recorded samples, paired by their ids.

    Raises:
        RunError: If no case is in both, or a case is not the same question in both.
    """
    one = {row.sample.id: row for row in first}
    other = {row.sample.id: row for row in second}
    shared = sorted(one.keys() & other.keys())
    if not shared:
        raise RunError("No case is in both runs.")
    for name in shared:
        if (one[name].sample.question, one[name].sample.target) != (
            other[name].sample.question,
            other[name].sample.target,
        ):
            raise RunError(f"Case {name!r} is not the same question in both runs; they read different files.")
    rows, others = [one[name] for name in shared], [other[name] for name in shared]
    clusters = [row.sample.cluster or row.sample.id for row in rows]
    a, b = [row.score.value for row in rows], [row.score.value for row in others]
    binary = all(value in (0.0, 1.0) for value in (*a, *b))
    return Comparison(
        first=_side(names[0], rows, clusters),
        second=_side(names[1], others, clusters),
        cases=len(shared),
        left_out=len(one.keys() ^ other.keys()),
        difference=clustered_difference(b, a, clusters),
        test=mcnemar([value == 1 for value in a], [value == 1 for value in b]) if binary else None,
        turned={
            "first": tuple(name for name, x, y in zip(shared, a, b, strict=True) if x > y),
            "second": tuple(name for name, x, y in zip(shared, a, b, strict=True) if y > x),
        },
    )


def _side(name: str, rows: Sequence[Recorded], clusters: Sequence[str]) -> Side:
    def mean(measure: str) -> float:
        return sum(row.prediction.measures.get(measure, 0.0) for row in rows) / len(rows)

    score = mean_interval([row.score.value for row in rows], clusters)
    return Side(name=name, score=score, tokens=mean("tokens"), seconds=mean("seconds"))


def _identity(path: Path) -> tuple[str, str | None]:
    spec = header(path).eval
    identity = (spec.metadata or {}).get("identity", {})
    return spec.task.rsplit("/", 1)[-1], identity.get("benchmark")


def _titled(path: Path) -> str:
    record = (header(path).eval.metadata or {}).get("configuration")
    return f"{path.parent.name}: {Configuration.read(record).title}" if record else path.stem
