"""Days of the calendar in a note: last menstrual period, today. What day 03/04/2021 is depends on who wrote it."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = ["Order", "Written", "day_after", "order_of"]

Order = Literal["month-first", "day-first"]

_NUMERIC = re.compile(r"(?<![\d/.-])(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})(?!\d)")
_ISO = re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_NAMED = (
    re.compile(rf"\b{_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b", re.I),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_NAME},?\s+(?P<year>\d{{4}})\b", re.I),
)
_SAID_ORDER: tuple[tuple[Order, re.Pattern[str]], ...] = (
    ("month-first", re.compile(r"\b(?:M{1,2}/D{1,2}/Y{1,4}|month/day/year)\b", re.I)),
    ("day-first", re.compile(r"\b(?:D{1,2}/M{1,2}/Y{1,4}|day/month/year)\b", re.I)),
)
_REACH = 60
"""How far after its name [characters] a day is looked for. Ours: within the sentence that names it."""


@dataclass(frozen=True, slots=True)
class Written:
    """A day where a text has it."""

    day: date | None
    """None where its numbers can be read in two ways, or are no day."""
    start: int
    end: int


def order_of(*texts: str) -> Order | None:
    """Say in which order texts write day and month: by what they say, or by a number above 12; None if neither."""
    said = {order for order, words in _SAID_ORDER for text in texts if words.search(text)}
    if len(said) == 1:
        return said.pop()
    proven: set[Order] = set()
    for match in (match for text in texts for match in _NUMERIC.finditer(text)):
        first, second = int(match["first"]), int(match["second"])
        if first > len(_MONTHS) >= second:
            proven.add("day-first")
        elif second > len(_MONTHS) >= first:
            proven.add("month-first")
    return proven.pop() if len(proven) == 1 else None


def day_after(text: str, names: tuple[str, ...], order: Order | None) -> tuple[Written, ...]:
    """Find the days that stand after one of some names.

    Args:
        text: A note.
        names: How it calls the day, as `last menstrual period`.
        order: In which order it writes day and month, as `order_of` says.
    """
    found: dict[int, Written] = {}
    for name in names:
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.I):
            stop = re.compile(r"[;\n]|[.!?](?=\s[A-Z])").search(text, match.end())
            end = min(match.end() + _REACH, stop.start() if stop else len(text))
            written = _first_day(text, match.end(), end, order)
            if written is not None:
                found[written.start] = written
    return tuple(found[start] for start in sorted(found))


def _first_day(text: str, start: int, end: int, order: Order | None) -> Written | None:
    every = [
        match
        for pattern in (_ISO, *_NAMED, _NUMERIC)
        if (match := pattern.search(text, start)) is not None and match.start() < end
    ]
    if not every:
        return None
    match = min(every, key=lambda one: one.start())
    return Written(_day(match, order), match.start(), match.end())


def _day(match: re.Match[str], order: Order | None) -> date | None:
    parts = match.groupdict()
    if "name" in parts:
        return _date(int(parts["year"]), 1 + _MONTHS.index(parts["name"][:3].lower()), int(parts["day"]))
    if "month" in parts:
        return _date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    first, second = int(parts["first"]), int(parts["second"])
    ways = {"month-first": (first, second), "day-first": (second, first)}
    if order is not None:
        return _date(int(parts["year"]), *ways[order])
    both = {_date(int(parts["year"]), *one) for one in ways.values()} - {None}
    return both.pop() if len(both) == 1 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
