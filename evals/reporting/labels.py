"""Figures that need labels: classes told apart, and a judge against people."""

from collections.abc import Sequence

from evals.benchmark import Benchmark
from evals.inspecting.recorded import Recorded
from evals.judging import agreement
from evals.metrics.classes import macro_f1
from evals.scoring.words import normalised
from evals.solving.choosing import kind_of

__all__ = ["HUMAN", "agreement_of", "macro_of"]

_CLASSES = frozenset(("choice", "yes-no", "stance"))
HUMAN = "human_label"
"""Key of `extra` with what people said of a recorded answer, true or false, where a set has it."""


def macro_of(chosen: Benchmark, rows: Sequence[Recorded]) -> float | None:
    """Macro-F1 over the samples with classes; None where there are none, or several answers are right at once."""
    inside = [one for one in rows if kind_of(one.sample, chosen.kind) in _CLASSES]
    if not inside or any(not isinstance(one.sample.target, str) for one in inside):
        return None
    right = [normalised(str(one.sample.target)) for one in inside]
    said = [
        normalised(one.prediction.answer) if one.prediction.outcome == "answered" and one.prediction.answer else None
        for one in inside
    ]
    return macro_f1(right, said)


def agreement_of(rows: Sequence[Recorded]) -> dict[str, float]:
    """How far the judge says what people said, where a set has their labels."""
    both = [
        one
        for one in rows
        if isinstance(one.sample.extra.get(HUMAN), bool)
        and one.score.why.startswith("judge:")
        and one.prediction.outcome == "answered"
    ]
    if not both:
        return {}
    found = agreement([one.score.value > 0 for one in both], [bool(one.sample.extra[HUMAN]) for one in both])
    return {"items": float(found.items), "share": found.share, "kappa": found.kappa}
