"""Which way a sample is solved, by its kind."""

from collections.abc import Awaitable, Callable

from evals.sample import Kind, Sample
from evals.solving import asking, calculation, cases, ranking, recorded, stances
from evals.solving.solved import Solved
from evals.solving.workbench import Workbench

__all__ = ["Way", "kind_of", "way_of"]

Way = Callable[[Sample, Kind, Workbench], Awaitable[Solved]]
"""Solves one sample."""

_RULES: dict[Kind, Way] = {"number": calculation.solve, "stance": stances.solve}
"""What needs no model, by kind."""


def kind_of(sample: Sample, usual: Kind) -> Kind:
    """The kind of a sample, where it is not that of most in its set."""
    own: Kind = sample.extra.get("kind", usual)
    return own


def way_of(sample: Sample, kind: Kind, bench: Workbench) -> Way:
    """Choose how a sample is solved."""
    if recorded.RECORDED in sample.extra:
        return recorded.solve
    if kind == "dialogue":
        return asking.solve
    if kind == "retrieval":
        return ranking.solve
    if not bench.by_rules:
        return cases.solve
    if kind == "yes-no" and sample.context and not sample.images:
        return stances.solve
    return _RULES.get(kind, cases.solve)
