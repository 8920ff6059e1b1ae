"""A calculator whose inputs, rows and categories are those of a classification of the guidelines."""

from collections.abc import Mapping

from guidelines import Classification
from tools.calculating.bands import Band, Bands
from tools.calculating.exact import Exact, written
from tools.calculating.inputs import Choice, Flag, Needed, Number
from tools.calculating.outcome import Item, Outcome, Step, tally
from tools.calculating.source import Source
from tools.errors import BadArguments

__all__ = ["Told", "bands_of", "choice", "classified", "count", "counted", "flag", "meanings", "sources_of"]

Told = Mapping[str, str | bool | Exact | None]
"""What was told of each feature: a value, yes or no, a number; None where it is not needed."""


def choice(table: Classification, feature: str, when: Needed | None = None) -> Choice:
    """Describe an input by a feature of the table."""
    found = table.feature(feature)
    return Choice(found.text, {one.id: one.text for one in found.values}, when=when)


def flag(table: Classification, feature: str, when: Needed | None = None) -> Flag:
    """Describe a yes or no by a feature, or an item of the score, of the table."""
    items = {one.id: one.text for one in table.items}
    return Flag(items.get(feature) or table.feature(feature).text, when=when)


def count(table: Classification, item: str) -> Number:
    """Describe an input by an item of the table's score that is counted."""
    found = next(one for one in table.items if one.id == item)
    return Number(found.text, "{number}", found.low, found.high, whole=True)


def classified(table: Classification, told: Told) -> Outcome:
    """Find the row of the table.

    Args:
        table: The classification; yes and no are values `yes` and `no` there.
        told: What was told of each feature.

    Raises:
        BadArguments: If the classification does not apply; the message says why.
    """
    # A feature that is not needed decides nothing, so that any of its values leads to the same category.
    seen = {one.id: _value(told.get(one.id), one.values[0].id) for one in table.features}
    row = table.classify(seen)
    if row.category is None:
        raise BadArguments(f"{table.title} {table.version} gives no category here: {row.why}.")
    given = ", ".join(f"{name} {_said(one)}" for name, one in told.items() if one is not None)
    reason = (Step("Reason", row.why),) if row.why else ()
    return Outcome(row.category, (Step("Row of the table", given), *reason))


def counted(table: Classification, counts: Mapping[str, Exact | bool]) -> Outcome:
    """Add up the points of the table's score, showing each."""
    return tally(*(Item(one.text, one.weight * Exact(counts[one.id])) for one in table.items))


def bands_of(table: Classification) -> Bands:
    """Give what the score means: each interval of the table with its category."""
    intervals = table.feature("score").values
    codes = [table.classify({"score": one.id}).category for one in intervals]
    bands = (
        Band(None if one.at_least is None else written(one.at_least), table.category(code).told, one.above)
        for one, code in zip(intervals, codes, strict=True)
        if code is not None
    )
    return Bands(sources_of(table)[0], tuple(bands))


def meanings(table: Classification) -> dict[str, str]:
    """Give what each category means, with risk and management where they are published."""
    return {one.code: one.told for one in table.categories}


def sources_of(table: Classification) -> tuple[Source, ...]:
    """Give the classification itself, then the pages on which its rows or points were read."""
    first = Source(f"{table.issuer}: {table.title}, version {table.version} ({table.year})", url=table.url)
    points, rows = (one.source for one in table.items), (one.source for one in table.rows)
    pages = dict.fromkeys((*points, *rows))
    return (first, *(Source(one.section, url=one.url) for one in pages if one.url != table.url))


def _value(told: str | bool | Exact | None, instead: str) -> str | Exact:
    if isinstance(told, bool):
        return "yes" if told else "no"
    return instead if told is None else told


def _said(told: str | bool | Exact | None) -> str:
    value = _value(told, "")
    return written(value) if isinstance(value, Exact) else value
