"""Finding many phrases in a text at once: a tree over words, walked once, longest match first.

The time grows with the length of the text, not with the number of phrases.
"""

import re
from collections.abc import Iterable
from typing import Any, Generic, NamedTuple, TypeVar

from tools.notes.tokens import Token, tokens_of

__all__ = ["CASED_LENGTH", "Match", "PhraseTree"]

CASED_LENGTH = 3
"""Abbreviations up to this many letters are matched in their own case: HR is a heart rate, "hr" an hour."""

MANY = 10
"""`<many>` is a whole number from here on: ten tablets at once are no usual dose. Our choice."""

_OPEN = "open"
_Payload = TypeVar("_Payload")
_CLASS = re.compile(r"<(\w+)>")
_CLASSES: dict[str, frozenset[str]] = {
    "period": frozenset(
        [
            "minute",
            "minutes",
            "hour",
            "hours",
            "day",
            "days",
            "night",
            "nights",
            "week",
            "weeks",
            "month",
            "months",
            "year",
            "years",
            "min",
            "mins",
            "hr",
            "hrs",
            "wk",
            "wks",
            "mth",
            "mths",
            "yr",
            "yrs",
        ]
    ),
    "person": frozenset(
        [
            "he",
            "she",
            "they",
            "his",
            "her",
            "their",
            "him",
            "them",
            "my",
            "i",
            "you",
            "your",
            "the",
            "this",
            "patient",
            "pt",
            "patient's",
        ]
    ),
    "relative": frozenset(
        [
            "father",
            "mother",
            "brother",
            "sister",
            "son",
            "daughter",
            "parent",
            "parents",
            "sibling",
            "siblings",
            "grandfather",
            "grandmother",
            "aunt",
            "uncle",
            "cousin",
            "nephew",
            "niece",
            "dad",
            "mum",
            "mom",
            "brothers",
            "sisters",
            "grandparent",
            "father's",
            "mother's",
            "brother's",
            "sister's",
        ]
    ),
    "side": frozenset(["left", "right", "both", "one"]),
    "count": frozenset(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "several",
            "few",
            "couple",
            "many",
            "some",
            "a",
            "an",
            "1st",
            "2nd",
        ]
    ),
}
"""Words that a phrase may leave open, as `<period>`; `<number>`, `<year>`, `<many>`, `<short>`, `<any>` are by form."""
_SHORT_SPAN = re.compile(r"\d{1,3}(?:h|hrs?|d|days?|w|wks?|weeks?|m|mo|mths?|months?|y|yrs?|years?)")
"""`<short>`: a span of time in one word, as "3d"."""


class Match(NamedTuple, Generic[_Payload]):
    """One place where phrases stand."""

    first: int
    """Index of the first token."""
    last: int
    """Index after the last token."""
    start: int
    """First character."""
    end: int
    """Character after the last."""
    payloads: tuple[_Payload, ...]


class PhraseTree(Generic[_Payload]):
    """Phrases with what they stand for. Built once, then only read."""

    def __init__(self, phrases: Iterable[tuple[str, _Payload]], *, plural: bool = True) -> None:
        """Build the tree; `plural` lets the last word of each phrase take an `s`."""
        self._root: dict[Any, Any] = {}
        for phrase, payload in phrases:
            for keys in _keys(phrase, plural):
                node = self._root
                for key in keys:
                    if key[0] == "class":
                        node = node.setdefault(_OPEN, {}).setdefault(key[1], {})
                    else:
                        node = node.setdefault(key, {})
                node.setdefault(None, []).append(payload)

    def find(self, tokens: tuple[Token, ...], first: int = 0, end: int | None = None) -> list[Match[_Payload]]:
        """Return the matches in tokens [first, end) in order; none overlaps, and at each word the longest counts."""
        found: list[Match[_Payload]] = []
        index, end = first, len(tokens) if end is None else end
        while index < end:
            last, payloads = self._longest(tokens, index, end)
            if payloads:
                found.append(Match(index, last, tokens[index].start, tokens[last - 1].end, tuple(payloads)))
                index = last
            else:
                index += 1
        return found

    def everywhere(self, tokens: tuple[Token, ...]) -> list[Match[_Payload]]:
        """Return every match, also those that overlap, by first token and then by length."""
        found: list[Match[_Payload]] = []
        for first in range(len(tokens)):
            nodes, index = [self._root], first
            while nodes and index < len(tokens):
                nodes = _step(nodes, tokens[index])
                index += 1
                ends = [payload for node in nodes for payload in node.get(None, ())]
                if ends:
                    found.append(Match(first, index, tokens[first].start, tokens[index - 1].end, tuple(ends)))
        return found

    def _longest(self, tokens: tuple[Token, ...], index: int, end: int) -> tuple[int, list[_Payload]]:
        nodes, best, payloads = [self._root], index, []
        while nodes and index < end:
            nodes = _step(nodes, tokens[index])
            index += 1
            ends = [payload for node in nodes for payload in node.get(None, ())]
            if ends:
                best, payloads = index, ends
        return best, payloads


def _keys(phrase: str, plural: bool) -> list[list[tuple[str, str]]]:
    parts = _CLASS.split(phrase)
    keys: list[tuple[str, str]] = []
    for number, part in enumerate(parts):
        if number % 2:
            keys.append(("class", part))
        else:
            keys.extend(("low", token.low) for token in tokens_of(part))
    bare = phrase.strip()
    if len(keys) == 1 and len(bare) <= CASED_LENGTH and bare.isalnum() and bare != bare.lower():
        keys = [("raw", bare)]
    if not keys:
        return []
    kind, word = keys[-1]
    if plural and kind != "class" and word.isalpha() and not word.endswith("s"):
        return [keys, [*keys[:-1], (kind, word + "s")]]
    return [keys]


def _step(nodes: list[dict[Any, Any]], token: Token) -> list[dict[Any, Any]]:
    """Return the nodes that one more token leads to."""
    reached = []
    for node in nodes:
        for key in (("low", token.low), ("raw", token.raw)):
            if key in node:
                reached.append(node[key])
        # The classes of a node stand under one key, so that nodes without any cost nothing.
        reached += [below for name, below in node.get(_OPEN, {}).items() if _of_class(token, name)]
    return reached


def _of_class(token: Token, name: str) -> bool:
    if name == "number":
        return token.kind == "number"
    if name == "year":
        return token.kind == "number" and re.fullmatch(r"(19|20)\d\d", token.low) is not None
    if name == "many":
        return token.kind == "number" and token.low.isdigit() and int(token.low) >= MANY
    if name == "short":
        return _SHORT_SPAN.fullmatch(token.low) is not None
    if name == "any":
        return token.kind in ("word", "number")
    return token.low in _CLASSES[name]
