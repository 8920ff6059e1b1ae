"""Which way a sample is solved, by its kind."""

from collections.abc import Awaitable, Callable

from evals.sample import Kind, Sample
from evals.solving import asking, calculation, cases, ranking, recorded, refusing, stances
from evals.solving.solved import Solved
from evals.solving.workbench import Workbench

__all__ = ["Way", "kind_of", "way_of"]

Way = Callable[[Sample, Kind, Workbench], Awaitable[Solved]]
"""Solves one sample."""

_RULES: dict[Kind, Way] = {"number": calculation.solve, "stance": stances.solve}
"""What needs no model, by kind."""
_ALWAYS: dict[Kind, Way] = {"retrieval": ranking.solve, "dialogue": asking.solve}
"""What is solved one way with any model, by kind."""
_MARKED: dict[str, Way] = {recorded.RECORDED: recorded.solve, refusing.HARMFUL: refusing.solve}
"""What a sample asks for itself, by a key of its `extra`."""


def kind_of(sample: Sample, usual: Kind) -> Kind:
    """The kind of a sample, where it is not that of most in its set."""
    own: Kind = sample.extra.get("kind", usual)
    return own


def way_of(sample: Sample, kind: Kind, bench: Workbench) -> Way:
    """Choose how a sample is solved."""
    marked = next((way for mark, way in _MARKED.items() if mark in sample.extra), _ALWAYS.get(kind))
    if marked is not None:
        return marked
    if not bench.by_rules:
        return cases.solve
    if kind == "yes-no" and sample.context and not sample.images:
        return stances.solve
    return _RULES.get(kind, cases.solve)
