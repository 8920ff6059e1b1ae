"""What the front matter of a guideline file may say, field by field; see docs/guideline_format.md."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from guidelines.criterion import Condition, Criterion, Locator, Operator, Population, Rule, Weight, WeightKind
from guidelines.files import Kebab, Link, Strict, Text

__all__ = ["ConditionTable", "CriterionTable", "FrontMatter", "LocatorTable", "PopulationTable", "RuleTable"]

_ICD10 = r"^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?(-[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?)?$"
"""One ICD-10 code, or a range of them. Source: WHO ICD-10 volume 2, 2.4 (letter, two digits, point, further digits)."""
_SNOMED = r"^[0-9]{6,18}$"
"""A SNOMED CT identifier has 6 to 18 digits. Source: SNOMED CT Release File Specification, 5.1 SCTID."""


class LocatorTable(Strict):
    """Where a number stands."""

    section: Text
    url: Link

    def value(self) -> Locator:
        """As a locator."""
        return Locator(section=self.section, url=self.url)


class PopulationTable(Strict):
    """Whom it is for."""

    text: str = ""
    age_min: float | None = Field(default=None, ge=0, le=120)
    age_max: float | None = Field(default=None, ge=0, le=120)
    sex: Literal["female", "male"] | None = None
    pregnant: bool | None = None

    def value(self) -> Population:
        """As a population."""
        return Population(**self.model_dump())


class ConditionTable(Strict):
    """A `[[conditions]]` table."""

    id: Kebab
    name: Text
    icd10: str | None = Field(default=None, pattern=_ICD10)
    snomed: str | None = Field(default=None, pattern=_SNOMED)
    synonyms: list[Text] = Field(default_factory=list)
    urgent: bool = False
    tests: list[Text] = Field(default_factory=list)

    def value(self) -> Condition:
        """As a condition."""
        rest = self.model_dump(exclude={"synonyms", "tests"})
        return Condition(**rest, synonyms=tuple(self.synonyms), tests=tuple(self.tests))


class WeightTable(Strict):
    """The `weight` of a criterion; `against` marks a finding whose presence makes the condition less likely."""

    kind: WeightKind
    positive: float | None = Field(default=None, gt=0, le=1000)
    negative: float | None = Field(default=None, gt=0, le=1000)
    points: float | None = None
    against: bool = False

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        ratios = (self.positive, self.negative)
        if (self.kind == "likelihood_ratio") != any(ratio is not None for ratio in ratios):
            raise ValueError("kind 'likelihood_ratio', and it alone, has positive, negative or both")
        if (self.kind == "points") != (self.points is not None):
            raise ValueError("kind 'points', and it alone, has points")
        high, low = (self.negative, self.positive) if self.against else ratios
        if (high is not None and high < 1) or (low is not None and low > 1):
            raise ValueError(
                f"positive {self.positive!r} and negative {self.negative!r} point the wrong way: positive is at least 1"
                " and negative at most 1, or the reverse with against = true"
            )
        return self

    def value(self) -> Weight:
        """As a weight."""
        return Weight(kind=self.kind, positive=self.positive, negative=self.negative, points=self.points)


class CriterionTable(Strict):
    """A `[[criteria]]` table."""

    id: Kebab
    condition: Kebab
    anchor: Kebab
    finding: Kebab
    weight: WeightTable
    source: LocatorTable
    operator: Operator | None = None
    value: float | None = None
    unit: Text | None = None
    population: PopulationTable | None = None
    rule: Kebab | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        given = [part is not None for part in (self.operator, self.value, self.unit)]
        if any(given) and not all(given):
            raise ValueError("a measurement needs operator, value and unit, all three")
        if (self.weight.kind == "points") != (self.rule is not None):
            raise ValueError("points need the rule that they count towards, and only points have one")
        return self

    def criterion(self) -> Criterion:
        """As a criterion."""
        return Criterion(
            id=self.id,
            condition=self.condition,
            anchor=self.anchor,
            finding=self.finding,
            weight=self.weight.value(),
            source=self.source.value(),
            operator=self.operator,
            value=self.value,
            unit=self.unit,
            population=self.population.value() if self.population else None,
            rule=self.rule,
        )


class RuleTable(Strict):
    """A `[[rules]]` table."""

    id: Kebab
    condition: Kebab
    name: Text
    points_at_least: float
    meaning: Text
    source: LocatorTable
    likelihood_ratio: float | None = Field(default=None, ge=1, le=1000)

    def value(self) -> Rule:
        """As a rule."""
        return Rule(**self.model_dump(exclude={"source"}), source=self.source.value())


class FrontMatter(Strict):
    """Everything between the `+++` lines."""

    id: Kebab
    title: Text
    issuer: Text
    year: int = Field(ge=1950, le=2100)
    url: Link
    doi: str | None = Field(default=None, pattern=r"^10\.[0-9]{4,9}/\S+$")
    specialty: Text
    population: PopulationTable
    grading: Text
    supersedes: list[Text] = Field(default_factory=list)
    checked: date
    conditions: list[ConditionTable] = Field(default_factory=list)
    criteria: list[CriterionTable] = Field(default_factory=list)
    rules: list[RuleTable] = Field(default_factory=list)
