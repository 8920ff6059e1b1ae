"""Relations between findings, conditions and tests, as the library states them: what a knowledge graph is made of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from guidelines.criterion import Criterion, Locator
from guidelines.guideline import Guideline
from guidelines.library import Library
from guidelines.vocabulary import Vocabulary

__all__ = ["Entity", "EntityKind", "Predicate", "Relation", "relations"]

EntityKind = Literal["condition", "finding", "rule", "test"]
Predicate = Literal[
    "supports", "refutes", "is-required-for", "excludes", "counts-towards", "decides", "is-a", "is-examined-by"
]
"""What the subject does to the object: a finding supports a condition, a condition is examined by a test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A node: a condition, a finding, a rule or a test."""

    id: str
    """Unique over all kinds, such as `condition:acute-cholecystitis`."""
    kind: str
    """An `EntityKind` for the library; whatever a foreign list says otherwise."""
    name: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One sourced statement that joins two entities."""

    subject: Entity
    predicate: str
    """A `Predicate` for the library; whatever a foreign list says otherwise."""
    object: Entity
    passage: str | None = None
    """Id of the passage that states it, `<guideline>#<anchor>`; None where no single passage does."""
    source: Locator | None = None
    """Where it stands in its source; None for what the vocabulary defines."""
    weight: str = ""
    """How much it counts, in words with its figures, such as `LR+ 2.8, LR- 0.5`."""


def relations(library: Library, vocabulary: Vocabulary) -> Iterator[Relation]:
    """Give every relation that the criteria, rules, tests and terms at hand state, in a fixed order.

    Nothing is inferred: a criterion, a rule, a test and a more general term give one relation each. Terms that no
    criterion uses are left out.
    """
    used: dict[str, None] = {}
    for guideline in library:
        for criterion in guideline.criteria:
            used.setdefault(criterion.finding)
            yield _stated(criterion, guideline, library, vocabulary)
        yield from _rules(guideline, library)
        yield from _tests(guideline, library)
    yield from _general(used, vocabulary)


def _stated(criterion: Criterion, guideline: Guideline, library: Library, vocabulary: Vocabulary) -> Relation:
    towards = _condition(criterion.condition, library)
    if criterion.weight.kind == "points" and criterion.rule is not None:
        towards = _rule(criterion.rule, guideline)
    return Relation(
        subject=_finding(criterion, vocabulary),
        predicate=_predicate(criterion),
        object=towards,
        passage=f"{guideline.id}#{criterion.anchor}",
        source=criterion.source,
        weight=_weight(criterion),
    )


def _predicate(criterion: Criterion) -> Predicate:
    weight = criterion.weight
    if weight.kind == "likelihood_ratio":
        # A ratio below 1 speaks against the condition; where only the negative one is known, an absence speaks against.
        return "refutes" if weight.positive is not None and weight.positive < 1.0 else "supports"
    named: dict[str, Predicate] = {
        "points": "counts-towards",
        "required": "is-required-for",
        "excluding": "excludes",
        "supportive": "supports",
    }
    return named[weight.kind]


def _weight(criterion: Criterion) -> str:
    weight = criterion.weight
    parts = []
    if weight.positive is not None:
        parts.append(f"LR+ {weight.positive:g}")
    if weight.negative is not None:
        parts.append(f"LR- {weight.negative:g}")
    if weight.points is not None:
        parts.append(f"{weight.points:g} points")
    return ", ".join(parts) or weight.kind


def _finding(criterion: Criterion, vocabulary: Vocabulary) -> Entity:
    entity = _term(criterion.finding, vocabulary)
    if criterion.operator is None:
        return entity
    # A quantity beyond a limit is a finding of its own: "urea > 7 mmol/L" is not "urea".
    limit = f"{criterion.operator} {criterion.value:g} {criterion.unit}"
    return Entity(id=f"{entity.id} {limit}", kind="finding", name=f"{entity.name} {limit}", synonyms=(entity.name,))


def _term(code: str, vocabulary: Vocabulary) -> Entity:
    if code not in vocabulary:
        return Entity(id=f"finding:{code}", kind="finding", name=code.replace("-", " "))
    term = vocabulary.term(code)
    return Entity(id=f"finding:{code}", kind="finding", name=term.name, synonyms=term.phrases)


def _condition(condition_id: str, library: Library) -> Entity:
    condition = library.condition(condition_id)
    return Entity(
        id=f"condition:{condition.id}", kind="condition", name=condition.name, synonyms=tuple(condition.synonyms)
    )


def _rule(rule_id: str, guideline: Guideline) -> Entity:
    name = next((rule.name for rule in guideline.rules if rule.id == rule_id), rule_id)
    return Entity(id=f"rule:{guideline.id}/{rule_id}", kind="rule", name=name)


def _rules(guideline: Guideline, library: Library) -> Iterator[Relation]:
    anchors = {criterion.rule: criterion.anchor for criterion in guideline.criteria if criterion.rule}
    for rule in guideline.rules:
        ratio = f", LR+ {rule.likelihood_ratio:g}" if rule.likelihood_ratio is not None else ""
        yield Relation(
            subject=_rule(rule.id, guideline),
            predicate="decides",
            object=_condition(rule.condition, library),
            passage=f"{guideline.id}#{anchors[rule.id]}" if rule.id in anchors else None,
            source=rule.source,
            weight=f"from {rule.points_at_least:g} points{ratio}",
        )


def _tests(guideline: Guideline, library: Library) -> Iterator[Relation]:
    for condition in guideline.conditions:
        for test in condition.tests:
            yield Relation(
                subject=_condition(condition.id, library),
                predicate="is-examined-by",
                object=Entity(id=f"test:{re.sub(r'[^a-z0-9]+', '-', test.lower()).strip('-')}", kind="test", name=test),
                source=Locator(section=guideline.title, url=guideline.url),
            )


def _general(codes: dict[str, None], vocabulary: Vocabulary) -> Iterator[Relation]:
    """A term that another implies is its more general one."""
    waiting, seen = [code for code in codes if code in vocabulary], set(codes)
    while waiting:
        term = vocabulary.term(waiting.pop(0))
        for code in term.implies:
            yield Relation(subject=_term(term.code, vocabulary), predicate="is-a", object=_term(code, vocabulary))
            if code not in seen:
                seen.add(code)
                waiting.append(code)
