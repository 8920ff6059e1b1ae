"""Where a text names terms of the vocabulary, and what the words around say of them."""

from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from guidelines import Vocabulary
from tools.notes.context import Context, ContextReader
from tools.notes.naming import names_in
from tools.notes.phrases import PhraseTree
from tools.notes.tokens import Token, tokens_of

__all__ = ["Mention", "measured_spans", "mentions_in"]

_ACUTE = frozenset(["symptom", "sign", "vital"])
"""Kinds that are of today unless dated: "history of asthma, wheeze" is wheeze. Pictures and tests may be old ones."""
_VALUE_WITHIN = 4
"""The number of a quantity stands within so many words of its name. Our choice."""


class _Says(NamedTuple):
    code: str
    there: bool
    acute: bool


class Mention(NamedTuple):
    """One place where a finding is named."""

    code: str
    start: int
    end: int
    there: bool
    """False where the phrase by itself says that it is absent ("afebrile")."""
    context: Context


@lru_cache(maxsize=8)
def _findings_tree(vocabulary: Vocabulary) -> PhraseTree[_Says]:
    terms = [term for term in vocabulary.terms if term.kind != "quantity"]
    phrases = [(phrase, _Says(term.code, True, term.kind in _ACUTE)) for term in terms for phrase in term.phrases]
    absent = [(phrase, _Says(term.code, False, False)) for term in terms for phrase in term.absent_phrases]
    return PhraseTree(phrases + absent)


def measured_spans(text: str, vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """Return the characters [start, end) of the names of quantities that a number follows."""
    tokens = tokens_of(text)
    starts = [token.start for token in tokens]
    return [
        (name.start, name.end)
        for name in names_in(text, vocabulary)
        if name.code is not None and _number_after(tokens, bisect_left(starts, name.end))
    ]


def _number_after(tokens: tuple[Token, ...], index: int) -> bool:
    return any(token.kind == "number" for token in tokens[index : index + _VALUE_WITHIN])


def mentions_in(text: str, vocabulary: Vocabulary) -> tuple[tuple[Mention, ...], ContextReader]:
    """Return every mention of a finding in order, and the reader of contexts that knows them."""
    matches = _findings_tree(vocabulary).find(tokens_of(text))
    reader = ContextReader(
        text,
        ((match.start, match.end) for match in matches),
        [(match.start, match.end) for match in matches if any(one.acute for one in match.payloads)],
        measured_spans(text, vocabulary),
    )
    mentions = tuple(
        Mention(code, match.start, match.end, there, reader.at(match.start, match.end))
        for match in matches
        for code, there, _ in dict.fromkeys(match.payloads)
    )
    return mentions, reader
