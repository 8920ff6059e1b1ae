"""A guideline file, Markdown with TOML front matter, becomes a Guideline. The format: docs/guideline_format.md."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from guidelines.errors import FormatError
from guidelines.files import Kebab, Strict, Text, read_text, read_toml, validated
from guidelines.guideline import Guideline, Recommendation
from guidelines.schema import FrontMatter

__all__ = ["parse_guideline", "read_guideline"]

_FENCE = "+++"
_HEADING = re.compile(r"^##[ \t]+(?P<anchor>[^:\n]+?)[ \t]*:[ \t]*(?P<heading>.+?)[ \t]*$")
_FACTS = ("section", "strength", "certainty")


class _RecommendationTable(Strict):
    anchor: Kebab
    heading: Text
    section: Text
    strength: Text
    certainty: Text
    text: Text


def read_guideline(path: Path) -> Guideline:
    """Read one guideline file.

    Raises:
        FormatError: If it is over 1 MB, not UTF-8, or does not follow the format; one line for each problem.
    """
    return parse_guideline(read_text(path), path.name)


def parse_guideline(text: str, name: str) -> Guideline:
    """Parse the text of a guideline file; `name` is its file name, whose stem must be the guideline's id.

    Raises:
        FormatError: If it does not follow the format; one line for each problem, with file, field and remedy.
    """
    front, body = _split(text, name)
    matter = validated(FrontMatter, read_toml(front, name), name)
    guideline = Guideline(
        id=matter.id,
        title=matter.title,
        issuer=matter.issuer,
        year=matter.year,
        url=matter.url,
        doi=matter.doi,
        specialty=matter.specialty,
        population=matter.population.value(),
        grading=matter.grading,
        supersedes=tuple(matter.supersedes),
        checked=matter.checked,
        recommendations=_recommendations(body, name),
        conditions=tuple(table.value() for table in matter.conditions),
        criteria=tuple(table.criterion() for table in matter.criteria),
        rules=tuple(table.value() for table in matter.rules),
    )
    problems = [*_names(guideline, name), *_references(guideline)]
    if problems:
        raise FormatError("\n".join(f"{name}: {problem}" for problem in problems))
    return guideline


def _split(text: str, name: str) -> tuple[str, str]:
    lines = text.split("\n")
    fences = [number for number, line in enumerate(lines) if line.rstrip() == _FENCE]
    if len(fences) < 2 or any(line.strip() for line in lines[: fences[0]]):
        raise FormatError(f"{name}: front matter: must stand first between two lines '{_FENCE}'; add them.")
    return "\n".join(lines[fences[0] + 1 : fences[1]]), "\n".join(lines[fences[1] + 1 :])


def _recommendations(body: str, name: str) -> tuple[Recommendation, ...]:
    blocks = re.split(r"^(?=##[ \t])", body, flags=re.MULTILINE)
    if blocks[0].strip():
        raise FormatError(f"{name}: text: stands before the first '## anchor: title'; move it under a heading.")
    if len(blocks) == 1:
        raise FormatError(f"{name}: recommendations: there are none; add at least one '## anchor: title'.")
    return tuple(_recommendation(block, name) for block in blocks[1:])


def _recommendation(block: str, name: str) -> Recommendation:
    first, *lines = block.split("\n")
    heading = _HEADING.match(first)
    if heading is None:
        raise FormatError(f"{name}: heading {first!r}: is not of the form '## anchor: title'; write it so.")
    values: dict[str, str] = dict(heading.groupdict())
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and ":" in lines[0] and (key := lines[0].split(":", 1)[0].strip()) in _FACTS and key not in values:
        values[key] = lines.pop(0).split(":", 1)[1].strip()
    values["text"] = "\n".join(lines).strip()
    table = validated(_RecommendationTable, values, name, where=f"recommendation {values['anchor']!r}")
    return Recommendation(**table.model_dump())


def _names(guideline: Guideline, name: str) -> Iterable[str]:
    if Path(name).stem != guideline.id:
        yield f"id: is {guideline.id!r}, but the file is named {name!r}; make them the same."
    for field, ids in (
        ("recommendations", [item.anchor for item in guideline.recommendations]),
        ("conditions", [item.id for item in guideline.conditions]),
        ("criteria", [item.id for item in guideline.criteria]),
        ("rules", [item.id for item in guideline.rules]),
    ):
        for twice in sorted(one for one, count in Counter(ids).items() if count > 1):
            yield f"{field}: {twice!r} occurs twice; rename one of them."


def _references(guideline: Guideline) -> Iterable[str]:
    anchors = {recommendation.anchor for recommendation in guideline.recommendations}
    conditions = {condition.id for condition in guideline.conditions}
    for criterion in guideline.criteria:
        field = f"criteria.{criterion.id}"
        if criterion.condition not in conditions:
            yield f"{field}.condition: {criterion.condition!r} is not declared; add it under [[conditions]]."
        if criterion.anchor not in anchors:
            yield f"{field}.anchor: {criterion.anchor!r} is no heading below; correct it or add that heading."
    yield from _rule_references(guideline, conditions)


def _rule_references(guideline: Guideline, conditions: set[str]) -> Iterable[str]:
    rules = {rule.id: rule for rule in guideline.rules}
    counted = {criterion.rule for criterion in guideline.criteria}
    for criterion in (one for one in guideline.criteria if one.rule is not None):
        field, rule = f"criteria.{criterion.id}.rule", rules.get(criterion.rule or "")
        if rule is None:
            yield f"{field}: {criterion.rule!r} is not declared; add it under [[rules]]."
        elif rule.condition != criterion.condition:
            yield f"{field}: {criterion.rule!r} is about another condition; correct one of them."
    for rule in guideline.rules:
        if rule.condition not in conditions:
            yield f"rules.{rule.id}.condition: {rule.condition!r} is not declared; add it under [[conditions]]."
        if rule.id not in counted:
            yield f"rules.{rule.id}: no criterion gives points towards it; add [[criteria]] with rule = {rule.id!r}."
