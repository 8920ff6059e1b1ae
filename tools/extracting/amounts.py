"""Numbers with their units at a place of a text: decimals, thousands, powers of ten, feet and inches."""

import re
from dataclasses import dataclass
from functools import cache

from tools.calculating import Exact, exact
from tools.calculating.units import spellings_of
from tools.notes.later import is_now, later_place

__all__ = ["Amount", "Doubt", "amount_at", "gives_way"]

Doubt = str
"""Why a number is not taken: `range`, `bound`, `list`, `unit`, `change`; empty where it is taken."""

_NUMBER = re.compile(
    r"(?P<thousands>\d{1,3}(?:,\d{3})+(?![\d,]|\.\d))"
    r"|(?P<spaced>\d{1,3}(?:[ \u00a0\u2009]\d{3})+(?=\s?(?:/|cells|per\s)))"
    r"|(?P<comma>\d{1,3},\d{1,2}(?![\d,]|\.\d))"
    r"|(?P<plain>\d+(?:[.·]\d+)?(?!\d))"
)
_POWER = re.compile(
    r"\s?[×x*∗]\s?10\s?[\^*]?\s?(?P<power>\d{1,2}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})(?=\s?(?:/|per\s|cells?\b|[µμu]l\b))", re.I
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_BOUND = re.compile(r"(?:<|>|≤|≥|less than|more than|greater than|below|above|under|over|at least|up to)\s*", re.I)
_RANGE = re.compile(r"\s?(?:-|–|—|−|to|or)\s?\d", re.I)
_SLASH = re.compile(r"\s?/\s?\d")
_LIST = re.compile(r"\s?(?:,\s?(?:and\s)?|and\s|&\s?)\d+(?:\.\d+)?(?!\d)(?:[^.;\n]{0,40}\brespectively\b)?", re.I)
_NOT_A_NUMBER = re.compile(r"\s?(?:['’]?s\b|\+|st\b|nd\b|rd\b|th\b|years?\b|-?fold\b|times\b)", re.I)
_UNIT_LIKE = re.compile(
    r"\s?(?:[%‰°º]|[A-Za-zµμ]{1,12}\s?/|/\s?[A-Za-zµμ]|(?:mg|g|kg|ml|mmol|mEq|units?|IU|U)\b)", re.I
)
_FEET = re.compile(
    r"(?P<feet>[1-8])\s?-?(?:feet|foot|ft\.?|['’′])\s?(?:and\s)?(?:(?P<inches>\d{1,2}(?:\.\d)?)\s?-?(?:inches|inch|in\.?|[\"”″]|['’]{2})?)?",
    re.I,
)
_EXPLAINED = re.compile(r"\s?\((?:mmol|mEq|mg|g|U|IU)/(?:L|dL|mL)\)", re.I)
_INCHES = re.compile(r"[ -]?in\b\.?(?=\s*(?:$|[,;.)\n]|and\b|tall\b|with\b|in height))", re.I)
"""`in` is mostly a word; it is a unit at the end of a phrase."""
_INCHES_A_FOOT = 12


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as it is written."""

    number: Exact
    unit: str | None
    """UCUM unit; None where none is written."""
    start: int
    end: int
    """Characters [start, end), with the unit."""
    doubt: Doubt = ""


def amount_at(text: str, place: int, units: tuple[str, ...], *, listed: bool = False) -> Amount | None:
    """Read the number that starts exactly at a place; None where none does.

    Args:
        text: Any text.
        place: Where to read [characters].
        units: UCUM units that the quantity is taken in.
        listed: More names than one stand before the number, so that it may be another's.
    """
    bound = _BOUND.match(text, place)
    match = _NUMBER.match(text, bound.end() if bound else place)
    if match is None:
        return None
    if "[ft_i]" in units and (feet := _FEET.match(text, place)) is not None:
        inches = exact(feet["feet"]) * _INCHES_A_FOOT + exact(feet["inches"] or "0")
        return Amount(inches, "[in_i]", place, feet.start() + len(feet.group().rstrip()))
    number, settled = _number(match)
    end = match.end()
    power = _POWER.match(text, end)
    if power is not None:
        number *= 10 ** int(power["power"].translate(_RAISED))
        end, settled = power.end(), False
    unit, after = _unit(text, end, units)
    if bound is not None:
        doubt = "bound"
    elif unit is None and (not settled or _NOT_A_NUMBER.match(text, end) or _UNIT_LIKE.match(text, end)):
        doubt = "unit"
    else:
        doubt = _beside(text, end, after, listed)
    return Amount(number, unit, match.start(), after, doubt)


def gives_way(text: str, end: int, units: tuple[str, ...]) -> bool:
    """Whether a later number follows: `0.9 at baseline, now 3.4 mg/dL`; neither is taken then."""
    place = later_place(text, end)
    later = None if place is None else amount_at(text, place.start, units)
    return place is not None and later is not None and (not place.open or is_now(text, later.end))


def _beside(text: str, end: int, after: int, listed: bool) -> Doubt:
    """What the numbers say that follow one which ends at `end`, and with its unit at `after`."""
    if _RANGE.match(text, after) or _SLASH.match(text, after) or (after > end and _RANGE.match(text, end)):
        return "range"
    return "list" if listed and _LIST.match(text, after) else ""


def _number(match: re.Match[str]) -> tuple[Exact, bool]:
    """The number, and False where its comma was taken for a decimal one, which only a unit after it bears out."""
    if match["thousands"]:
        return exact(match["thousands"].replace(",", "")), True
    if match["spaced"]:
        return exact("".join(match["spaced"].split())), True
    if match["comma"]:
        return exact(match["comma"].replace(",", ".")), False
    return exact(match["plain"].replace("·", ".")), True


def _unit(text: str, place: int, units: tuple[str, ...]) -> tuple[str | None, int]:
    """The unit at a place after blanks or a hyphen, and where it ends; (None, place) where there is none."""
    found = _pattern(units).match(text, place)
    if found is None:
        inches = _INCHES.match(text, place) if "[in_i]" in units else None
        return ("[in_i]", inches.end()) if inches else (None, place)
    unit = _codes(units).get(_plain(found["unit"]))
    if unit is None:
        return None, place  # "ſ" matches "s" without regard to case
    explained = _EXPLAINED.match(text, found.end())
    return unit, explained.end() if explained else found.end()


@cache
def _codes(units: tuple[str, ...]) -> dict[str, str]:
    """UCUM units by their spellings without blanks, in small letters; the first unit of `units` keeps a spelling."""
    codes: dict[str, str] = {}
    for unit in units:
        for one in (spelling for spelling in spellings_of(unit) if not spelling.isdigit()):
            codes.setdefault(_plain(one), unit)
    return codes


def _plain(spelling: str) -> str:
    """Small letters without blanks, and one of the two signs for micro."""
    return "".join(spelling.split()).lower().replace("\u00b5", "\u03bc")


@cache
def _pattern(units: tuple[str, ...]) -> re.Pattern[str]:
    """What units look like here, the longest spelling first."""
    said = sorted((one for one in _codes(units) if one not in ("in", '"')), key=len, reverse=True)
    loose = "|".join(r"\s?".join(re.escape(letter) for letter in one) for one in said)
    return re.compile(rf"[ \u00a0\u2009]*-?\s?(?P<unit>{loose or '(?!)'})(?![\w/^])", re.I)
