"""A guideline: who recommends what, for whom, how strongly, and where it is written."""

from dataclasses import dataclass
from datetime import date

from guidelines.criterion import Condition, Criterion, Population, Rule

__all__ = ["Guideline", "Recommendation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """One anchored statement of a guideline, in our own words."""

    anchor: str
    """Unique in its guideline; `<guideline>#<anchor>` names the passage."""
    heading: str
    """What it is about."""
    text: str
    """Our summary of the section; not a quotation."""
    section: str
    """Where it stands in the source."""
    strength: str
    """Strength as the issuer grades it, or 'not graded'."""
    certainty: str
    """Certainty of the evidence as the issuer grades it, or 'not graded'."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guideline:
    """A document of recommendations with its provenance and the criteria it states."""

    id: str
    title: str
    """Title of the source."""
    issuer: str
    year: int
    """Year of publication of the source."""
    url: str
    """Address of the source that was looked at."""
    doi: str | None
    specialty: str
    population: Population
    grading: str
    """The issuer's grading scheme, in words."""
    supersedes: tuple[str, ...]
    """Ids or titles of documents that this one replaces."""
    checked: date
    """Day on which the facts were last compared with the source."""
    recommendations: tuple[Recommendation, ...]
    conditions: tuple[Condition, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    rules: tuple[Rule, ...] = ()
