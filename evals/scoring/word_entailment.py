"""Whether a sentence follows from others, by their words alone: the stated stand-in where no model judges.

It is made to be silent rather than wrong: other words for the same thing are not known to it.
"""

import re
from collections.abc import Sequence
from typing import Literal

from evals.scoring.words import normalised

__all__ = ["Answer", "sentences_of", "stated"]

Answer = Literal["yes", "no", "idk"]
"""Stated; its opposite is stated; neither, or both."""

_NEGATIONS = frozenset(("no", "not", "without", "never", "none", "neither", "denies", "denied", "absent", "negative"))
_EMPTY = frozenset(
    (
        *("is", "are", "was", "were", "be", "been", "has", "have", "had", "there", "this", "that", "these", "those"),
        *(
            "of",
            "in",
            "on",
            "at",
            "to",
            "for",
            "with",
            "by",
            "from",
            "as",
            "it",
            "its",
            "seen",
            "evident",
            "identified",
        ),
        *("noted", "present", "demonstrated", "appears", "appear", "any", "evidence", "and", "or", "nor", "patient"),
    )
)
"""Words that tell one finding from another in no report: forms of to be, prepositions, and words for seeing."""
_PIECES = re.compile(r"\s*(?:,|;|\bor\b|\band\b|\bnor\b)\s*")
"""Where a list of absent findings is cut."""
_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")


def sentences_of(text: str) -> tuple[str, ...]:
    """Return the sentences of a text, cut at points before spaces and at ends of lines."""
    return tuple(one.strip() for one in _ENDS.split(text) if one.strip())


def stated(sentence: str, others: Sequence[str]) -> tuple[Answer, tuple[int, ...]]:
    """Say whether a sentence follows from one of others, and from which.

    A finding follows from a sentence that has all of its words. The absence of findings follows where each of them is
    absent in some sentence, in its words or in fewer: no effusion, hence no large effusion, and not the other way
    round. The opposite of a finding is the absence of it or of something more general.

    Returns:
        The answer, and the places of the sentences that say so, from 0.
    """
    absent, pieces = _read(sentence)
    if not pieces:
        return "idk", ()
    read = [_read(other) for other in others]
    follows = _absences(pieces, read) if absent else _findings(set().union(*pieces), read)
    against = _presences(pieces, read) if absent else _opposites(set().union(*pieces), read)
    if bool(follows) == bool(against):
        return "idk", ()
    return ("yes", tuple(follows)) if follows else ("no", tuple(against))


def _findings(words: set[str], read: Sequence[tuple[bool, list[set[str]]]]) -> list[int]:
    return [place for place, (missing, found) in enumerate(read) if not missing and words <= set().union(*found)]


def _opposites(words: set[str], read: Sequence[tuple[bool, list[set[str]]]]) -> list[int]:
    return [place for place, (missing, found) in enumerate(read) if missing and any(one <= words for one in found)]


def _presences(pieces: Sequence[set[str]], read: Sequence[tuple[bool, list[set[str]]]]) -> list[int]:
    return [
        place
        for place, (missing, found) in enumerate(read)
        if not missing and any(piece <= set().union(*found) for piece in pieces)
    ]


def _absences(pieces: Sequence[set[str]], read: Sequence[tuple[bool, list[set[str]]]]) -> list[int]:
    places: list[int] = []
    for piece in pieces:
        saying = [
            place for place, (missing, found) in enumerate(read) if missing and any(one <= piece for one in found)
        ]
        if not saying:
            return []
        places += saying[:1]
    return sorted(set(places))


def _read(sentence: str) -> tuple[bool, list[set[str]]]:
    """Whether a sentence tells of an absence, and the words of each finding in it."""
    words = normalised(sentence).split()
    pieces = [set(normalised(piece).split()) - _EMPTY - _NEGATIONS for piece in _PIECES.split(sentence.casefold())]
    return any(word in _NEGATIONS for word in words), [piece for piece in pieces if piece]
