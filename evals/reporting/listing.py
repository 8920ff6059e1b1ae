"""A benchmark as a line of the listing, and as a record."""

from collections.abc import Sequence
from typing import Any

from evals.benchmark import Benchmark

__all__ = ["as_records", "line_of"]

_FIELDS = (
    "name",
    "title",
    "kind",
    "source",
    "revision",
    "licence",
    "access",
    "citation",
    "layout",
    "confirmed",
    "main_score",
    "version",
)


def line_of(one: Benchmark) -> str:
    """One line: what it is, how large, whose licence, who scores."""
    counts = ", ".join(f"{split} {count:,}" for split, count in one.counts.items()) or ", ".join(one.splits)
    layout = "" if one.confirmed else " LAYOUT UNCONFIRMED."
    scored = "official and strict score" if one.official is not None else "strict score"
    return f"{one.name}: {one.title} ({one.kind}; {counts}). {one.licence}, {one.access}. {scored}.{layout}"


def as_records(benchmarks: Sequence[Benchmark]) -> list[dict[str, Any]]:
    """Everything that a file of `evals/benchmarks/` says, as JSON values."""
    return [
        {
            **{field: getattr(one, field) for field in _FIELDS},
            "counts": dict(one.counts),
            "splits": list(one.splits),
            "official": one.official is not None,
            "notes": list(one.notes),
        }
        for one in benchmarks
    ]
