"""When a value in a note was measured: at presentation, earlier, later, or not said."""

import re
from typing import Literal

__all__ = ["Moment", "asked_moment", "moment_of", "sentence_around"]

Moment = Literal["presentation", "earlier", "later", ""]
"""Empty where the words around do not say."""

_ENDS = re.compile(r"[.!?;](?=\s|$)|\n")
_SAYS: tuple[tuple[Moment, re.Pattern[str]], ...] = (
    (
        "later",
        re.compile(
            r"\b(?:discharged?|follow(?:ed)?[- ]?up|post-?op(?:erative(?:ly)?)?|pod ?\d+|repeat(?:ed)?"
            r"|subsequent(?:ly)?|(?:hospital )?day ?#? ?[2-9]\d?|later|afterwards?|thereafter|worsen\w*|deteriorat\w*"
            r"|readmi\w+|transferred"
            r"|(?:second|third|fourth|next|following|[2-9](?:nd|rd|th)) (?:hospital )?(?:day|morning|week|month)"
            r"|after (?:the |this |her |his )?(?:treatment|therapy|surgery|operation|procedure|transfusion|dialysis"
            r"|delivery|correction|\w+ (?:hours?|days?|weeks?|months?|years?)|\d+)"
            r"|(?:improved|normali[sz]ed|recovered|returned) (?:to|with))\b",
            re.I,
        ),
    ),
    (
        "earlier",
        re.compile(
            r"\b(?:previous(?:ly)?|prior|baseline|earlier|formerly|in the past|ago"
            r"|before (?:admission|presentation|surgery)|last (?:visit|recorded|year|month|week))\b",
            re.I,
        ),
    ),
    (
        "presentation",
        re.compile(
            r"\b(?:(?:on|at|upon) (?:the time of |the |hospital |her |his |initial )*"
            r"(?:admission|presentation|arrival|triage)|initial(?:ly)?|on (?:physical |clinical )?exam\w*"
            r"|in the emergency (?:department|room)|at (?:the |his |her )?first visit|presented|admitted)\b",
            re.I,
        ),
    ),
)
_ASKED: tuple[tuple[Moment, re.Pattern[str]], ...] = (
    (
        "presentation",
        re.compile(r"\b(?:admission|admitted|presentation|presenting|arrival|initial|first|triage)\b", re.I),
    ),
    ("later", re.compile(r"\b(?:discharge|follow-?up|latest|last|most recent|final)\b", re.I)),
    ("earlier", re.compile(r"\b(?:baseline|before admission|previous)\b", re.I)),
)
LONGEST = 500
"""Longest sentence looked back into [characters]; ours: several times a long one, so that no text takes long."""


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the sentence that holds the characters [start, end); the point of a decimal ends none."""
    first = max(0, start - LONGEST)
    for match in _ENDS.finditer(text, first):
        if match.start() >= end:
            return first, match.start()
        if match.end() <= start:
            first = match.end()
    return first, len(text)


def moment_of(text: str, start: int, end: int) -> Moment:
    """Say of which time the value at [start, end) is, by the last such word before it in its sentence."""
    first, _ = sentence_around(text, start, end)
    said = [(match.start(), moment) for moment, words in _SAYS for match in words.finditer(text, first, start)]
    return max(said)[1] if said else ""


def asked_moment(question: str) -> Moment:
    """Say of which time a question wants the values; empty where it names none, or several."""
    named = {moment for moment, words in _ASKED if words.search(question)}
    return named.pop() if len(named) == 1 else ""
