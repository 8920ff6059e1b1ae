"""How much support the filter finds where it is, and how much where it is not: limits, thresholds and counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.appraisal.stance import Scorers

LIMIT = 0.05
"""Most false support that is allowed where the evidence is not there [0-1]."""
MARGIN = 0.9
"""Share of the limit that a threshold may reach on the questions it is chosen by [1], so that it holds on others."""
EACH = "removed, each passage"
"""Kind of trial in which every passage counts by itself."""


@dataclass(frozen=True)
class Limit:
    """Where false support is limited."""

    kinds: tuple[str, ...]
    """Kinds of trial that count."""
    each: bool = False
    """Whether every passage counts by itself; else a trial counts as false where support is found in any passage."""


def threshold_for(judged: Sequence[Mapping], limit: Limit, agree: float) -> float:
    """The lowest threshold at which no kind of trial without evidence is called support more often than allowed."""
    least = 0.0
    for kind in limit.kinds:
        trials = [
            [bears if agrees >= agree else 0.0 for bears, agrees, _ in trial] for one in judged for trial in one[kind]
        ]
        values = sorted((value for trial in trials for value in trial) if limit.each else map(max, trials))
        allowed = int(LIMIT * MARGIN * len(values))
        least = max(least, float(np.nextafter(values[-1 - allowed], 1.0)))
    return min(1.0, least)


@dataclass(frozen=True)
class Outcome:
    """What was said in one cross-validation."""

    recall: float
    """Share of the abstracts with support that are called so."""
    claims: float
    """Share of the claims with support for which it is found in one abstract at least."""
    false: Mapping[str, float]
    """Share of the trials of each kind without evidence in which support is found."""
    confused: NDArray[np.int64]
    """Supported and contradicted, by SUPPORTS, REFUTES, NOT_ENOUGH_INFO."""
    counts: Mapping[str, int]


def outcome(judged: Sequence[tuple[Mapping, Scorers]]) -> Outcome:
    """Count what was said of claims that the weights and the threshold did not see."""
    confused = np.zeros((2, 3), dtype=np.int64)
    claims: list[bool] = []
    false: dict[str, list[bool]] = {"cut": [], "swapped": [], "removed": [], EACH: []}
    for one, scorers in judged:
        limit, agree = scorers.evidence.threshold, scorers.agreement.threshold
        supported = []
        for bears, agrees, label in (passage for trial in one["whole"] for passage in trial):
            said = 2 if bears < limit else 0 if agrees >= agree else 1
            confused[0 if label == "SUPPORT" else 1, said] += 1
            if label == "SUPPORT":
                supported.append(said == 0)
        if supported:
            claims.append(any(supported))
        for kind in ("cut", "swapped", "removed"):
            for trial in one[kind]:
                supports = [bears >= limit and agrees >= agree for bears, agrees, _ in trial]
                false[kind].append(any(supports))
                if kind == "removed":
                    false[EACH] += supports
    return Outcome(
        float(confused[0, 0] / max(1, confused[0].sum())),
        float(np.mean(claims)),
        {kind: float(np.mean(values)) for kind, values in false.items()},
        confused,
        {kind: len(values) for kind, values in false.items()},
    )
