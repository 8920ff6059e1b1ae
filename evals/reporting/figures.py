"""The figures of a run, from its log alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

from evals.benchmark import Benchmark
from evals.catalogue import benchmark, names
from evals.errors import RunError
from evals.inspecting.recorded import Recorded, header, read_log
from evals.metrics.clustered import Mean, mean_interval
from evals.reporting.confidence import Calibrated, calibrated
from evals.reporting.costs import Use, use_of
from evals.reporting.labels import agreement_of, macro_of

__all__ = ["Official", "Report", "report_of", "reported"]

_TIMED = frozenset(("seconds",))
"""Measures that are another at every run."""
_FEWEST = 5
"""Samples of a group below which it is shown without an interval [1]: resampling so few says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """What the publishers' rule gives on the same predictions."""

    figures: Mapping[str, float]
    source: str
    defects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Figures of a run."""

    title: str
    benchmark: str
    main_score: str
    configuration: Mapping[str, Any]
    identity: Mapping[str, str]
    outcomes: Mapping[str, int]
    """How samples ended [1]; all of them are in every denominator."""
    strict: Mean
    parts: Mapping[str, Mean]
    """Further figures of our rules."""
    groups: Mapping[str, Mapping[str, Mean]]
    macro_f1: float | None
    """Where there are classes to tell apart."""
    calibration: Calibrated | None
    """Of the answers that came with a confidence."""
    official: Official | None
    use: Use
    agreement: Mapping[str, float]
    """Judge against human labels, where there are both."""
    notes: tuple[str, ...] = ()
    expected: int | None = None
    """Samples of the whole run [1], where the log says."""
    measures: Mapping[str, float] = field(default_factory=dict)
    """Mean of everything that was counted on the way."""

    def as_json(self, *, times: bool = True) -> str:
        """All figures as JSON.

        Args:
            times: False leaves out what was measured by the clock, so that two runs can be compared.
        """
        record = asdict(self)
        if not times:
            for name in _TIMED:
                record["measures"].pop(name, None)
            for name in ("seconds", "seconds_median", "seconds_p90"):
                record["use"].pop(name, None)
        return orjson.dumps(record, default=_named, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode()


def _named(value: object) -> dict[str, Any]:
    if isinstance(value, Mean):
        return value._asdict()
    raise TypeError(f"{type(value).__name__} is no figure.")


def report_of(path: Path) -> Report:
    """Work out the figures of a log, whole or cut off.

    Args:
        path: Of the log.

    Raises:
        RunError: If it is no log of this project, or holds no sample yet.
    """
    metadata = header(path).eval.metadata or {}
    spec = header(path).eval
    name = str(metadata.get("configuration", {}).get("benchmark") or spec.task.rsplit("/", 1)[-1])
    if name not in names():
        raise RunError(f"{path} is of the task {spec.task!r}, which is no benchmark of this project.")
    return reported(
        benchmark(name),
        list(read_log(path)),
        configuration=metadata.get("configuration", {}),
        identity=metadata.get("identity", {}),
        expected=metadata.get("samples"),
    )


def reported(
    chosen: Benchmark,
    rows: Sequence[Recorded],
    *,
    configuration: Mapping[str, Any],
    identity: Mapping[str, str],
    expected: int | None = None,
) -> Report:
    """Work out the figures of recorded samples; their order does not matter.

    Args:
        chosen: The benchmark.
        rows: Its samples with what came of them.
        configuration: What was run.
        identity: What it stood on.
        expected: Samples of the whole run [1].

    Raises:
        RunError: If there is none.
    """
    if not rows:
        raise RunError("The log holds no sample that is done yet.")
    rows = sorted(rows, key=lambda one: one.sample.id)
    return Report(
        title=chosen.title,
        benchmark=chosen.name,
        main_score=chosen.main_score,
        configuration=configuration,
        identity=identity,
        outcomes=dict(sorted(Counter(one.prediction.outcome for one in rows).items())),
        strict=_mean(rows, [one.score.value for one in rows]),
        parts=_parts(rows),
        groups=_groups(rows),
        macro_f1=macro_of(chosen, rows),
        calibration=calibrated(rows),
        official=_official(chosen, rows),
        use=use_of(rows),
        agreement=agreement_of(rows),
        notes=chosen.notes,
        expected=expected,
        measures=_measures(rows),
    )


def _mean(rows: Sequence[Recorded], values: Sequence[float], *, resample: bool = True) -> Mean:
    clusters = [one.sample.cluster or one.sample.id for one in rows]
    return mean_interval(values, clusters, **({} if resample else {"resamples": 0}))


def _parts(rows: Sequence[Recorded]) -> dict[str, Mean]:
    """A part that a sample of the kind lacks, because it was not answered, counts 0."""
    found = sorted({part for one in rows for part in one.score.parts})
    out: dict[str, Mean] = {}
    for name in found:
        kinds = {one.sample.extra.get("kind") for one in rows if name in one.score.parts}
        of_kind = [one for one in rows if one.sample.extra.get("kind") in kinds]
        out[name] = _mean(of_kind, [one.score.parts.get(name, 0.0) for one in of_kind])
    return out


def _groups(rows: Sequence[Recorded]) -> dict[str, dict[str, Mean]]:
    out: dict[str, dict[str, Mean]] = {}
    for key in sorted({key for one in rows for key in one.sample.groups}):
        out[key] = {}
        for value in sorted({one.sample.groups.get(key, "") for one in rows}):
            inside = [one for one in rows if one.sample.groups.get(key, "") == value]
            scores = [one.score.value for one in inside]
            out[key][value or "not said"] = _mean(inside, scores, resample=len(inside) >= _FEWEST)
    return out


def _official(chosen: Benchmark, rows: Sequence[Recorded]) -> Official | None:
    if chosen.official is None:
        return None
    figures = chosen.official.score([(one.sample, one.prediction) for one in rows])
    return Official(
        figures={name: float(value) for name, value in figures.items()},
        source=chosen.official.source,
        defects=chosen.official.defects,
    )


def _measures(rows: Sequence[Recorded]) -> dict[str, float]:
    found = sorted({name for one in rows for name in one.prediction.measures})
    return {name: sum(one.prediction.measures.get(name, 0.0) for one in rows) / len(rows) for name in found}
