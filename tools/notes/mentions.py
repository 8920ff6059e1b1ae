"""Where a text names terms of the vocabulary, and what the words around say of them."""

from functools import lru_cache
from typing import NamedTuple

from guidelines import Vocabulary
from tools.notes.context import Context, ContextReader
from tools.notes.phrases import Match, PhraseTree
from tools.notes.tokens import tokens_of

__all__ = ["Mention", "measured_spans", "mentions_in", "quantity_matches"]

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


@lru_cache(maxsize=8)
def _quantities_tree(vocabulary: Vocabulary) -> PhraseTree[str]:
    terms = [term for term in vocabulary.terms if term.kind == "quantity"]
    return PhraseTree((phrase, term.code) for term in terms for phrase in term.phrases)


def quantity_matches(text: str, vocabulary: Vocabulary) -> list[Match[str]]:
    """Return where quantities are named, with their codes."""
    return _quantities_tree(vocabulary).find(tokens_of(text))


def measured_spans(text: str, vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """Return the characters [start, end) of the names of quantities that a number follows."""
    tokens = tokens_of(text)
    return [
        (match.start, match.end)
        for match in quantity_matches(text, vocabulary)
        if any(token.kind == "number" for token in tokens[match.last : match.last + _VALUE_WITHIN])
    ]


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
