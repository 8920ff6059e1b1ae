"""Doses of drugs in a note: how much of which, and how often a day."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tools.calculating import Exact, exact

__all__ = ["Dose", "doses_of", "drugs_named"]

_UNIT = r"(?P<unit>mg|mcg|ug|µg|μg|micrograms?|milligrams?)"
_NUMBER = r"(?<![\d.,-])(?P<number>\d+(?:\.\d+)?)\s?"
_RATE = r"(?P<rate>\s?/\s?h(?:our|r)?\b|\s?per hour\b)?"
_BEFORE = re.compile(rf"{_NUMBER}{_UNIT}{_RATE}\s+(?:of\s+)?(?:oral |intravenous |iv |po )?$", re.I)
_AFTER = re.compile(
    r"(?:\s+(?:PO|IV|oral|orally|intravenous|tablets?|patch|sulfate))?\s*[:,(]?\s*(?:at |of )?"
    rf"{_NUMBER}{_UNIT}\b{_RATE}",
    re.I,
)
_REACH = 60
"""How far before a drug [characters] its dose begins at most. Ours: a number, a unit and a route."""
_ROUTE = re.compile(r"\s+(?:PO|IV|by mouth|orally|intravenously|tablets?)(?!\w)", re.I)
_WORDS = {"once": 1, "one": 1, "twice": 2, "two": 2, "three": 3, "thrice": 3, "four": 4, "five": 5, "six": 6}
_OFTEN = re.compile(
    r"[\s,(]*(?:(?:by mouth|orally|po|iv|intravenously|sublingually)\b[\s,]*)?(?:"
    r"(?P<times>\d{1,2}|one|two|three|four|five|six) times?(?: (?:a|per|each|every) day| daily|/day)"
    r"|(?P<word>once|twice|thrice)(?: (?:a|per|each|every) day| daily|/day)"
    r"|(?P<bid>b\.?i\.?d\.?|t\.?i\.?d\.?|q\.?i\.?d\.?)(?!\w)"
    r"|(?:q|every )\s?(?P<hours>4|6|8|12|24)\s?-?h(?:ours?|rs?)?(?!\w)"
    r"|(?P<daily>daily|a day|per day|/day|each day|every day|q\.?d\b|o\.?d\b)"
    r")",
    re.I,
)
_PER = {"b": 2, "t": 3, "q": 4}
_AS_NEEDED = re.compile(r"[^.;\n]{0,25}\b(?:as needed|prn|p\.r\.n|if needed|when required)\b", re.I)


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose of one drug."""

    drug: str
    number: Exact | None
    """None where the drug is named with no dose, or with one that cannot be read."""
    unit: str
    """UCUM unit: `mg`, `ug` or `ug/h`."""
    per_day: int | None
    """How often a day; None where that is not said."""
    start: int
    end: int


def doses_of(text: str, drugs: Iterable[str]) -> tuple[Dose, ...]:
    """Find every place where one of some drugs is named, with its dose where it has one.

    Args:
        text: A note.
        drugs: Names in small letters; the longest that stands at a place counts.
    """
    return tuple(_dose(text, match, name) for name, match in _places(text, drugs))


def drugs_named(text: str, drugs: Iterable[str]) -> tuple[str, ...]:
    """Return the drugs that a text names, in order, each as often as it is named."""
    return tuple(name for name, _ in _places(text, drugs))


def _places(text: str, drugs: Iterable[str]) -> list[tuple[str, re.Match[str]]]:
    names = sorted(drugs, key=len, reverse=True)
    pattern = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in names), re.I)
    return [(" ".join(match.group().lower().split()), match) for match in pattern.finditer(text)]


def _dose(text: str, match: re.Match[str], name: str) -> Dose:
    before, after = _BEFORE.search(text, max(0, match.start() - _REACH), match.start()), _AFTER.match(text, match.end())
    found = before or after
    if found is None or (before and after):
        return Dose(name, None, "", None, match.start(), match.end())
    start, end = min(found.start(), match.start()), max(found.end(), match.end())
    route = _ROUTE.match(text, end)
    end = route.end() if route else end
    often = _OFTEN.match(text, end)
    unit = "mg" if found["unit"].lower() in ("mg", "milligram", "milligrams") else "ug"
    if found["rate"]:
        unit += "/h"
    number = exact(found["number"])
    if _AS_NEEDED.match(text, often.end() if often else end):
        return Dose(name, None, unit, None, start, end)
    if often is None:
        return Dose(name, number, unit, None, start, end)
    return Dose(name, number, unit, _per_day(often), start, often.end())


def _per_day(often: re.Match[str]) -> int:
    if often["times"]:
        return _WORDS.get(often["times"].lower()) or int(often["times"])
    if often["word"]:
        return _WORDS[often["word"].lower()]
    if often["bid"]:
        return _PER[often["bid"][0].lower()]
    return 24 // int(often["hours"]) if often["hours"] else 1
