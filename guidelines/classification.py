"""Classifications of imaging and dermoscopy: their categories, and the tables from what is seen to a category."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Self

from guidelines.criterion import Locator
from guidelines.errors import UnknownCategory, UnknownClassification, UnknownValue
from guidelines.files import did_you_mean

__all__ = ["OWN_CLASSIFICATIONS", "Category", "Classification", "Feature", "Item", "Row", "Seen", "Value"]

OWN_CLASSIFICATIONS = Path(__file__).parent / "classifications"
"""The classifications that ship with this package, one a file."""

Seen = Mapping[str, str | int | Fraction]
"""What was seen, by feature: the id of a value, or the number itself where the feature is a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One category, grade or type."""

    code: str
    """As it is reported: `LR-5`, `IIF`, `4A`."""
    meaning: str
    source: Locator
    """Of the meaning."""
    risk: str = ""
    """How often it turns out to be what is feared, where that is published."""
    risk_source: Locator | None = None
    management: str = ""
    """What to do, where that is published."""
    management_source: Locator | None = None

    @property
    def told(self) -> str:
        """Meaning, risk and management in a line."""
        return "; ".join(part for part in (self.meaning, self.risk, self.management) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One thing that a feature can be."""

    id: str
    text: str
    at_least: Fraction | None = None
    """Where the interval begins, of a feature that is a number; None: the lowest interval."""
    above: bool = False
    """True: `at_least` itself still belongs to the interval before."""

    def begins_by(self, number: int | Fraction) -> bool:
        """True where the interval begins at or below a number."""
        return self.at_least is None or number > self.at_least or (number == self.at_least and not self.above)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """Something to look at before a category is given."""

    id: str
    text: str
    values: tuple[Value, ...]
    """Of a number: intervals from low to high, each up to where the next begins."""
    unit: str = ""
    """UCUM unit of a number; empty where the feature is none."""

    @property
    def numeric(self) -> bool:
        """True where it is a number."""
        return len(self.values) > 1 and self.values[1].at_least is not None

    def value(self, seen: str | int | Fraction) -> Value:
        """Return the value with that id, or the interval that the number lies in.

        Raises:
            UnknownValue: If there is none.
        """
        if isinstance(seen, str):
            for value in self.values:
                if value.id == seen:
                    return value
        elif self.numeric:
            return [one for one in self.values if one.begins_by(seen)][-1]
        hint = did_you_mean(str(seen), (one.id for one in self.values))
        raise UnknownValue(f"{self.id} cannot be {seen!r}.{hint}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that gives points towards the number of the classification's score."""

    id: str
    text: str
    low: int
    high: int
    weight: Fraction
    """Points for each that is counted."""
    source: Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the table: where all features have one of these values, it is this category."""

    when: Mapping[str, tuple[str, ...]]
    """Values by feature; a feature that is left out may be anything."""
    category: str | None
    """Code of the category; None where the classification does not apply."""
    why: str
    """Why it does not apply, or what the row says beyond its values; may be empty with a category."""
    source: Locator

    def meets(self, values: Mapping[str, str]) -> bool:
        """True where the values, by feature, are those of this row."""
        return all(values[feature] in allowed for feature, allowed in self.when.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """One classification in one version."""

    id: str
    title: str
    issuer: str
    version: str
    year: int
    url: str
    checked: date
    specialty: str
    purpose: str
    """What it is for, and for whom."""
    categories: tuple[Category, ...]
    """In their order, from the least to the most."""
    features: tuple[Feature, ...] = ()
    """Empty where the category is the reader's judgement by its description."""
    items: tuple[Item, ...] = ()
    """What the number named `score` is made of, where a feature is a score."""
    rows: tuple[Row, ...] = ()
    """Every combination of values is in one row at least, and rows that share one agree (checked)."""
    calculator: str = ""
    """Name of the calculator that computes it; empty where none does."""
    notes: tuple[str, ...] = ()
    """What is left out, and doubts about what is not."""

    @classmethod
    def load(cls, classification_id: str) -> Self:
        """Read one of the classifications of this package.

        Raises:
            UnknownClassification: If there is none with that id; the message names the nearest.
            FormatError: If its file does not follow the format.
        """
        known = cls.names()
        if classification_id not in known:
            hint = did_you_mean(classification_id, known)
            raise UnknownClassification(f"There is no classification {classification_id!r}.{hint}")
        return cls.read(OWN_CLASSIFICATIONS / f"{classification_id}.toml")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file of a classification.

        Raises:
            FormatError: If it does not follow the format.
        """
        # The form of the file needs pydantic, which takes a while to import and is not needed for the names.
        from guidelines.classification_schema import fields_of

        return cls(**fields_of(path))

    @staticmethod
    def names() -> tuple[str, ...]:
        """List the ids of the classifications of this package, sorted."""
        return tuple(sorted(path.stem for path in OWN_CLASSIFICATIONS.glob("*.toml")))

    def category(self, code: str) -> Category:
        """Return the category with that code.

        Raises:
            UnknownCategory: If there is none; the message names the nearest.
        """
        for category in self.categories:
            if category.code == code:
                return category
        hint = did_you_mean(code, (one.code for one in self.categories))
        raise UnknownCategory(f"{self.title} has no category {code!r}.{hint}")

    def feature(self, feature_id: str) -> Feature:
        """Return the feature with that id.

        Raises:
            UnknownValue: If there is none; the message names the nearest.
        """
        for feature in self.features:
            if feature.id == feature_id:
                return feature
        hint = did_you_mean(feature_id, (one.id for one in self.features))
        raise UnknownValue(f"{self.title} has no feature {feature_id!r}.{hint}")

    def values(self, seen: Seen) -> dict[str, str]:
        """Give the id of the value of each feature, in the order of the table.

        Raises:
            UnknownValue: If a feature is missing or unknown, or cannot have that value.
        """
        for name in seen:
            self.feature(name)
        missing = [one.id for one in self.features if one.id not in seen]
        if missing:
            raise UnknownValue(f"{self.title} also needs {', '.join(missing)}; say what was seen of each.")
        return {one.id: one.value(seen[one.id]).id for one in self.features}

    def classify(self, seen: Seen) -> Row:
        """Return the row of the table that fits what was seen; its `category` is None where none can be given.

        Raises:
            UnknownValue: If a feature is missing or unknown, cannot have that value, or there is no table.
        """
        if not self.rows:
            raise UnknownValue(f"{self.title} has no table: choose the category by its description.")
        values = self.values(seen)
        return next(row for row in self.rows if row.meets(values))

    def total(self, counted: Mapping[str, int]) -> Fraction:
        """Add up the points of the score.

        Raises:
            UnknownValue: If an item is missing, or out of its range.
        """
        for item in self.items:
            if not item.low <= counted.get(item.id, item.low - 1) <= item.high:
                got = counted.get(item.id, "nothing")
                raise UnknownValue(f"{item.id} must be {item.low} to {item.high}, got {got}; {item.text}.")
        return sum((item.weight * counted[item.id] for item in self.items), start=Fraction(0))
