"""Whether a criterion is met by the facts, and how far that moves the odds."""

import math
from dataclasses import dataclass

from agent.facts import Facts, compare
from guidelines import Criterion, Rule

__all__ = ["SUPPORTIVE_RATIO", "TOLD_RATIO", "Applied", "apply_criterion", "apply_rule", "is_met", "log_odds"]

SUPPORTIVE_RATIO = 2.0
"""Likelihood ratio given to a sign that its source calls typical without a figure: about the lower quartile of the
positive ratios that this library has figures for (a test holds it), which raises a probability by about 15 points.
Source: McGee S. J Gen Intern Med 2002;17:646, doi 10.1046/j.1525-1497.2002.10750.x."""
TOLD_RATIO = 1.5
"""The same for what a patient tells: about the lower quartile of the published ratios of symptoms in this library."""
_TOLD = frozenset({"symptom", "risk", "history"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """One criterion or rule, applied."""

    name: str
    """Code of the finding, or name of the rule."""
    met: bool
    log_ratio: float
    """Natural logarithm of the factor on the odds [1]."""
    rules_out: bool = False
    criterion: Criterion | None = None
    rule: Rule | None = None


def is_met(criterion: Criterion, facts: Facts) -> tuple[bool | None, float]:
    """Whether the facts meet a criterion, and how sure that is.

    Returns:
        True, False or None (not known), and the certainty of the fact [0-1].
    """
    if criterion.population is not None and facts.patient.fits(criterion.population) is False:
        return None, 0.0
    if criterion.operator is not None and criterion.value is not None:
        measured = facts.quantities.get(criterion.finding)
        if measured is None or (criterion.unit or measured.unit) != measured.unit:
            return None, 0.0
        if measured.uncertainty is not None and abs(measured.value - criterion.value) <= measured.uncertainty:
            return None, 0.0
        return compare(measured.value, criterion.operator, criterion.value), 1.0
    fact = facts.findings.get(criterion.finding)
    if fact is None or fact.presence == "uncertain":
        return None, 0.0
    return fact.presence == "present", fact.certainty


def apply_criterion(criterion: Criterion, facts: Facts) -> Applied | None:
    """Apply a criterion; None if it is not known, has no say this way, or only counts points."""
    met, certainty = is_met(criterion, facts)
    if met is None:
        return None
    weight = criterion.weight
    if weight.kind == "excluding":
        return _applied(criterion, met=met, log_ratio=0.0, rules_out=True) if met else None
    typical = math.log(_typical_ratio(criterion, facts)) * certainty
    if weight.kind == "required":
        return _applied(criterion, met=met, log_ratio=typical if met else 0.0, rules_out=not met)
    if weight.kind == "supportive":
        return _applied(criterion, met=met, log_ratio=typical) if met else None
    if weight.kind == "likelihood_ratio":
        ratio = weight.positive if met else weight.negative
        # A doubtful finding moves the odds in proportion to how sure it is.
        return (
            _applied(criterion, met=met, log_ratio=math.log(ratio) * certainty)
            if ratio is not None and ratio > 0
            else None
        )
    return None


def apply_rule(rule: Rule, criteria: tuple[Criterion, ...], facts: Facts) -> tuple[Applied, ...]:
    """Count the points of a rule.

    Returns:
        The rule itself once it is met. Below that, what is unknown may still meet it, so each part that is met counts
        as typical. Nothing where the rule is published as saying nothing of the diagnosis (a ratio of 1: severity).
    """
    if rule.likelihood_ratio == 1.0:
        return ()
    met = [(one, sure) for one in criteria if one.rule == rule.id and (sure := is_met(one, facts))[0] is True]
    if sum(one.weight.points or 0.0 for one, _ in met) >= rule.points_at_least:
        if rule.likelihood_ratio is not None:
            # The published ratio is of the whole, so its parts do not count again.
            return (Applied(name=rule.name, met=True, log_ratio=math.log(rule.likelihood_ratio), rule=rule),)
        whole = Applied(name=rule.name, met=True, log_ratio=math.log(SUPPORTIVE_RATIO), rule=rule)
        return (whole, *_typical(met, facts))
    return _typical(met, facts)


def _typical(met: list[tuple[Criterion, tuple[bool | None, float]]], facts: Facts) -> tuple[Applied, ...]:
    """Parts of a score that speak for its condition, each without a figure of its own."""
    return tuple(
        _applied(one, met=True, log_ratio=math.log(_typical_ratio(one, facts)) * certainty)
        for one, (_, certainty) in met
        if (one.weight.points or 0.0) > 0
    )


def _typical_ratio(criterion: Criterion, facts: Facts) -> float:
    """What a typical finding without a figure is worth."""
    fact = facts.findings.get(criterion.finding)
    return TOLD_RATIO if fact is not None and fact.kind in _TOLD else SUPPORTIVE_RATIO


def log_odds(applied: tuple[Applied, ...]) -> float:
    """Sum of the logarithms: criteria are treated as independent, as published ratios are when multiplied."""
    return math.fsum(one.log_ratio for one in applied)


def _applied(criterion: Criterion, *, met: bool, log_ratio: float, rules_out: bool = False) -> Applied:
    return Applied(name=criterion.finding, met=met, log_ratio=log_ratio, rules_out=rules_out, criterion=criterion)
