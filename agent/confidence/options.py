"""Which option an answer names, and where in its text it does so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agent.dialects import Answered

__all__ = ["Named", "letters_of", "named_option", "option_of"]

_LETTER = re.compile(
    r"^\s*(?:(?i:the )?(?i:final |correct |best )?(?i:answer|option|choice)(?i: is)?\s*:?\s*)?"
    r"(?:\(([A-Za-z])\)|\[([A-Za-z])\]|\*\*\(?([A-Za-z])[.):]*\*\*|\\boxed\{([A-Za-z])\}"
    r"|([A-Z])(?=\s*$|\s*\n|[.):])|([a-z])(?=\s*$|\s*\n|[.):](?:\s|$)))"
)
"""A letter alone, in brackets, or followed by `.`, `)`, `:` or a new line; also after "Answer:".

"A mass" and "I see" are words; a small letter must end there or be set off by white space, for "e.g." is none.
"""
_DENIAL = re.compile(r"\b(?:not|neither|never|without|rather than|instead of)\b|n't\b")
_ALPHABET = 26
"""Options beyond the alphabet have no letter [1]; they are named by their text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An option that an answer names."""

    index: int
    by: Literal["letter", "text"]
    start: int
    """Offset of the letter or text in what was said [characters]."""
    end: int
    """Offset after it [characters]."""


def letters_of(options: Sequence[str]) -> tuple[str, ...]:
    """The letters that options go by, `A` for the first; at most 26 have one."""
    return tuple(chr(ord("A") + index) for index in range(min(len(options), _ALPHABET)))


def option_of(answer: Answered, options: Sequence[str]) -> int | None:
    """Index of the option that an answer names, or None if it names none.

    By its exact text, else by its letter, else as the only option whose text stands in the answer.
    """
    value = answer.text if answer.record is None else answer.record.get("answer")
    found = named_option("" if value is None else str(value), options)
    return None if found is None else found.index


def named_option(said: str, options: Sequence[str]) -> Named | None:
    """The option that words name, and where.

    Args:
        said: The answer without what frames it.
        options: What there was to choose from, in order.
    """
    if not options:
        return None
    letter = _LETTER.match(said)
    lettered: Named | None = None
    if letter is not None:
        group = next(number for number, one in enumerate(letter.groups(), start=1) if one)
        index = ord(letter.group(group).upper()) - ord("A")
        lettered = Named(index=index, by="letter", start=letter.start(group), end=letter.end(group))
    plain = said.strip().casefold()
    for index, option in enumerate(options):
        if plain and plain == option.strip().casefold():
            if lettered is not None and lettered.index == index:
                return lettered
            start = len(said) - len(said.lstrip())
            return Named(index=index, by="text", start=start, end=start + len(said.strip()))
    if lettered is not None:
        return lettered if lettered.index < len(options) else None
    return _only_named(said, options)


def _only_named(said: str, options: Sequence[str]) -> Named | None:
    """The only option whose text stands in the answer as whole words; one inside another's text does not count."""
    spans = {
        index: [
            match.span() for match in re.finditer(rf"(?<!\w){re.escape(option.strip())}(?!\w)", said, re.IGNORECASE)
        ]
        for index, option in enumerate(options)
        if option.strip()
    }
    every = [span for several in spans.values() for span in several]
    named = {
        index: [
            (start, end)
            for start, end in several
            if not any(a <= start and end <= b and (a, b) != (start, end) for a, b in every)
        ]
        for index, several in spans.items()
    }
    standing = [(index, several[0]) for index, several in named.items() if several]
    if len(standing) != 1:
        return None
    index, (start, end) = standing[0]
    # "Not the left" names an option to turn it down.
    denied = _DENIAL.search(said.casefold()) is not None and _DENIAL.search(options[index].casefold()) is None
    return None if denied else Named(index=index, by="text", start=start, end=end)
