"""Answers in words, compared as question answering does: exact after normalisation, and by shared words."""

import re
import unicodedata
from collections import Counter

__all__ = ["contains", "normalised", "token_f1", "token_recall"]

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_APART = re.compile(r"[^\w%+.-]+|(?<!\d)\.|\.(?!\d)|(?<!\w)-|-(?!\w)")
"""What separates words. A point between digits, a hyphen inside a word, `%` and `+` stay: 5.6cm, x-ray, 50%."""


def normalised(text: str) -> str:
    """Return lower case, one form of every character, without articles and punctuation.

    Source: the normalisation of SQuAD (Rajpurkar et al. 2016, arXiv 1606.05250), with numbers and hyphens kept.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_ARTICLES.sub(" ", _APART.sub(" ", folded)).split())


def token_f1(said: str, target: str) -> float:
    """Return the harmonic mean of precision and recall of words, counted with repetition [0-1].

    Source: Rajpurkar et al. 2016, arXiv 1606.05250, section 6.1.
    """
    one, other = normalised(said).split(), normalised(target).split()
    shared = sum((Counter(one) & Counter(other)).values())
    return 2 * shared / (len(one) + len(other)) if shared else 0.0


def token_recall(said: str, target: str) -> float:
    """Return the share of the target's words that were said, counted with repetition [0-1]; 0 for an empty target."""
    wanted = normalised(target).split()
    shared = sum((Counter(normalised(said).split()) & Counter(wanted)).values())
    return shared / len(wanted) if wanted else 0.0


def contains(said: str, target: str) -> bool:
    """Whether the target's words were said, side by side and in order."""
    wanted = normalised(target)
    return bool(wanted) and f" {wanted} " in f" {normalised(said)} "
