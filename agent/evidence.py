"""Passages that were judged, and the citations that stand on them."""

from dataclasses import dataclass
from typing import Literal

from corpora import Passage

__all__ = ["Citation", "Evidence", "Rejected", "RejectedReason", "Stance"]

Stance = Literal["SUPPORTS", "REFUTES", "NOT_ENOUGH_INFO"]
RejectedReason = Literal[
    "off-topic", "wrong population", "superseded", "duplicate", "does not bear on the question", "contradicts", "unsafe"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A passage that survived the evidence filter in this case."""

    label: str
    """`E1`, `E2`, …: how the model refers to it."""
    passage: Passage
    query: str
    """The query that found it."""
    relevance: float
    """How much it bears on the case [0-1], by the rule in `agent/appraisal/relevance.py`."""
    stance: Stance
    """What it says about the leading question or hypotheses, given the findings."""
    reason: str
    """Why it was kept, in one sentence."""
    flags: tuple[str, ...] = ()
    """What to be wary of: contradicted by another passage, old, instructions inside."""

    def _repr_html_(self) -> str:
        from agent.showing import evidence_html

        return evidence_html(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A passage that was found but not used, and why."""

    passage: str
    """Id of the passage."""
    query: str
    reason: RejectedReason
    detail: str
    """The reason in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A claim's support that resolves to a passage retrieved in this case."""

    label: str
    passage: str
    """Id of the passage."""
    title: str
    issuer: str
    year: int | None
    section: str
    url: str
    strength: str
    certainty: str
    wording: Literal["summary", "ingested"]
    """`summary`: `text` is our summary of the section; `ingested`: `text` is an exact span of the source."""
    text: str
    """Our summary, or the quoted span."""
    span: tuple[int, int] | None = None
    """Characters [start, end) of the passage that are quoted; None for a summary, which is shown whole."""
