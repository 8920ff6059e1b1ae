"""Which of several values of one quantity is the one of now: "4.1 yesterday, now 6.8" is 6.8.

A value that a later one follows gives way to it. A value of long ago with no later one is none of now. A value of
yesterday or of the arrival with no later one is the last that is known, and stays.
"""

import re
from typing import NamedTuple

__all__ = [
    "Place",
    "ends_clause",
    "is_earlier",
    "is_earlier_after",
    "is_now",
    "is_of_now",
    "is_past",
    "is_set_against",
    "later_place",
]

_NOW = r"(?:now|today|tonight|currently|at present|presently|this (?:morning|afternoon|evening))"
_COUNT = r"(?:\d{1,3}|an?|one|two|three|four|five|six|few|several|some)"
_EARLIER = (
    rf"(?:yesterday(?:'s)?|last night|earlier(?: today)?|initial(?:ly)?|at first"
    r"|on \d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
    rf"|{_COUNT} (?:minutes?|hours?|days?) ago"
    r"|(?:on|at|in) (?:the )?(?:arrival|admission|presentation|triage|scene|home|hospital|ED|ambulance))"
)
_PAST = (
    r"(?:last (?:week|month|year|spring|summer|autumn|winter)(?:'s)?|(?:at|as) (?:his |her |their )?baseline|baseline"
    r"|in (?:early |late )?(?:19|20)\d\d"
    rf"|previously|{_COUNT} (?:weeks?|months?|years?) ago)"
)
_CHANGED = (
    r"(?:(?:then|later|and|has|have|had|since|subsequently)\s+)*(?:ris(?:ing|en)|rose|increas(?:ing|ed)|climb(?:ing|ed)"
    r"|f[ae]ll(?:ing|en)?"
    r"|dropp(?:ing|ed)|decreas(?:ing|ed)|declin(?:ing|ed)|improv(?:ing|ed)|worsen(?:ing|ed)|recover(?:ing|ed)"
    r"|c[ao]me? down|gone up|went up) to"
)
_SKIPPED = re.compile(
    rf"(?:[\s,(]*\b(?:{_EARLIER}|{_PAST}|this morning|at \d\d?[:.]\d\d)\b[\s)]*){{0,2}}", re.IGNORECASE
)
_GAP = re.compile(r"[\s,;(–-]*(?:\b(?:and|but)\s+)?(?:\b(?:(?:it|he|she)\s+)?(?:is|has)\s+)?", re.IGNORECASE)
_LATER = re.compile(
    rf"\b(?:{_CHANGED}|{_NOW}|then|later|subsequently)\b(?:\s+(?:is|was|has|been|at|of|to|up|down|only|about|around))*"
    r"[\s:=~]*(?=\d)",
    re.IGNORECASE,
)
_NOW_AFTER = re.compile(rf"[\s(]*\b{_NOW}\b(?!\s*[:=]?\s*\d)", re.IGNORECASE)
_TIMED = re.compile(rf"\b(?:(?P<then>{_EARLIER}|{_PAST})|{_NOW}|then)\b", re.IGNORECASE)
_EARLIER_AFTER = re.compile(
    rf"[\s(]*\b(?:{_EARLIER}|{_PAST})\b(?!\s*(?:of|was|were|is|at)?\s*[:=~]?\s*\d)", re.IGNORECASE
)
_PAST_AFTER = re.compile(
    rf"[\s(]*\b{_PAST}(?=\s*(?:[.,;:)\n]|$|(?:and|but|when|during|at|in|with|before|after)\b))", re.IGNORECASE
)
_PAST_BEFORE = re.compile(rf"\b{_PAST}(?:\s+(?:was|is|of|at|about|around))?[\s:=,]*$", re.IGNORECASE)
_SET_AGAINST = re.compile(rf"\s*[(,;]\s*(?:{_EARLIER}|{_PAST})(?:\s+(?:of|was|at))?[\s:=~]*\d", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\s*(?:[.,;:)\n]|$|(?:and|but|on|after|with|despite|following|post|while|in|since|when|at|off|by|which)\b)|\s*\("
)
_SENTENCE = re.compile(r"[.!?;](?=\s|$)|\n")
_BACK = 200
"""How far back [characters] a sentence is looked through for a word of time. Our choice."""


class Place(NamedTuple):
    """Where the number of a later value may stand."""

    start: int
    """[character]."""
    open: bool
    """Whether nothing before the number says that it is a later one, so that a word after it must."""


def later_place(text: str, end: int) -> Place | None:
    """Return where the number of a later value of the same quantity stands, or None where none may follow.

    Args:
        text: The note.
        end: Where the value ends, with its unit [character].
    """
    skipped = _SKIPPED.match(text, end)
    place = skipped.end() if skipped else end
    gap = _GAP.match(text, place)
    after = gap.end() if gap else place
    if (later := _LATER.match(text, after)) or (later := _LATER.match(text, place)):
        return Place(later.end(), False)
    return Place(after, True) if after > end and text[after : after + 1].isdigit() else None


def is_now(text: str, end: int) -> bool:
    """Return whether the words after a value say that it is of now."""
    return _NOW_AFTER.match(text, end) is not None


def ends_clause(text: str, end: int) -> bool:
    """Return whether a number without a unit stands for itself: "now 72." does, "now 39 weeks" does not."""
    place = later_place(text, end)
    return (place is not None and not place.open) or is_now(text, end) or _CLAUSE.match(text, end) is not None


def is_earlier_after(text: str, end: int) -> bool:
    """Return whether the words after a value say that it is one before another."""
    return _EARLIER_AFTER.match(text, end) is not None


def is_earlier(text: str, start: int, end: int) -> bool:
    """Return whether words of its sentence say that a value in [start, end) is one before another."""
    if is_earlier_after(text, end):
        return True
    return not is_now(text, end) and _time_before(text, start) == "then"


def is_of_now(text: str, start: int, end: int) -> bool:
    """Return whether words of its sentence say that a value in [start, end) is of now."""
    return not is_earlier_after(text, end) and (is_now(text, end) or _time_before(text, start) == "now")


def _time_before(text: str, start: int) -> str | None:
    """Return of what time the last word of time of the sentence before `start` is: then, now or None for no word."""
    first = max(0, start - _BACK)
    for stop in _SENTENCE.finditer(text, first, start):
        first = stop.end()
    said = ["then" if match["then"] else "now" for match in _TIMED.finditer(text, first, start)]
    return said[-1] if said else None


def is_past(text: str, start: int, end: int) -> bool:
    """Return whether the words beside a value in [start, end) make it one of long ago: "Hb 7.2 last year"."""
    near = _PAST_BEFORE.search(text, max(0, start - 40), start)
    return near is not None or _PAST_AFTER.match(text, end) is not None


def is_set_against(text: str, end: int) -> bool:
    """Return whether an old value follows one of now, and the word of the past is of that: "6.8 (yesterday 4.1)"."""
    return _SET_AGAINST.match(text, end) is not None
