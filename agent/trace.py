"""What happened, step by step: append-only, serialisable, without pixels and without anything personal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["Step", "StepKind", "Trace"]

StepKind = Literal[
    "admitted",
    "thought",
    "called",
    "searched",
    "appraised",
    "estimated",
    "reformulated",
    "concluded",
    "complained",
    "degraded",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that was done."""

    node: str
    """The node of the graph that did it."""
    kind: StepKind
    summary: str
    """One sentence for a person; no text of the patient's."""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """JSON values: queries, codes, boxes, scores, image references."""
    seconds: float = 0.0
    """Wall clock it took [s]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """All steps of a case, and what it ran on."""

    steps: tuple[Step, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Profile, model, prompt versions, corpus and library checksums, budget and thresholds in force."""

    def _repr_html_(self) -> str:
        from agent.showing import trace_html

        return trace_html(self)
