"""What a run cost, and what of its tools and citations can be said."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.inspecting.recorded import Recorded

__all__ = ["Use", "use_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Cost, tools and citations; a rate is None where there is nothing to divide by."""

    tokens: float
    """A sample, in and out [1]."""
    seconds: float
    """Mean wall clock of a sample, others running beside it [s]."""
    seconds_median: float
    seconds_p90: float
    tool_rate: float
    """Samples in which a tool was called [0-1]."""
    right_with_tools: float | None
    """Score where one was called: not what the tools are worth, for cases choose their tools; the grid says that."""
    right_without_tools: float | None
    citation_validity: float | None
    """Citations that resolve to a passage of the case, of those that were shown or dropped [0-1]."""
    claim_support: float | None
    """Claims with at least one citation that resolves [0-1]."""


def use_of(rows: Sequence[Recorded]) -> Use:
    """Add up what was counted on the way."""
    seconds = np.array([one.prediction.measures.get("seconds", 0.0) for one in rows])
    with_tools = [one.score.value for one in rows if one.prediction.measures.get("calls", 0.0) > 0]
    without = [one.score.value for one in rows if not one.prediction.measures.get("calls", 0.0)]
    resolved, cited, dropped, claims, supported = (
        _total(rows, name) for name in ("citations_resolved", "citations", "dropped", "claims", "claims_supported")
    )
    return Use(
        tokens=_total(rows, "tokens") / len(rows),
        seconds=float(seconds.mean()),
        seconds_median=float(np.median(seconds)),
        seconds_p90=float(np.percentile(seconds, 90)),
        tool_rate=len(with_tools) / len(rows),
        right_with_tools=_mean(with_tools),
        right_without_tools=_mean(without),
        citation_validity=resolved / (cited + dropped) if cited + dropped else None,
        claim_support=supported / claims if claims else None,
    )


def _total(rows: Sequence[Recorded], name: str) -> float:
    return sum(one.prediction.measures.get(name, 0.0) for one in rows)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
