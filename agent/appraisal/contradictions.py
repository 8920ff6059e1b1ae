"""Sources that say opposite things are named together, with what each of them weighs; none is averaged away."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.evidence import Evidence
from corpora.priors import evidence_level

__all__ = ["Contradiction", "contradictions", "with_contradictions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two kept passages of which one supports what the other refutes."""

    supports: str
    """Label of the one."""
    refutes: str
    """Label of the other."""
    weightier: str | None
    """Label of the one with the higher level of evidence, else of the newer one; None where neither is known to be."""
    why: str
    """What makes it weightier, in one sentence."""


def contradictions(kept: Sequence[Evidence]) -> tuple[Contradiction, ...]:
    """Find the pairs of passages with opposite stances on one query, in the order of their labels' places."""
    return tuple(
        _compared(one, other)
        for one in kept
        for other in kept
        if one.stance == "SUPPORTS" and other.stance == "REFUTES" and one.query == other.query
    )


def with_contradictions(kept: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Flag every passage that another kept one contradicts; stance and order stay as they are."""
    said: dict[str, list[str]] = {}
    for pair in contradictions(kept):
        said.setdefault(pair.supports, []).append(f"{pair.refutes} says the opposite. {pair.why}")
        said.setdefault(pair.refutes, []).append(f"{pair.supports} says the opposite. {pair.why}")
    return tuple(replace(one, flags=(*one.flags, *said.get(one.label, ()))) for one in kept)


def _compared(one: Evidence, other: Evidence) -> Contradiction:
    graded = (evidence_level(one.passage), evidence_level(other.passage))
    if graded[0] and graded[1] and graded[0][1] != graded[1][1]:
        first = graded[0][1] > graded[1][1]
        winner, kind = (one, graded[0][0]) if first else (other, graded[1][0])
        why = f"{winner.label} is of the higher level of evidence ({kind})."
    else:
        years = (one.passage.source.year, other.passage.source.year)
        if years[0] is None or years[1] is None or years[0] == years[1]:
            return Contradiction(
                supports=one.label, refutes=other.label, weightier=None, why="Neither is known to weigh more."
            )
        winner = one if years[0] > years[1] else other
        why = f"{winner.label} is the newer one ({winner.passage.source.year})."
    return Contradiction(supports=one.label, refutes=other.label, weightier=winner.label, why=why)
