"""Sentences with the place that they have in their text, so that what is quoted is there to the letter."""

import re
from typing import NamedTuple

__all__ = ["Sentence", "split_sentences"]

_END = re.compile(r"[.!?][\"')\]]*(?=\s+[\"'(\[]?[A-Z0-9])|\n\s*\n")
"""An end of a sentence: a stop before white space and a capital or a digit, or an empty line."""
_SHORT_FORM = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|cf|etc|al|approx|ca|dr|prof|mr|mrs|ms|st|fig|figs|ref|refs|no|nos|vol|ed|eds|dept|inc|ltd|sp|spp|p)"
    r"|\b[A-Z])\.$",
    re.IGNORECASE,
)


class Sentence(NamedTuple):
    """A sentence of a text: `text == source[start:end]`."""

    text: str
    start: int
    end: int


def split_sentences(source: str) -> tuple[Sentence, ...]:
    """Cut a text into sentences without changing a character; white space between them belongs to none.

    Example:
        >>> [one.text for one in split_sentences("It fell by 3.5 mm (p < 0.05). Dr. Ho agreed.")]
        ['It fell by 3.5 mm (p < 0.05).', 'Dr. Ho agreed.']
    """
    found: list[Sentence] = []
    begin = 0
    for match in _END.finditer(source):
        if source[match.start()] == "." and _SHORT_FORM.search(source, max(0, match.start() - 12), match.start() + 1):
            continue
        _add(found, source, begin, match.end())
        begin = match.end()
    _add(found, source, begin, len(source))
    return tuple(found)


def _add(found: list[Sentence], source: str, begin: int, end: int) -> None:
    piece = source[begin:end]
    start = begin + len(piece) - len(piece.lstrip())
    stop = begin + len(piece.rstrip())
    if stop > start:
        found.append(Sentence(source[start:stop], start, stop))
