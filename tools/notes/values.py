"""The number that follows a name in a note, with its unit: one value, or why it is none."""

import re
from typing import NamedTuple

from tools.notes.units import most_points, on_another_scale, unit_at

__all__ = ["Value", "number_of_another", "value_after"]

_CHARGE = r"(?:\d?[+⁺]{1,2}|²⁺|[-−⁻](?=[\s:=])|[-–](?=\d))?"
"""The charge of an ion belongs to its name: `HCO3- 14`; a hyphen may stand for a colon: `Hb-7.2`."""
_BRACKETS = r"\((?!\d)[^()\n]{0,30}\)|\[(?!\d)[^\[\]\n]{0,30}\]"
_DASH = r"(?<=\s)[-–](?=\s\d)"
_WORDS = (
    r"\b(?:of|is|are|was|were|at|to|about|around|approximately|approx|levels?|counts?|concentrations?|values?|results?"
    r"|reading|measured|recorded|rate|elevated|raised|high|low|normal(?!\s?,)|up|down|increased|reduced|on|admission|today"
    r"|initial|serum|with|a|an|arterial|venous|peak|over|dropped|fell|rose|has|been|found|be|came|back|only|now"
    r"|currently|yesterday|arrival|presentation|triage|baseline|previously|initially|last (?:week|month|year|night)"
    r"|this morning|slightly|mildly|markedly|in (?:serum(?: or plasma| or blood)?|plasma|blood|platelet[ -]poor plasma)"
    r"|by (?:automated count|high sensitivity method))\b"
)
_LINK = re.compile(rf"{_CHARGE}(?:\s|[=:,~≈]|{_DASH}|{_BRACKETS}|{_WORDS}){{0,12}}", re.IGNORECASE)
_CHANGED = re.compile(r"\s?(?:down |up )?from\s\d+(?:\.\d+)?")
_TO = re.compile(
    r"[\s(]*(?:(?:yesterday|last \w+|(?:on|at) (?:arrival|admission|baseline)"
    r"|\w+ (?:days?|weeks?|months?) ago)[\s)]+)?to\s",
    re.IGNORECASE,
)
_ARROW = re.compile(r"\d+(?:\.\d+)?\s?(?P<unit>[^\s\d<>→][^\d<>→\n]{0,14}?)?\s?(?:-+>|→)\s?(?=\d)")
_NUMBER = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?!\d)"
    r"|\d{1,3}(?:[ \u00a0\u2009]\d{3})+(?=\s?(?:/|cells\b|per\b))"
    r"|(?P<comma>\d{1,2},\d{1,2})(?![.,\d])|\d+(?:\.\d+)?)(?![.,]?\d)"
)
"""With a comma that sets three digits apart each thousand, or that stands for the decimal point: `Hb 7,2`."""
_WHOLE = frozenset(
    [
        "diastolic-pressure",
        "glasgow-coma-scale",
        "heart-rate",
        "oxygen-saturation",
        "respiratory-rate",
        "systolic-pressure",
    ]
)
"""Quantities that are written in whole numbers, so that a comma between two of their numbers separates values."""
_KELVIN = re.compile(r"\s?(?:kelvin\b|K(?=\s*(?:[.,;)\n]|$)))")
"""A letter that names a unit where no number of potassium follows."""
_LIMITS = r"(?:targets?|goal|aim|threshold|limit|cut-?off|less than|more than|below|above|under|score|index|of|is)"
_OTHERS = re.compile(rf"(?:[\s<>≤≥=:]|\b{_LIMITS}\b){{0,8}}(?P<number>\d+(?:[.,/]\d+)*)", re.IGNORECASE)
_BOUND = re.compile(r"\s*(?:<|>|≤|≥|less than|more than|below|above|under)\s*\d")
_RANGE = re.compile(r"\s?%?\s?(?:-|–|to)\s?\d")
_FRACTION = re.compile(r"\s?/\s?\d")
_OUT_OF = re.compile(r"\s?/\s?(?P<points>\d{1,3})(?![\d.])")
_BRACKET = re.compile(r"[(\[]\s?(?P<unit>[^()\[\]\s][^()\[\]\n]{0,20}?)\s?[)\]][\s:=]*$")
_BRACKET_WITHIN = 30
"""How far before a number [characters] a unit in brackets is looked for. Our choice: brackets and a colon."""
_DOSE = re.compile(r"\s?(?:mg|meq|mcg|µg|micrograms?|g|ml|iu|units?|tablets?|mmol|days?|weeks?|hours?)\b", re.I)
_UNKNOWN_UNIT = re.compile(
    r"\s?(?:/\s?(?:[a-zµμ]+|HPF|LPF)"
    r"|(?:[mµμunpk]?(?:mol|g|eq|l|iu|u)|mcg|cells?|units?|mosm(?:ol)?)\s?/\s?[A-Za-zµμ]+)\b(?!\s?\d)"
)
"""A unit that the table does not know: such a number is not one without a unit."""


class Value(NamedTuple):
    """A number as it is written after a name."""

    number: float
    unit: str | None
    """UCUM unit; None where none is written."""
    start: int
    end: int
    """Characters [start, end), with the unit."""
    why: str = ""
    """What it is instead of one value; empty where it is one."""


def value_after(text: str, place: int, code: str) -> Value | None:
    """Read the number that follows a name; None where none does, or one that is something else.

    Args:
        text: The note.
        place: Where the name ends [character].
        code: The quantity that is named.
    """
    place = _after_link(text, place)
    if bound := _BOUND.match(text, place):
        return Value(0.0, None, place, bound.end(), "a bound only")
    match = _NUMBER.match(text, place)
    if match is None or (match["comma"] and code in _WHOLE):
        return None
    written = match["number"].replace(",", "." if match["comma"] else "")
    number, start, end = float(re.sub(r"\s", "", written)), match.start(), match.end()
    if code == "temperature" and _KELVIN.match(text, end):
        return None
    if _FRACTION.match(text, end):
        points = _OUT_OF.match(text, end)
        # "9/15" is nine points of the fifteen of a coma scale; other fractions are no single value.
        whole = points is not None and int(points["points"]) == most_points(code)
        return Value(number, "1", start, points.end()) if points and whole else None
    return _with_unit(text, Value(number, None, start, end), code)


def _with_unit(text: str, value: Value, code: str) -> Value | None:
    unit = unit_at(text, value.end)
    if unit is None and (_DOSE.match(text, value.end) or _UNKNOWN_UNIT.match(text, value.end)):
        return None
    end = unit[1] if unit else value.end
    why = ""
    if _RANGE.match(text, value.end):
        why = "a range"
    elif on_another_scale(text, end, code):
        why = "one of another scale"
    return value._replace(unit=unit[0] if unit else _unit_before(text, value.start), end=end, why=why)


def number_of_another(text: str, place: int) -> tuple[int, int] | None:
    """Return the characters of the number that follows the name of something else at `place`, or None."""
    match = _OTHERS.match(text, _after_link(text, place))
    return match.span("number") if match else None


def _after_link(text: str, place: int) -> int:
    link = _LINK.match(text, place)
    place = link.end() if link else place
    # "fell from 10.1 g/dL to 7.2 g/dL": the second is the one of now; so it is in "10.1 -> 7.2 g/dL".
    changed = _CHANGED.match(text, place)
    if changed is not None:
        unit = unit_at(text, changed.end())
        to = _TO.match(text, unit[1] if unit else changed.end())
        place = to.end() if to else place
    while (arrow := _ARROW.match(text, place)) is not None:
        place = arrow.end()
    return place


def _unit_before(text: str, place: int) -> str | None:
    """Return the unit in brackets between a name and its number, as in tables: `Hb (g/dL): 7.2`."""
    bracket = _BRACKET.search(text, max(0, place - _BRACKET_WITHIN), place)
    unit = unit_at(text, bracket.start("unit")) if bracket else None
    return unit[0] if unit and bracket and unit[1] == bracket.end("unit") else None
