"""Tests that a case holds already: a quantity that the history gives, or an image of that examination."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from agent.models.embedded.alternatives import is_known_otherwise
from agent.models.embedded.conversation import Conversation
from guidelines import Vocabulary

__all__ = ["is_done"]

_SPECIAL = re.compile(r"\b(repeated|serial|again|with|without|when|where|if|before|after|against)\b", re.I)
"""Words that ask for more than one value, or for it at another time: such a test is left in."""
_AND = re.compile(r",? and |, ")
_OR = re.compile(r",? or ")
_AT_ONCE = re.compile(r"\s+at once$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Examination:
    names: frozenset[str]
    modalities: frozenset[str]
    body_parts: frozenset[str]
    kinds: frozenset[str]


def is_done(test: str, said: Conversation, vocabulary: Vocabulary) -> bool:
    """Whether a test would only repeat what is known.

    "A or B" is done when either is, "A and B" when both are. The vocabulary's phrases link a test to a quantity,
    `alternatives.toml` to those that answer as well, `examinations.toml` links it to images; a test that none of them
    names is not done.
    """
    held = _held(said)
    quantities = frozenset(said.facts.quantities)
    named = _quantities(vocabulary)

    def known(name: str) -> bool:
        words = _AT_ONCE.sub("", name.strip()).casefold()
        codes = named.get(words, frozenset())
        return words in held or any(code in quantities or is_known_otherwise(code, said.facts) for code in codes)

    return _holds(test, known)


def _holds(test: str, known: Callable[[str], bool]) -> bool:
    if known(test):
        return True
    # "CT or MRI of the head where it changes care": what is asked beyond does not matter once it is there.
    parts = _OR.split(test)
    if len(parts) > 1:
        first = [one for part in parts for one in (part.split(", ") if part is parts[0] else [part])]
        return any(known(part) for part in first)
    if _SPECIAL.search(test):
        return False
    parts = _AND.split(test)
    return len(parts) > 1 and all(known(part) for part in parts)


def _held(said: Conversation) -> frozenset[str]:
    """Names of the examinations that the present study is, in small letters."""
    found: set[str] = set()
    for one in _examinations():
        by_header = any(
            str(said.images[number].get("modality")) in one.modalities
            and str(said.images[number].get("BodyPartExamined", "")).upper() in one.body_parts
            for number in said.study
        )
        if by_header or one.kinds & said.kinds:
            found |= one.names
    return frozenset(found)


@cache
def _examinations() -> tuple[_Examination, ...]:
    text = files(__package__).joinpath("examinations.toml").read_text(encoding="utf-8")
    return tuple(
        _Examination(
            names=frozenset(name.casefold() for name in table["names"]),
            modalities=frozenset(table["modalities"]),
            body_parts=frozenset(table["body_parts"]),
            kinds=frozenset(table["kinds"]),
        )
        for table in tomllib.loads(text).values()
    )


@lru_cache(maxsize=8)
def _quantities(vocabulary: Vocabulary) -> dict[str, frozenset[str]]:
    """Codes of quantities by every phrase that names them, in small letters."""
    out: dict[str, frozenset[str]] = {}
    for term in vocabulary:
        if term.kind == "quantity":
            for phrase in (term.name, *term.phrases):
                words = phrase.casefold()
                out[words] = out.get(words, frozenset()) | {term.code}
    return out
