"""RadFact: which sentences of a report follow from another report, and whether their boxes do.

Source: Bannur et al. 2024 (MAIRA-2), arXiv 2406.04449, and src/radfact/metric/radfact.py of
https://github.com/microsoft/RadFact (commit 3099376). What follows from what is somebody else's verdict; this counts.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from evals.metrics.coverage import Region, covered

__all__ = ["Direction", "Sentence", "Verdict", "direction", "f1", "in_evidence"]

_HALF = 0.5
"""Share of a sentence's boxes that must lie in the boxes of its evidence [0-1]: as RadFact's default."""
_ROUNDING = 1e-9
"""What an area may be off by arithmetic [share]; far below a pixel."""

Located = Callable[[Sequence[Region], Sequence[Region]], bool]
"""Whether boxes lie where the boxes of their evidence are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of a grounded report."""

    text: str
    boxes: tuple[Region, ...] = ()
    """Where what it says is seen; none for what cannot be shown, as the absence of something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was said of one sentence in the light of the other report."""

    entailed: bool | None
    """Whether it follows; None: the judge failed, and nothing is known."""
    evidence: tuple[int, ...] = ()
    """Places of the sentences of the other report that it follows from, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """One report held against the other: precision for the report that was written, recall for the reference."""

    logical: float
    """Share of sentences that follow [0-1]; nan where there is none, and likewise below."""
    grounding: float
    """Share of sentences that follow and have boxes, whose boxes are where the evidence is [0-1]."""
    spatial: float
    """Share of all sentences with boxes that follow and whose boxes are where the evidence is [0-1]."""
    sentences: int
    boxed: int
    """Sentences with boxes [1]."""
    failed: int = field(default=0)
    """Sentences of which the judge gave no verdict [1]; above they count as not following."""


def direction(
    sentences: Sequence[Sentence], verdicts: Sequence[Verdict], others: Sequence[Sentence], located: Located
) -> Direction:
    """Count one direction.

    Args:
        sentences: Of the report that is held against the other.
        verdicts: One for each of them.
        others: Sentences of the other report, which the evidence points into.
        located: The rule for boxes.

    Raises:
        ValueError: If there are not as many verdicts as sentences.
        IndexError: If evidence points outside the other report.
    """
    followed = boxed = both = placed = 0
    for sentence, verdict in zip(sentences, verdicts, strict=True):
        follows = verdict.entailed is True
        followed += follows
        if not sentence.boxes:
            continue
        boxed += 1
        both += follows
        evidence = [box for place in verdict.evidence for box in others[place].boxes]
        placed += follows and bool(evidence) and located(sentence.boxes, evidence)
    return Direction(
        logical=_share(followed, len(sentences)),
        grounding=_share(placed, both),
        spatial=_share(placed, boxed),
        sentences=len(sentences),
        boxed=boxed,
        failed=sum(one.entailed is None for one in verdicts),
    )


def in_evidence(boxes: Sequence[Region], evidence: Sequence[Region]) -> bool:
    """Whether at least half of the area of boxes lies in the boxes of the evidence; never for boxes without area."""
    return covered(boxes, evidence) >= _HALF - _ROUNDING


def f1(precision: float, recall: float) -> float:
    """Return the harmonic mean [0-1]: 0 where both are 0, nan where one is unknown."""
    if math.isnan(precision) or math.isnan(recall):
        return float("nan")
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
