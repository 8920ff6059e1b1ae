"""Where a note names quantities of the patient, and where it only seems to.

The longest name wins: what stands in the name of another thing ("ionised calcium", "vitamin K") is not read. A name is
also passed over where the words beside it make it a target, an old value, another person's or another fluid's.
The words are data, in naming.toml.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from guidelines import Vocabulary
from tools.notes.fluids import any_of, fluid_code, of_blood
from tools.notes.phrases import PhraseTree
from tools.notes.tokens import tokens_of

__all__ = ["Named", "names_in"]

_BEFORE = 60
"""How far back [characters] the words that make a name another's are looked for. Our choice: a short phrase."""
_SENTENCE = 200
"""How far back [characters] a sentence is looked through for an organ or a fluid. Our choice."""
_ENDS = re.compile(r"[.!?;](?=\s|$)|\n")
_JOINED = re.compile(r"[^\W\d_][-‐‑–]$")
_RATIO = re.compile(r"[^\W\d_]\s?/\s?$")


class Named(NamedTuple):
    """One place where a quantity is named."""

    code: str | None
    """None where the number is not the patient's of now, or of no quantity of the vocabulary."""
    substance: str
    """What a mass or an amount is counted in: mostly the code, but the nitrogen of urea is one of its own."""
    start: int
    """First character."""
    end: int
    """Character after the last."""
    once: str | None = None
    """The quantity whose old number follows, as in "baseline creatinine 0.9"; a later one may stand behind it."""


class _Name(NamedTuple):
    code: str | None
    substance: str


@lru_cache(maxsize=8)
def names_in(text: str, vocabulary: Vocabulary) -> tuple[Named, ...]:
    """Return where quantities are named, in order; a name of two quantities stands there twice.

    Args:
        text: The note.
        vocabulary: The terms to look for.
    """
    matches = _tree(vocabulary).find(tokens_of(text))
    own = [
        (match.start, match.end, tuple(dict.fromkeys(one.code for one in match.payloads if one.code)))
        for match in matches
    ]
    found: list[Named] = []
    for match in matches:
        known = [one for one in dict.fromkeys(match.payloads) if one.code is not None]
        for name in known or [_Name(None, "")]:
            code = None if name.code is None else _meant(text, match.start, match.end, name.code, own)
            code = code if code is not None and code in vocabulary else None
            old = code is not None and _before(("past",)).search(text, max(0, match.start - _BEFORE), match.start)
            substance = name.substance if code == name.code else code or ""
            found.append(Named(None if old else code, substance, match.start, match.end, once=code if old else None))
    return tuple(found)


@lru_cache(maxsize=8)
def _tree(vocabulary: Vocabulary) -> PhraseTree[_Name]:
    names = [
        (phrase, _Name(term.code, term.code))
        for term in vocabulary.terms
        if term.kind == "quantity"
        for phrase in term.phrases
    ]
    names += [(name, _Name(one["code"], one["substance"])) for one in _data()["also"] for name in one["names"]]
    names += [(name, _Name(None, "")) for name in _data()["foreign"]["names"]]
    return PhraseTree(names)


def _meant(text: str, start: int, end: int, code: str, own: Sequence[tuple[int, int, tuple[str, ...]]]) -> str | None:
    """Return the quantity that a name stands for where it is written, or None where that is none of the patient's."""
    if _JOINED.search(text, max(0, start - 2), start):
        return None  # "anti-troponin", "pre-albumin"
    if of_blood(code) and _RATIO.search(text, max(0, start - 4), start):
        return None  # "albumin/creatinine"
    lists = ("before",) if _with_child(text) else ("before", "maternal")
    if _before(lists).search(text, max(0, start - _BEFORE), start) or _after().match(text, end):
        return None
    if code in _elsewhere(text):
        return None
    first = _sentence_start(text, start)
    sites = _words_of("sites").get(code)
    if sites is not None and sites.search(text, first, start):
        return None
    return fluid_code(text, first, (start, end), code, own)


def _sentence_start(text: str, start: int) -> int:
    first = max(0, start - _SENTENCE)
    for match in _ENDS.finditer(text, first, start):
        first = match.end()
    return first


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(files("tools.notes").joinpath("naming.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def _elsewhere(text: str) -> frozenset[str]:
    """Return the quantities whose short names mean another thing in this text."""
    return frozenset(code for code, words in _words_of("elsewhere").items() if words.search(text))


@lru_cache(maxsize=8)
def _with_child(text: str) -> bool:
    """Return whether a note is of a woman with child, so that "maternal" is the patient, and not of the child."""
    beside = _data()["beside"]
    said, born = (re.compile(rf"\b{any_of(beside[key])}\b", re.I).search(text) for key in ("with_child", "born"))
    return said is not None and born is None


@lru_cache(maxsize=4)
def _before(lists: tuple[str, ...]) -> re.Pattern[str]:
    words = any_of(word for one in lists for word in _data()["beside"][one])
    between = any_of(_data()["beside"]["between"])
    return re.compile(rf"(?<![\w-]){words}(?:\s+{between})*[\s]*$", re.I)


@lru_cache(maxsize=1)
def _after() -> re.Pattern[str]:
    return re.compile(rf"[\s(]*{any_of(_data()['beside']['after'])}(?!\w)", re.I)


@lru_cache(maxsize=4)
def _words_of(table: str) -> Mapping[str, re.Pattern[str]]:
    """Return, by code, what finds one of its words of a table of naming.toml."""
    return {code: re.compile(rf"\b{any_of(words)}\b", re.I) for code, words in _data()[table].items()}
