"""What the file of a classification may say, field by field; see docs/guideline_format.md."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from guidelines.classification import Category, Feature, Item, Row, Value
from guidelines.criterion import Locator
from guidelines.errors import FormatError
from guidelines.files import Kebab, Link, Strict, Text, did_you_mean, read_text, read_toml, validated
from guidelines.schema import LocatorTable

__all__ = ["fields_of"]

_Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=60)]
"""The id of a feature or value, as a calculator's input: `washout`, `below_10`."""
_Number = Annotated[str, StringConstraints(pattern=r"^-?[0-9]+(\.[0-9]+)?$", max_length=20)]
"""A decimal number in quotation marks, so that it is kept exactly."""


class CategoryTable(Strict):
    """A `[[categories]]` table."""

    code: Text
    meaning: Text
    source: Text
    risk: str = ""
    risk_source: str = ""
    management: str = ""
    management_source: str = ""

    @model_validator(mode="after")
    def _is_sourced(self) -> Self:
        if bool(self.risk) != bool(self.risk_source) or bool(self.management) != bool(self.management_source):
            raise ValueError("risk and management each need a source of their own, and only they have one")
        return self


class ValueTable(Strict):
    """One of the `values` of a feature."""

    id: _Word
    text: str = ""
    at_least: _Number | None = None
    above: bool = False


class FeatureTable(Strict):
    """A `[[features]]` table."""

    id: _Word
    text: Text
    unit: str = ""
    values: list[ValueTable] = Field(min_length=2)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        ids = [one.id for one in self.values]
        if len(set(ids)) != len(ids):
            raise ValueError("two values have the same id")
        starts = [_exact(one.at_least) for one in self.values if one.at_least is not None]
        if starts and (self.values[0].at_least is not None or len(starts) != len(ids) - 1):
            raise ValueError("of a number the first value has no at_least, and all others have one")
        if sorted(set(starts)) != starts:
            raise ValueError("the intervals of a number rise from one value to the next")
        return self


class ItemTable(Strict):
    """An `[[items]]` table."""

    id: _Word
    text: Text
    low: int = 0
    high: int = 1
    weight: _Number
    source: Text


class RowTable(Strict):
    """A `[[rows]]` table: a category, or why there is none."""

    when: dict[str, list[str]]
    category: str | None = None
    why: str = ""
    source: Text

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.category is None and not self.why:
            raise ValueError("a row has a category, or says why there is none")
        return self


class ClassificationTable(Strict):
    """The whole file."""

    id: Kebab
    title: Text
    issuer: Text
    version: Text
    year: int = Field(ge=1950, le=2100)
    url: Link
    checked: date
    specialty: Text
    purpose: Text
    calculator: str = ""
    notes: list[Text] = Field(default_factory=list)
    sources: dict[str, LocatorTable] = Field(min_length=1)
    categories: list[CategoryTable] = Field(min_length=2)
    features: list[FeatureTable] = Field(default_factory=list)
    items: list[ItemTable] = Field(default_factory=list)
    rows: list[RowTable] = Field(default_factory=list)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        problem = _problem(self)
        if problem:
            raise ValueError(problem)
        return self


def fields_of(path: Path) -> dict[str, Any]:
    """Read a file and give the fields of a `Classification`.

    Raises:
        FormatError: If the file does not follow the format.
    """
    table = validated(ClassificationTable, read_toml(read_text(path), path.name), path.name)
    if table.id != path.stem:
        raise FormatError(f"{path.name}: id: is {table.id!r}, but the file is named {path.stem!r}; make them the same.")
    sources = {key: one.value() for key, one in table.sources.items()}
    plain = table.model_dump(exclude={"sources", "categories", "features", "items", "rows", "notes"})
    return plain | {
        "notes": tuple(table.notes),
        "categories": tuple(_category(one, sources) for one in table.categories),
        "features": tuple(_feature(one) for one in table.features),
        "items": tuple(
            Item(**one.model_dump(exclude={"weight", "source"}), weight=_exact(one.weight), source=sources[one.source])
            for one in table.items
        ),
        "rows": tuple(
            Row(
                when=MappingProxyType({name: tuple(values) for name, values in one.when.items()}),
                category=one.category,
                why=one.why,
                source=sources[one.source],
            )
            for one in table.rows
        ),
    }


def _category(table: CategoryTable, sources: dict[str, Locator]) -> Category:
    return Category(
        code=table.code,
        meaning=table.meaning,
        source=sources[table.source],
        risk=table.risk,
        risk_source=sources.get(table.risk_source),
        management=table.management,
        management_source=sources.get(table.management_source),
    )


def _feature(table: FeatureTable) -> Feature:
    values = tuple(
        Value(
            id=one.id,
            text=one.text,
            at_least=None if one.at_least is None else _exact(one.at_least),
            above=one.above,
        )
        for one in table.values
    )
    return Feature(id=table.id, text=table.text, unit=table.unit, values=values)


def _exact(number: str) -> Fraction:
    return Fraction(Decimal(number))


def _problem(table: ClassificationTable) -> str:
    """What does not hang together: a name that is not declared, or declared twice."""
    codes = [one.code for one in table.categories]
    names = [one.id for one in table.features]
    if len(set(codes)) != len(codes) or len(set(names)) != len(names):
        return "two categories or two features have the same name; rename one"
    if bool(table.features) != bool(table.rows):
        return "features decide through rows, and rows through features: give both or neither"
    if table.items and "score" not in names:
        return "items add up to a feature named 'score'; declare it"
    return next(chain(_unsourced(table), _strange(table)), "")


def _unsourced(table: ClassificationTable) -> Iterator[str]:
    of_categories = (
        name for one in table.categories for name in (one.source, one.risk_source, one.management_source) if name
    )
    of_points = (one.source for one in table.items)
    for name in (*of_categories, *of_points, *(one.source for one in table.rows)):
        if name not in table.sources:
            yield f"source {name!r} is not declared in [sources].{did_you_mean(name, table.sources)}"


def _strange(table: ClassificationTable) -> Iterator[str]:
    codes = [one.code for one in table.categories]
    features = {one.id: {value.id for value in one.values} for one in table.features}
    for row in table.rows:
        if row.category is not None and row.category not in codes:
            yield f"a row names the category {row.category!r}.{did_you_mean(row.category, codes)}"
        for name, values in row.when.items():
            if not values or set(values) - features.get(name, set()):
                yield f"a row names {name} = {values!r}, which is no feature with such values"
