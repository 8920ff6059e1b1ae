"""How far a trigger speaks through a list with commas: a denial, an old illness, an allergy.

"No fever, cough or rash" denies all three; "no fever, severe headache" does not deny the headache, and "history of
hypertension, chest pain" does not put the pain into the past. Where the words leave it open, the answer is doubt.
The rules are our own; they lean towards hearing a symptom rather than missing it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from tools.notes.tokens import Token

__all__ = ["Denial", "Marks", "denial", "until_acute"]

_CLOSING = frozenset(["or", "nor"])
"""A list before these is one list, and a denial holds for all of it."""


class Denial(NamedTuple):
    """Where a denial ends: items before `sure` are absent, those before `doubt` in doubt [token]."""

    sure: int
    doubt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What stands where, as indices of tokens."""

    acute: Collection[int]
    """Words of symptoms, signs and emergencies."""
    measured: Collection[int]
    """Names of quantities that a number follows."""
    before: Collection[int]
    """Triggers that act on what follows them."""
    after: Collection[int]
    """Triggers that act on what precedes them."""
    qualifiers: Collection[int]
    """Words such as "sudden" that a writer gives to what is there."""


def until_acute(tokens: Sequence[Token], first: int, last: int, marks: Marks, *, dated: bool) -> int:
    """Return where a trigger of the past, of others or of what may come ends: before something acute after a comma.

    A measurement ends it even without a comma, unless the trigger is `dated` ("in 2010 BP 80/50").
    """
    for index in range(first, last):
        if index in marks.measured and not dated:
            return _after_last_comma(tokens, first, index) or index
        if (index in marks.acute or index in marks.measured) and (comma := _after_last_comma(tokens, first, index)):
            return comma
    return last


def denial(
    tokens: Sequence[Token], first: int, last: int, clause: int, marks: Marks, *, closes_with_and: bool
) -> Denial:
    """Return how far a denial of what stands from token `first` reaches, at most to `last`.

    Args:
        tokens: Those of the text.
        first: Token after the trigger.
        last: Token at which other triggers end it.
        clause: Token at which the sentence ends.
        marks: What stands where.
        closes_with_and: True for "denies", whose lists "and" may close too ("denies fever, cough, and rash").
    """
    commas = [index for index in range(first + 1, last) if tokens[index].low == ","]
    closing = _CLOSING | {"and", "&"} if closes_with_and else _CLOSING
    sure, limit, qualified = commas[0] if commas else last, last, False
    for comma, stop in pairwise([*commas, clause]):
        part = range(comma + 1, stop)
        inside = range(comma + 1, min(stop, last))
        closes = any(tokens[index].low in closing for index in inside)
        if any(index in marks.measured or index in marks.before or _counts(tokens, index) for index in part):
            limit = comma
            break
        if not closes and any(index in marks.after for index in part):
            limit = comma
            break
        qualified = qualified or (not closes_with_and and any(index in marks.qualifiers for index in inside))
        if closes:
            end = min(stop, last)
            return Denial(sure, end) if qualified else Denial(end, last)
    if qualified:
        # No "or" closes the list, and an item has a word of its own: it is told, not denied.
        own = (index for comma in commas for index in range(comma, limit) if index in marks.qualifiers)
        place = next(own, limit)
        limit = max((comma for comma in commas if comma <= place), default=limit)
    return Denial(min(sure, limit), limit)


def _counts(tokens: Sequence[Token], index: int) -> bool:
    return tokens[index].kind == "number"


def _after_last_comma(tokens: Sequence[Token], first: int, index: int) -> int | None:
    """Return the last comma before `index`, or None; a comma right at `first` ("In 2010, chest pain") is none."""
    return next((place for place in range(index - 1, first, -1) if tokens[place].low == ","), None)
