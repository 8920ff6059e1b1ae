"""The value of now among the numbers of a note that follow one another."""

import re
from collections.abc import Sequence

from guidelines import Vocabulary
from tools.notes.later import ends_clause, is_earlier, is_earlier_after, is_now, is_of_now, is_past, later_place
from tools.notes.numbers import Number, measured
from tools.notes.values import value_after

__all__ = ["LASTING", "PRESSURE", "gave_way", "last_pressure", "latest"]

PRESSURE = re.compile(
    r"(?P<systolic>\d{2,3})\s?/\s?(?P<diastolic>\d{2,3})(?![\d/])(?P<unit>\s?mm\s?hg)?(?!\s?(?:mg|mcg|ml|years?)\b)",
    re.IGNORECASE,
)
"""A blood pressure: two numbers, which stand or fall together."""
_ARROW = re.compile(r"\s?(?:to|-+>|→)\s?(?=\d)", re.IGNORECASE)
_VARIES = re.compile(
    r"\b(?:rang\w+|between|varie\w*|varying|fluctuat\w+|running|labile)\b[^.;\n]{0,30}$", re.IGNORECASE
)
"""Words that make "130/80 to 150/90" two limits and no change."""
_PRESSURES = frozenset(["diastolic-pressure", "systolic-pressure"])
LASTING = frozenset(["pack-years"])
"""What stays true of a person, though it was before."""


def latest(text: str, number: Number, vocabulary: Vocabulary) -> Number:
    """Return the last of the values that follow a value of the same quantity, or the value itself."""
    last = number
    if number.code not in vocabulary or (number.code in _PRESSURES and PRESSURE.match(text, number.start)):
        return last
    while (place := later_place(text, number.end)) is not None:
        value = value_after(text, place.start, number.code)
        if value is None or value.why or not _stands(text, value.end, told=not place.open, unit=value.unit):
            break
        number = number._replace(
            value=value.number,
            unit=value.unit or number.unit,
            start=value.start,
            end=value.end,
            later=True,
            old=False,
        )
        if measured(text, number, vocabulary.term(number.code), []) is not None:
            last = number
    return last


def _stands(text: str, end: int, *, told: bool, unit: str | None) -> bool:
    """Return whether a number that ends at `end` is a later value; `told` where the words before it say so."""
    if is_earlier_after(text, end) or not (told or is_now(text, end)):
        return False
    return unit is not None or ends_clause(text, end)


def last_pressure(text: str, match: re.Match[str]) -> re.Match[str]:
    """Return the last of the blood pressures that follow one another, as in "130/80 on arrival, then 70/40"."""
    varies = _VARIES.search(text, max(0, match.start() - 60), match.start()) is not None
    while not varies and (arrow := _ARROW.match(text, match.end())) is not None:
        later = PRESSURE.match(text, arrow.end())
        if later is None or float(later["systolic"]) <= float(later["diastolic"]):
            break
        match = later
    while (place := later_place(text, match.end())) is not None:
        later = PRESSURE.match(text, place.start)
        if later is None or float(later["systolic"]) <= float(later["diastolic"]):
            break
        if not _stands(text, later.end(), told=not place.open, unit=later["unit"]):
            break
        match = later
    return match


def gave_way(text: str, number: Number, read: Sequence[Number]) -> bool:
    """Return whether a value is of long ago, or an earlier one of a quantity that the note has another of.

    One that stands before it counts only where the note says that it is of now.
    """
    if number.later or number.code in LASTING:
        return False
    if is_past(text, number.start, number.end):
        return True
    if not is_earlier(text, number.start, number.end):
        return False
    others = [one for one in read if one.code == number.code and not one.old and one.start != number.start]
    return any(
        one.later or is_of_now(text, one.start, one.end)
        if one.start < number.start
        else one.later or not is_earlier(text, one.start, one.end)
        for one in others
    )
