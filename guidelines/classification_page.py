"""A classification in lines of text: where it is from, its categories, and its table."""

from collections.abc import Iterator

from guidelines.classification import Classification, Feature, Row, Value
from guidelines.criterion import Locator

__all__ = ["page_of"]


def page_of(one: Classification) -> list[str]:
    """Write a classification as it is shown on the command line; numbers in brackets are its sources."""
    sources = _sources(one)
    return [
        *_head(one),
        "",
        *_categories(one, sources),
        *_features(one, sources),
        *_rows(one, sources),
        "",
        *(f"Note: {note}" for note in one.notes),
        *(f"[{at}] {source.section}: {source.url}" for source, at in sources.items()),
    ]


def _sources(one: Classification) -> dict[Locator, int]:
    """The sources in the order in which they are first named, numbered from 1."""
    of_categories = (
        source
        for category in one.categories
        for source in (category.source, category.risk_source, category.management_source)
        if source is not None
    )
    of_points, of_rows = (item.source for item in one.items), (row.source for row in one.rows)
    named = dict.fromkeys((*of_categories, *of_points, *of_rows))
    return {source: at for at, source in enumerate(named, start=1)}


def _head(one: Classification) -> Iterator[str]:
    yield f"{one.title}, version {one.version}"
    yield f"{one.issuer}, {one.year}; {one.url}"
    yield f"For: {one.purpose}. Checked {one.checked}."
    if one.calculator:
        yield f"Computed by the calculator {one.calculator}."


def _categories(one: Classification, sources: dict[Locator, int]) -> Iterator[str]:
    for category in one.categories:
        yield f"{category.code}: {category.meaning} [{sources[category.source]}]"
        if category.risk and category.risk_source:
            yield f"  risk: {category.risk} [{sources[category.risk_source]}]"
        if category.management and category.management_source:
            yield f"  management: {category.management} [{sources[category.management_source]}]"


def _features(one: Classification, sources: dict[Locator, int]) -> Iterator[str]:
    if one.items:
        yield ""
    for item in one.items:
        worth = f"{item.low} to {item.high}, times {float(item.weight):g}"
        yield f"{item.id}: {item.text}, {worth} [{sources[item.source]}]"
    for feature in one.features:
        yield ""
        yield f"{feature.id}: {feature.text}{f' [{feature.unit}]' if feature.unit else ''}"
        for value, after in zip(feature.values, (*feature.values[1:], None), strict=True):
            told = "; ".join(part for part in (_interval(value, after), value.text) if part)
            yield f"  {value.id}{f': {told}' if told else ''}"


def _interval(value: Value, after: Value | None) -> str:
    start = "" if value.at_least is None else f"{'above' if value.above else 'from'} {float(value.at_least):g}"
    end = ""
    if after is not None and after.at_least is not None:
        end = f"{'up to' if after.above else 'below'} {float(after.at_least):g}"
    return f"{start} {end}".strip()


def _rows(one: Classification, sources: dict[Locator, int]) -> Iterator[str]:
    if one.rows:
        yield ""
    for row in one.rows:
        why = f" ({row.why})" if row.why else ""
        yield f"{_when(row, one.features)} -> {row.category or 'no category'}{why} [{sources[row.source]}]"


def _when(row: Row, features: tuple[Feature, ...]) -> str:
    told = [f"{one.id} {' | '.join(row.when[one.id])}" for one in features if one.id in row.when]
    return ", ".join(told) or "anything"
