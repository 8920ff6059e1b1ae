"""How sure an answer of a model without token probabilities is: from the evidence behind it."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.appraisal.criteria import is_met
from agent.diagnosis import Confidence
from agent.dialects import Answered
from agent.evidence import Evidence
from agent.facts import Facts
from guidelines import Criterion, Library

__all__ = ["from_evidence"]


def from_evidence(answer: Answered | None, evidence: Sequence[Evidence], facts: Facts, library: Library) -> Confidence:
    """Confidence of a model that gives no probabilities, from what stands behind its leading hypothesis.

    The leading hypothesis' probability among those named, times how much of what its kept criteria ask was known,
    times whether kept passages support it. Each part is shown. Our own rule; not calibrated.
    """
    resting = _resting(answer, facts)
    if resting is not None:
        return Confidence(
            value=resting,
            method="finding-certainty",
            meaning="Certainty of the finding that the answer rests on, by the rule that found it; not calibrated.",
        )
    if answer is not None and answer.record is not None and answer.record.get("abstain"):
        return Confidence(value=0.0, method="none", meaning="No answer was given, so there is none to be sure of.")
    leading = _leading(answer)
    if leading is None:
        return Confidence(value=0.0, method="evidence-coverage", meaning="No hypothesis was named.")
    probability = _number(leading.get("probability"))
    condition = str(leading.get("condition", ""))
    criteria = {(item.finding, item.operator, item.value): item for item in _criteria_for(condition, evidence, library)}
    known = [one for one in criteria.values() if is_met(one, facts)[0] is not None]
    # Half the weight is free: notes never mention everything that a guideline asks for.
    coverage = 0.5 + 0.5 * (len(known) / len(criteria) if criteria else 0.0)
    cited = {label for claim in leading.get("supports") or () if isinstance(claim, Mapping) for label in _labels(claim)}
    supported = 1.0 if cited & {one.label for one in evidence} else 0.0
    return Confidence(
        value=min(1.0, max(0.0, probability * coverage * supported)),
        method="evidence-coverage",
        parts={"probability": probability, "coverage": coverage, "supported": supported},
        meaning=(
            "Estimated probability of the leading diagnosis, lowered where little of what its guideline asks is known; "
            "a rule of ours, not calibrated."
        ),
    )


def _resting(answer: Answered | None, facts: Facts) -> float | None:
    """Least certainty [0-1] of the findings that an answer says it rests on; None where it names none."""
    if answer is None or answer.record is None or not answer.record.get("answer"):
        return None
    codes = answer.record.get("rests_on")
    if not isinstance(codes, list) or not codes:
        return None
    known = [facts.findings[code] for code in map(str, codes) if code in facts.findings]
    decided = [fact.certainty for fact in known if fact.presence != "uncertain"]
    return min(decided) if len(decided) == len(codes) else 0.0


def _leading(answer: Answered | None) -> Mapping[str, Any] | None:
    if answer is None or answer.record is None or answer.record.get("abstain"):
        return None
    ranked = answer.record.get("differential")
    if not isinstance(ranked, list) or not ranked or not isinstance(ranked[0], Mapping):
        return None
    return ranked[0]


def _criteria_for(condition: str, evidence: Sequence[Evidence], library: Library) -> list[Criterion]:
    known = {one.id for one in library.guidelines}
    out: list[Criterion] = []
    for one in evidence:
        guideline, _, anchor = one.passage.id.partition("#")
        if guideline in known:
            out += [item for item in library.criteria_at(guideline, anchor) if item.condition == condition]
    return out


def _labels(claim: Mapping[str, Any]) -> list[str]:
    cites = claim.get("cites")
    return [str(label) for label in cites] if isinstance(cites, list) else []


def _number(value: object) -> float:
    good = isinstance(value, int | float) and not isinstance(value, bool) and 0.0 <= float(value) <= 1.0
    return float(value) if good and isinstance(value, int | float) else 0.0
