"""How sure an answer is: from token probabilities where a model gives them, else from the evidence behind it.

The number that a model writes about itself is never used as it stands.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from agent.appraisal.criteria import is_met
from agent.diagnosis import Confidence
from agent.dialects import Answered
from agent.evidence import Evidence
from agent.facts import Facts
from agent.state import Token
from guidelines import Criterion, Library

__all__ = ["from_evidence", "from_tokens", "option_of"]

_LETTER = re.compile(
    r"^\s*(?:(?i:the )?(?i:final )?(?i:answer|option)(?i: is)?\s*:?\s*)?"
    r"(?:\(([A-Z])\)|\[([A-Z])\]|\*\*([A-Z])[.):]?\*\*|([A-Z])(?=\s*$|[.):]))"
)
"""A letter alone, in brackets, or followed by `.`, `)` or `:`; also after "Answer:". "A mass" and "I see" are words."""
_DENIAL = re.compile(r"\b(?:not|neither|never|without|rather than|instead of)\b|n't\b")
_LEAST = 1e-12
"""Probability that stands for none, so that its logarithm exists [1]."""


def option_of(answer: Answered, options: Sequence[str]) -> int | None:
    """Index of the option that an answer names, or None if it names none.

    By its exact text, else by its letter, else as the only option whose text stands in the answer.
    """
    if not options:
        return None
    said = answer.text
    if answer.record is not None:
        said = str(answer.record.get("answer") or "")
    for index, option in enumerate(options):
        if said.strip().casefold() == option.strip().casefold():
            return index
    letter = _LETTER.match(said)
    if letter is not None:
        index = ord(next(one for one in letter.groups() if one)) - ord("A")
        return index if index < len(options) else None
    return _only_named(said, options)


def _only_named(said: str, options: Sequence[str]) -> int | None:
    """The only option whose text stands in the answer as whole words; one inside another's text does not count."""
    text = said.casefold()
    spans = {
        index: [match.span() for match in re.finditer(rf"(?<!\w){re.escape(option.strip().casefold())}(?!\w)", text)]
        for index, option in enumerate(options)
        if option.strip()
    }
    every = [span for several in spans.values() for span in several]
    named = [
        index
        for index, several in spans.items()
        if any(not any(a <= start and end <= b and (a, b) != (start, end) for a, b in every) for start, end in several)
    ]
    if len(named) != 1:
        return None
    # "Not the left" names an option to turn it down.
    denied = _DENIAL.search(text) is not None and _DENIAL.search(options[named[0]].casefold()) is None
    return None if denied else named[0]


def from_tokens(answer: Answered | None, tokens: Sequence[Token], options: Sequence[str]) -> Confidence:
    """Confidence of a model that gives token probabilities.

    With options: the probability of the answer's first token, restricted to the options' letters and renormalised
    (Med-RwR's eta, arXiv 2510.18303, made comparable over options). Without: the geometric mean of the answer's tokens.
    No answer, or no probabilities, is 0.
    """
    if answer is None or not tokens:
        return Confidence(value=0.0, method="answer-tokens", meaning="No answer whose tokens carry probabilities.")
    if options and answer.record is None:
        letters = [chr(ord("A") + index) for index in range(len(options))]
        mass = dict.fromkeys(letters, 0.0)
        for text, logprob in {**dict(tokens[0].alternatives), tokens[0].text: tokens[0].logprob}.items():
            letter = text.strip().strip(">").strip()
            if letter in mass:
                mass[letter] += math.exp(logprob)
        total = math.fsum(mass.values())
        chosen = option_of(answer, options)
        value = mass[letters[chosen]] / total if chosen is not None and total > _LEAST else 0.0
        return Confidence(
            value=min(1.0, value),
            method="option-token",
            parts={letter: share / total for letter, share in mass.items()} if total > _LEAST else {},
            meaning="Probability of the chosen option's letter among the options' letters; not calibrated.",
        )
    mean = math.fsum(one.logprob for one in tokens) / len(tokens)
    return Confidence(
        value=min(1.0, math.exp(mean)),
        method="answer-tokens",
        parts={"tokens": float(len(tokens))},
        meaning="Geometric mean of the probabilities of the answer's tokens; not calibrated.",
    )


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
