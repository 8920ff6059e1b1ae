"""From criteria to a ranked differential: likelihood ratios multiply odds, rules count points, exclusions rule out."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from agent.appraisal.criteria import Applied, apply_criterion, apply_rule, is_met, log_odds
from agent.facts import Facts
from agent.models.embedded.conversation import Kept
from agent.models.embedded.unspecific import UNSPECIFIC
from guidelines import Condition, Criterion, Vocabulary

__all__ = ["ELSE_WEIGHT", "Ranked", "rank"]

ELSE_WEIGHT = 5.0
"""Odds that the truth is none of the conditions considered, before any finding, against each of them at 1. The library
does not know how common a condition is where the patient comes from; ours, not published."""
MET_LEAST = 2
"""A condition is named only when this many signs of it are there, or one on the picture, or one of its rules is met;
and one of the signs must say more than that somebody is ill."""
MOST_PROBABLE = 0.95
"""No estimate goes beyond this: multiplied ratios treat findings as independent, which they are not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One condition with what speaks for and against it."""

    condition: Condition
    probability: float
    """[0-1]"""
    supports: tuple[tuple[Applied, str], ...]
    """What speaks for it, strongest first, each with the label of its passage."""
    refutes: tuple[tuple[Applied, str], ...]
    """What speaks against it, strongest first."""
    unknown: tuple[Criterion, ...]
    """Criteria that nothing is known about, most telling first."""
    labels: tuple[str, ...]
    """Passages that speak about it."""
    tests: tuple[tuple[str, str], ...] = ()
    """Next tests, each with the label of the passage whose guideline recommends it."""
    ruled_out: bool = False


@dataclass(slots=True)
class _Pile:
    condition: Condition
    applied: list[tuple[Applied, str]] = field(default_factory=list)
    unknown: dict[str, Criterion] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    tests: dict[str, str] = field(default_factory=dict)


def rank(kept: Sequence[Kept], facts: Facts, vocabulary: Vocabulary, *, other_ages: int = 0) -> tuple[Ranked, ...]:
    """Rank the conditions that the kept passages speak about.

    Args:
        kept: Passages that survived the evidence filter, with what they state.
        facts: What is known about the patient.
        vocabulary: Tells which findings imply others, so that one fact is not counted twice.
        other_ages: Passages that bear on the findings but are for people of another age. Their conditions cannot be
            weighed, so "none of these" grows with their share: by half of them passed over, it doubles.

    Returns:
        Conditions that are named, most probable first (ties by id), then those ruled out.
    """
    piles: dict[str, _Pile] = {}
    for one in kept:
        _add(one, facts, piles)
    scored = {name: _score(pile, vocabulary) for name, pile in piles.items()}
    live = {name: total for name, (total, chosen, out) in scored.items() if not out and _named(chosen, vocabulary)}
    otherwise = math.log(ELSE_WEIGHT * (1.0 + other_ages / max(1, len(kept))))
    top = max([otherwise, *live.values()])
    mass = math.exp(otherwise - top) + math.fsum(math.exp(total - top) for total in live.values())
    ranked = [
        _ranked(piles[name], scored[name][1], min(MOST_PROBABLE, math.exp(total - top) / mass), ruled_out=False)
        for name, total in live.items()
    ]
    ruled = [
        _ranked(piles[name], chosen, 0.0, ruled_out=True)
        for name, (_, chosen, out) in scored.items()
        if out and any(item.met and item.log_ratio > 0 for item, _ in chosen)
    ]
    ranked.sort(key=lambda item: (-item.probability, item.condition.id))
    return (*ranked, *sorted(ruled, key=lambda item: item.condition.id))


def _add(one: Kept, facts: Facts, piles: dict[str, _Pile]) -> None:
    """Apply everything that one passage states."""
    for condition in one.stated.conditions:
        pile = piles.setdefault(condition.id, _Pile(condition))
        if one.label not in pile.labels:
            pile.labels.append(one.label)
        for test in condition.tests:
            pile.tests.setdefault(test, one.label)
    for criterion in one.stated.criteria:
        pile = piles[criterion.condition]
        if is_met(criterion, facts)[0] is None:
            pile.unknown.setdefault(criterion.finding, criterion)
            continue
        applied = apply_criterion(criterion, facts)
        if applied is not None:
            pile.applied.append((applied, one.label))
    for rule in one.stated.rules:
        parts = tuple(item for item in one.stated.criteria if item.rule == rule.id)
        piles[rule.condition].applied += [(applied, one.label) for applied in apply_rule(rule, parts, facts)]


def _score(pile: _Pile, vocabulary: Vocabulary) -> tuple[float, list[tuple[Applied, str]], bool]:
    """Sum of the logarithms over one criterion a finding, what was counted, and whether it is ruled out."""
    by_name: dict[str, tuple[Applied, str]] = {}
    for item, label in pile.applied:
        known = by_name.get(item.name)
        if known is None or _stronger(item, known[0]):
            by_name[item.name] = (item, label)
    by_name = _one_a_quantity(by_name, vocabulary)
    repeated = _repeated({name: item for name, (item, _) in by_name.items() if item.met}, vocabulary)
    repeated |= _stood_for(pile, {name: item for name, (item, _) in by_name.items() if name not in repeated})
    chosen = [pair for name, pair in by_name.items() if name not in repeated]
    chosen.sort(key=lambda pair: (-abs(pair[0].log_ratio), pair[0].name))
    return log_odds(tuple(item for item, _ in chosen)), chosen, any(item.rules_out for item, _ in chosen)


def _one_a_quantity(by_name: dict[str, tuple[Applied, str]], vocabulary: Vocabulary) -> dict[str, tuple[Applied, str]]:
    """Of a quantity and the findings that it decides (temperature, fever) one: they are one fact."""
    out: dict[str, tuple[Applied, str]] = {}
    for name, pair in by_name.items():
        rule = vocabulary.term(name).derived if name in vocabulary else None
        key = rule.quantity if rule is not None else name
        if key not in out or _stronger(pair[0], out[key][0]):
            out[key] = pair
    return {pair[0].name: pair for pair in out.values()}


def _stood_for(pile: _Pile, items: dict[str, Applied]) -> set[str]:
    """The weakest part of each rule that is met without a ratio of its own.

    A rule is no finding beyond its parts, so it takes the place of one: as many factors as there are facts.
    """
    out: set[str] = set()
    for rule in (item.rule for item in items.values() if item.rule is not None and item.rule.likelihood_ratio is None):
        names = {one.name for one, _ in pile.applied if one.criterion is not None and one.criterion.rule == rule.id}
        parts = [item for item in items.values() if item.name in names]
        if len(parts) > 1:
            out.add(min(parts, key=lambda item: (item.log_ratio, item.name)).name)
    return out


def _repeated(met: dict[str, Applied], vocabulary: Vocabulary) -> set[str]:
    """Of a finding and a more general one that it implies, the one that does not count: one fact counts once.

    The specific one counts, unless only the general one has a published figure.
    """
    out: set[str] = set()
    for name, item in met.items():
        for general in vocabulary.implied(name) if name in vocabulary else ():
            if general in met:
                out.add(name if _published(met[general]) and not _published(item) else general)
    return out


def _published(item: Applied) -> bool:
    return item.criterion is not None and item.criterion.weight.kind == "likelihood_ratio"


def _stronger(new: Applied, old: Applied) -> bool:
    """Which of two statements on one finding counts: an exclusion, then a published figure, then the cautious one."""
    if new.rules_out != old.rules_out:
        return new.rules_out
    if _published(new) != _published(old):
        return _published(new)
    return abs(new.log_ratio) < abs(old.log_ratio)


def _named(chosen: Iterable[tuple[Applied, str]], vocabulary: Vocabulary) -> bool:
    """Whether enough speaks for it; who the patient is (age, sex, risks) does not count, only what is wrong.

    A rule that is met is enough by itself. What a condition requires counts, whatever its kind.
    """
    met = [item for item, _ in chosen if item.met and not item.rules_out]
    if any(item.rule is not None and item.log_ratio > 0 for item in met):
        return True
    wrong = [item for item in met if item.log_ratio > 0 and item.rule is None and _is_wrong(item, vocabulary)]
    seen = any(vocabulary.term(item.name).kind == "imaging" for item in wrong)
    return any(item.name not in UNSPECIFIC for item in wrong) and (seen or len(wrong) >= MET_LEAST)


def _is_wrong(item: Applied, vocabulary: Vocabulary) -> bool:
    if item.name == "age" or item.name not in vocabulary:
        return False
    if item.criterion is not None and item.criterion.weight.kind == "required":
        return True
    return vocabulary.term(item.name).kind not in ("risk", "history")


def _ranked(pile: _Pile, chosen: list[tuple[Applied, str]], probability: float, *, ruled_out: bool) -> Ranked:
    unknown = sorted(pile.unknown.values(), key=lambda one: (-_tells(one), one.finding))
    return Ranked(
        condition=pile.condition,
        probability=probability,
        supports=tuple(pair for pair in chosen if pair[0].log_ratio > 0 and not pair[0].rules_out),
        refutes=tuple(pair for pair in chosen if pair[0].log_ratio < 0 or pair[0].rules_out),
        unknown=tuple(unknown),
        labels=tuple(pile.labels),
        tests=tuple(pile.tests.items()),
        ruled_out=ruled_out,
    )


def _tells(criterion: Criterion) -> float:
    """How far knowing it could move the odds [1]."""
    weight = criterion.weight
    if weight.kind in ("required", "excluding"):
        return 2.0
    ratios = [value for value in (weight.positive, weight.negative) if value is not None and value > 0]
    return max((abs(math.log(value)) for value in ratios), default=math.log(2.0))
