"""A criterion: one checkable fact about a patient or a picture, and what it says about a condition."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["OPERATORS", "Condition", "Criterion", "Locator", "Operator", "Population", "Rule", "Weight", "WeightKind"]

Operator = Literal[">=", ">", "<=", "<", "=="]
OPERATORS: tuple[Operator, ...] = (">=", ">", "<=", "<", "==")
WeightKind = Literal["likelihood_ratio", "points", "required", "supportive", "excluding"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """Where exactly a number or a statement stands in its source."""

    section: str
    """Section, table, figure or page of the source, in the source's own numbering."""
    url: str
    """Address or DOI link of the source that was looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A disease or state that a differential can name."""

    id: str
    """Kebab-case name, unique in the library."""
    name: str
    """The name a clinician would write."""
    icd10: str | None = None
    """ICD-10 code where it is sure."""
    snomed: str | None = None
    """SNOMED CT concept id where it is sure."""
    synonyms: tuple[str, ...] = ()
    """Other names it goes by."""
    urgent: bool = False
    """True where delay threatens life, limb or sight."""
    tests: tuple[str, ...] = ()
    """Next tests that the guideline recommends to confirm or refute it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Whom a guideline or a criterion is for."""

    text: str = ""
    """In words."""
    age_min: float | None = None
    """Youngest age [a] included."""
    age_max: float | None = None
    """Oldest age [a] included."""
    sex: Literal["female", "male"] | None = None
    """Sex, where it applies to one only."""
    pregnant: bool | None = None
    """True: only in pregnancy; False: not in pregnancy; None: either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """How much a criterion moves the probability of its condition.

    `likelihood_ratio`: `positive` multiplies the odds when the criterion is met, `negative` when it is known not to be.
    `points`: `points` are added to the rule named by the criterion. `required`: known to be absent rules the condition
    out. `supportive`: raises it by a fixed modest amount, for want of a published figure. `excluding`: present rules
    it out.
    """

    kind: WeightKind
    positive: float | None = None
    """Positive likelihood ratio [1]."""
    negative: float | None = None
    """Negative likelihood ratio [1]."""
    points: float | None = None
    """Points towards a rule [1]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One checkable fact: a finding that is present, or a measurement that meets a limit."""

    id: str
    """Kebab-case, unique in its guideline."""
    condition: str
    """Id of the condition it speaks about."""
    anchor: str
    """Anchor of the recommendation that states it; it counts only when that passage was retrieved and kept."""
    finding: str
    """Code of a term of the vocabulary: a finding to be present, or a quantity to be compared."""
    weight: Weight
    source: Locator
    operator: Operator | None = None
    """Set for a quantity."""
    value: float | None = None
    """Limit [unit]."""
    unit: str | None = None
    """UCUM unit of the limit."""
    population: Population | None = None
    """Whom it holds for, where narrower than its guideline."""
    rule: str | None = None
    """Id of the rule its points count towards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A count or score that decides once enough points are reached."""

    id: str
    condition: str
    name: str
    """Its published name."""
    points_at_least: float
    """Points [1] from which on it is met."""
    meaning: str
    """What meeting it means."""
    source: Locator
    likelihood_ratio: float | None = None
    """Published positive likelihood ratio [1] of meeting it, where there is one."""
