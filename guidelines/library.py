"""The library: all guidelines at hand, looked up by id, anchor and condition."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Self

from guidelines.criterion import Condition, Criterion, Rule
from guidelines.errors import FormatError, UnknownAnchor, UnknownCondition, UnknownGuideline
from guidelines.files import did_you_mean
from guidelines.guideline import Guideline, Recommendation
from guidelines.parse import read_guideline

__all__ = ["OWN_FOLDER", "Library"]

OWN_FOLDER = Path(__file__).parent / "library"
"""The guidelines that ship with this package."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Library:
    """Guidelines in the order of their ids. Immutable: `without` and `with_folder` give new libraries."""

    guidelines: tuple[Guideline, ...]
    checksum: str = field(init=False)
    """SHA-256 over everything that the guidelines say [64 hex digits]; the same for the same content."""
    conditions: Mapping[str, Condition] = field(init=False)
    """Conditions by id; what several guidelines say of one is joined, codes and name from the first that has them."""
    superseded: Mapping[str, str] = field(init=False)
    """Id of an older document to the id of the guideline that replaces it; a title where it has no id here."""
    _by_id: Mapping[str, Guideline] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.guidelines, key=lambda guideline: guideline.id))
        by_id: dict[str, Guideline] = {}
        for guideline in ordered:
            if guideline.id in by_id:
                raise FormatError(f"{guideline.id}.md: id: {guideline.id!r} occurs twice in the library; rename one.")
            by_id[guideline.id] = guideline
        object.__setattr__(self, "guidelines", ordered)
        object.__setattr__(self, "checksum", _checksum(ordered))
        object.__setattr__(self, "conditions", MappingProxyType(_joined(ordered)))
        object.__setattr__(self, "superseded", MappingProxyType(_superseded(ordered)))
        object.__setattr__(self, "_by_id", MappingProxyType(by_id))

    @classmethod
    def of(cls, guidelines: Iterable[Guideline]) -> Self:
        """Make a library of guidelines at hand.

        Raises:
            FormatError: If two have the same id.
        """
        return cls(guidelines=tuple(guidelines))

    @classmethod
    def load(cls, *folders: Path) -> Self:
        """Read the guidelines of this package and, after them, those of further folders (`*.md` right inside each).

        Raises:
            FormatError: If a folder does not exist, a file does not follow the format, or an id occurs twice.
        """
        return cls.of(guideline for folder in (OWN_FOLDER, *folders) for guideline in _read_folder(folder))

    def with_folder(self, path: Path) -> Self:
        """Return this library and the guidelines of one more folder.

        Raises:
            FormatError: As `load` does.
        """
        return type(self).of((*self.guidelines, *_read_folder(path)))

    def without(self, *ids: str) -> Self:
        """Return this library without some of its guidelines.

        Raises:
            UnknownGuideline: If it has no guideline with one of the ids.
        """
        leaving = {self.guideline(one).id for one in ids}
        return type(self).of(guideline for guideline in self.guidelines if guideline.id not in leaving)

    def guideline(self, guideline_id: str) -> Guideline:
        """Return the guideline with that id.

        Raises:
            UnknownGuideline: If there is none; the message names the nearest.
        """
        try:
            return self._by_id[guideline_id]
        except KeyError:
            hint = did_you_mean(guideline_id, self._by_id)
            raise UnknownGuideline(f"The library has no guideline {guideline_id!r}.{hint}") from None

    def recommendation(self, guideline_id: str, anchor: str) -> Recommendation:
        """Return the recommendation at `guideline_id#anchor`.

        Raises:
            UnknownGuideline: If there is no such guideline, or (UnknownAnchor) no such recommendation in it.
        """
        guideline = self.guideline(guideline_id)
        for recommendation in guideline.recommendations:
            if recommendation.anchor == anchor:
                return recommendation
        hint = did_you_mean(anchor, (one.anchor for one in guideline.recommendations))
        raise UnknownAnchor(f"Guideline {guideline_id!r} has no recommendation {anchor!r}.{hint}")

    def criteria_at(self, guideline_id: str, anchor: str) -> tuple[Criterion, ...]:
        """Return the criteria that the recommendation states, in the order of the file.

        Raises:
            UnknownGuideline: As `recommendation` does.
        """
        self.recommendation(guideline_id, anchor)
        return tuple(one for one in self.guideline(guideline_id).criteria if one.anchor == anchor)

    def rules_at(self, guideline_id: str, anchor: str) -> tuple[Rule, ...]:
        """Return the rules towards which criteria of that recommendation give points.

        Raises:
            UnknownGuideline: As `recommendation` does.
        """
        counted = {criterion.rule for criterion in self.criteria_at(guideline_id, anchor)}
        return tuple(rule for rule in self.guideline(guideline_id).rules if rule.id in counted)

    def condition(self, condition_id: str) -> Condition:
        """Return the condition with that id.

        Raises:
            UnknownCondition: If no guideline declares it; the message names the nearest.
        """
        try:
            return self.conditions[condition_id]
        except KeyError:
            hint = did_you_mean(condition_id, self.conditions)
            raise UnknownCondition(f"No guideline declares a condition {condition_id!r}.{hint}") from None

    def __len__(self) -> int:
        return len(self.guidelines)

    def __iter__(self) -> Iterator[Guideline]:
        return iter(self.guidelines)


def _read_folder(folder: Path) -> Iterator[Guideline]:
    if not folder.is_dir():
        raise FormatError(f"{folder.name}: is not a folder; name one that holds guideline files (*.md).")
    for path in sorted(folder.glob("*.md")):
        yield read_guideline(path)


def _checksum(guidelines: tuple[Guideline, ...]) -> str:
    text = json.dumps([asdict(guideline) for guideline in guidelines], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _joined(guidelines: tuple[Guideline, ...]) -> dict[str, Condition]:
    conditions: dict[str, Condition] = {}
    for guideline in guidelines:
        for new in guideline.conditions:
            old = conditions.get(new.id, new)
            conditions[new.id] = replace(
                old,
                icd10=old.icd10 or new.icd10,
                snomed=old.snomed or new.snomed,
                synonyms=tuple(dict.fromkeys((*old.synonyms, *new.synonyms))),
                urgent=old.urgent or new.urgent,
                tests=tuple(dict.fromkeys((*old.tests, *new.tests))),
            )
    return conditions


def _superseded(guidelines: tuple[Guideline, ...]) -> dict[str, str]:
    titles = {guideline.title: guideline.id for guideline in guidelines}
    return {titles.get(old, old): guideline.id for guideline in guidelines for old in guideline.supersedes}
