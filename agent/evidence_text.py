"""Kept passages as text for a model: fenced, labelled, with their criteria as data where a profile asks for them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from pydantic import TypeAdapter

from agent.evidence import Evidence
from guidelines import Condition, Criterion, Library, Rule
from tools.notes import neutralise

__all__ = ["Stated", "read_stated", "write_evidence"]

_PASSAGE_LIMIT = 2_000
"""Longest passage put before a model [characters]; RELIABILITY limit for untrusted text."""


class Stated:
    """What a kept passage states as data: criteria, rules and the conditions they speak about."""

    def __init__(
        self, criteria: tuple[Criterion, ...], rules: tuple[Rule, ...], conditions: tuple[Condition, ...]
    ) -> None:
        self.criteria = criteria
        self.rules = rules
        self.conditions = conditions


_CRITERIA = TypeAdapter(tuple[Criterion, ...])
_RULES = TypeAdapter(tuple[Rule, ...])
_CONDITIONS = TypeAdapter(tuple[Condition, ...])


def write_evidence(kept: Sequence[Evidence], library: Library, *, criteria: bool) -> str:
    """Write passages the way a model reads them: a JSON line of provenance, then the text."""
    return "\n\n".join(_one(one, library, criteria=criteria) for one in kept)


def read_stated(record: Mapping[str, Any]) -> Stated:
    """Read back the criteria of one passage from its JSON line.

    Raises:
        ValueError: If they do not have the form they were written in.
    """
    return Stated(
        criteria=_CRITERIA.validate_python(record.get("criteria", ())),
        rules=_RULES.validate_python(record.get("rules", ())),
        conditions=_CONDITIONS.validate_python(record.get("conditions", ())),
    )


def _one(one: Evidence, library: Library, *, criteria: bool) -> str:
    source = one.passage.source
    about: dict[str, Any] = {
        "passage": one.passage.id,
        "title": source.title,
        "issuer": source.issuer,
        "year": source.year,
        "section": source.section,
        "strength": source.strength,
        "certainty": source.certainty,
        "wording": one.passage.wording,
        "stance": one.stance,
    }
    if one.flags:
        about["flags"] = list(one.flags)
    if criteria:
        about |= _stated(one, library)
    text = neutralise(one.passage.text)
    if len(text) > _PASSAGE_LIMIT:
        text = text[:_PASSAGE_LIMIT] + " […]"
    return f"[{one.label}] {json.dumps(about, ensure_ascii=False, sort_keys=True)}\n{text}"


def _stated(one: Evidence, library: Library) -> dict[str, Any]:
    guideline, _, anchor = one.passage.id.partition("#")
    if not any(known.id == guideline for known in library.guidelines):
        return {}
    criteria = library.criteria_at(guideline, anchor)
    rules = library.rules_at(guideline, anchor)
    named = sorted({item.condition for item in criteria} | {item.condition for item in rules})
    # The guideline's own entry: its tests are what this source recommends, not what any other one does.
    own = {item.id: item for item in library.guideline(guideline).conditions}
    conditions = [own.get(name) or replace(library.condition(name), tests=()) for name in named]
    return {
        "criteria": [asdict(item) for item in criteria],
        "rules": [asdict(item) for item in rules],
        "conditions": [asdict(item) for item in conditions],
    }
