"""A number of a note as a measurement: in the unit of the vocabulary, or left out.

A value with no unit, or with one that is not known, is left out, unless a vital sign allows one reading only.
"""

import re
from typing import NamedTuple

from guidelines import Term
from tools.finding import Measurement
from tools.notes.units import bare_unit, converted, plausible

__all__ = ["Number", "measured"]

NEEDS_NO_UNIT = frozenset(
    [
        "heart-rate",
        "respiratory-rate",
        "systolic-pressure",
        "diastolic-pressure",
        "oxygen-saturation",
        "temperature",
        "sodium",
        "potassium",
        "bicarbonate",
        "egfr",
        "mean-cell-volume",
        "erythrocyte-sedimentation-rate",
    ]
)
"""Quantities whose numbers are read without a unit: in practice each is written in one, and the range tells."""
CELLS_FROM = 1000.0
"""A white cell count without unit from here on is in cells per microlitre, below in 10⁹ per litre. Our choice."""
PLATELETS = (1000.0, 5000.0)
"""A platelet count without unit up to the first is in 10⁹ per litre, from the second on per microlitre. Our choice."""
LAKHS_TO = 10.0
"""A platelet count without unit below this and no whole number may be in lakhs, which are 10⁸ per litre. Our choice."""
FAHRENHEIT_FROM = 86.0
"""A body temperature without unit from here on [degF] is in Fahrenheit; 86 °F is 30 °C. Our choice."""

_OXYGEN = re.compile(
    r"\bon\s+(?:\d+(?:\.\d+)?\s?(?:l|litres?|liters?)\b|oxygen\b|o2\b|nasal\b|high.flow\b|cpap\b|a?\s?non-?rebreather|supplement\w*)",
    re.IGNORECASE,
)


class Number(NamedTuple):
    """A number of a note, read as the value of a quantity."""

    code: str
    value: float
    unit: str | None
    start: int
    end: int
    substance: str = ""
    """What a mass or an amount is counted in, where that is not the quantity itself."""
    later: bool = False
    """Whether the note says that it came after another value."""
    old: bool = False
    """Whether the words before its name make it an old one, so that only a later one counts."""


def measured(text: str, number: Number, term: Term, notes: list[str]) -> Measurement | None:
    """Return a number as a measurement in the unit of its term, or None with a note why it was left out."""
    unit = number.unit or _assumed_unit(number, term)
    wanted = term.unit or "1"
    value = None if unit is None else converted(number.value, unit, wanted, number.substance or term.code)
    if value is None:
        notes.append(f"A value of {term.name} has no unit that fits {wanted} and was left out.")
        return None
    if not plausible(value, term.code):
        notes.append(f"A value of {term.name} is not plausible and was left out.")
        return None
    basis = "read in the history"
    if term.code == "oxygen-saturation" and _OXYGEN.match(text, _after_space(text, number.end)):
        basis = "read in the history, on supplementary oxygen"
    return Measurement(
        code=term.code, name=term.name, value=value, unit=wanted, basis=basis, span=(number.start, number.end)
    )


def _after_space(text: str, place: int) -> int:
    while place < len(text) and text[place] in " ,%(":
        place += 1
    return place


def _assumed_unit(number: Number, term: Term) -> str | None:
    if term.code == "temperature":
        return "[degF]" if number.value >= FAHRENHEIT_FROM else "Cel"
    wanted = term.unit or "1"
    decided, unit = bare_unit(number.value, term.code)
    if decided:
        return unit
    if term.code == "white-cell-count":
        # Only one of the two ways of writing it is compatible with life.
        return "/uL" if number.value >= CELLS_FROM else "10*9/L"
    if term.code == "platelet-count" and number.value < LAKHS_TO and not number.value.is_integer():
        return None
    if term.code == "platelet-count" and not PLATELETS[0] < number.value < PLATELETS[1]:
        return "/uL" if number.value >= PLATELETS[1] else "10*9/L"
    return wanted if term.code in NEEDS_NO_UNIT or wanted == "1" or wanted.startswith("{") else None
