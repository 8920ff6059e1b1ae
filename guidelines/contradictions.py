"""Criteria that cannot both be right: of one condition and one finding, in one guideline or in two."""

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from guidelines.criterion import Criterion, Population
from guidelines.guideline import Guideline

__all__ = ["contradictions"]


class _Stated(NamedTuple):
    """A criterion where it stands."""

    guideline: Guideline
    criterion: Criterion

    @property
    def place(self) -> str:
        return f"{self.guideline.id}.md: criteria.{self.criterion.id}"

    @property
    def population(self) -> tuple[Population, ...]:
        own = self.criterion.population
        return (self.guideline.population,) if own is None else (self.guideline.population, own)


def contradictions(guidelines: Sequence[Guideline]) -> Iterator[str]:
    """Name the criteria that contradict each other, and the rules that no patient could meet.

    Two criteria of one condition and one finding contradict where their people overlap and one speaks for the condition
    while the other speaks against it, or where both are required and no measurement meets both. Likelihood ratios that
    differ in size do not: studies differ.

    Returns:
        One sentence for each: where, what, what to do.
    """
    by_topic: dict[tuple[str, str], list[_Stated]] = defaultdict(list)
    for guideline in sorted(guidelines, key=lambda one: one.id):
        yield from _unreachable(guideline)
        for criterion in guideline.criteria:
            by_topic[criterion.condition, criterion.finding].append(_Stated(guideline, criterion))
    for (condition, finding), stated in sorted(by_topic.items()):
        for one, other in itertools.combinations(stated, 2):
            problem = _opposed(one.criterion, other.criterion)
            if problem and _overlap((*one.population, *other.population)) and not _replaced(one, other):
                yield (
                    f"{other.place}: {finding!r} {problem} in {one.place} for {condition!r}; correct one of them, or "
                    "narrow its population."
                )


def _unreachable(guideline: Guideline) -> Iterator[str]:
    for rule in guideline.rules:
        points = [one.weight.points or 0.0 for one in guideline.criteria if one.rule == rule.id]
        most = math.fsum(value for value in points if value > 0)
        if most < rule.points_at_least:
            yield (
                f"{guideline.id}.md: rules.{rule.id}: asks for {rule.points_at_least:g} points, but its criteria give "
                f"{most:g} at most; correct the limit, or add what is missing."
            )


def _opposed(one: Criterion, other: Criterion) -> str:
    """In what two criteria of one topic contradict each other; empty where they do not."""
    if not _share_values(one, other):
        both_required = one.weight.kind == other.weight.kind == "required"
        return "must meet a limit that excludes the one required" if both_required else ""
    directions = {_direction(one), _direction(other)}
    return "speaks the other way than" if directions == {"for", "against"} else ""


def _direction(criterion: Criterion) -> Literal["for", "against"]:
    weight = criterion.weight
    if weight.kind == "excluding":
        return "against"
    if weight.kind == "points":
        return "for" if (weight.points or 0.0) >= 0 else "against"
    if weight.kind == "likelihood_ratio":
        positive = weight.positive if weight.positive is not None else 1.0 / (weight.negative or 1.0)
        return "for" if positive >= 1.0 else "against"
    return "for"


def _share_values(one: Criterion, other: Criterion) -> bool:
    """Whether some measurement meets both; always so for findings that are there or not."""
    if one.operator is None or other.operator is None:
        return True
    (low, low_in), (high, high_in) = _interval(one)
    (other_low, other_low_in), (other_high, other_high_in) = _interval(other)
    bottom = max((low, not low_in), (other_low, not other_low_in))
    top = min((high, high_in), (other_high, other_high_in))
    return bottom[0] < top[0] or (bottom[0] == top[0] and not bottom[1] and top[1])


def _interval(criterion: Criterion) -> tuple[tuple[float, bool], tuple[float, bool]]:
    """The least and the largest value that meet a criterion, each with whether it does itself."""
    value = float(criterion.value or 0.0)
    match criterion.operator:
        case ">=" | ">":
            return (value, criterion.operator == ">="), (math.inf, False)
        case "<=" | "<":
            return (-math.inf, False), (value, criterion.operator == "<=")
        case _:
            return (value, True), (value, True)


def _overlap(populations: Sequence[Population]) -> bool:
    """Whether somebody belongs to all of them."""
    oldest = min((one.age_max for one in populations if one.age_max is not None), default=math.inf)
    youngest = max((one.age_min for one in populations if one.age_min is not None), default=0.0)
    sexes = {one.sex for one in populations if one.sex is not None}
    pregnant = {one.pregnant for one in populations if one.pregnant is not None}
    return youngest <= oldest and len(sexes) < 2 and len(pregnant) < 2


def _replaced(one: _Stated, other: _Stated) -> bool:
    """Whether one guideline supersedes the other: then the older one does not count."""
    return any(
        old in (new_one.id, new_one.title)
        for newer, new_one in ((one.guideline, other.guideline), (other.guideline, one.guideline))
        for old in newer.supersedes
    )
