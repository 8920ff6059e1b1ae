"""How text becomes search terms: one tokeniser for passages and queries, whichever engine scores them."""

import re
import threading
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import Stemmer

__all__ = ["TOKENISER", "content_words", "tokenise"]

TOKENISER = "english-snowball-2"
"""Version of these rules: an index that was made under others holds other terms."""

_WORD = re.compile(r"\d+(?:\.\d+)?%?|[^\W\d_][^\W_]*")
"""A number with decimals or per cent, or a run of letters and digits that starts with a letter, such as `hba1c`."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_THOUSANDS = re.compile(r",(?<=\d,)(?=\d{3}(?!\d))")
_SHORTEST_PLURAL = 4
"""Characters from which on a final s is taken for a plural: keeps gas, CAS and RBS as they are. Our own choice."""
_WORDS_KEPT = 1 << 17
"""Words whose terms are remembered [1]: half of those of a million abstracts, which are 19 of 20 that are met; about 40
MB. Our own choice."""
_MAX_CHARACTERS = 200_000
"""Longer texts are read up to here, so that a pasted file cannot stall a search. Our own choice: ~30,000 words."""


class _Words(NamedTuple):
    stop: frozenset[str]
    units: frozenset[str]
    signs: Mapping[int, str]
    spelling: re.Pattern[str]
    american: Mapping[str, str]
    plurals: Mapping[str, str]
    phrases: re.Pattern[str]
    joined: Mapping[str, str]


@cache
def _words() -> _Words:
    with (Path(__file__).parent / "words.toml").open("rb") as file:
        table = tomllib.load(file)
    american: dict[str, str] = table["spelling"]
    joined: dict[str, str] = table["phrases"]
    longest_first = sorted(american, key=len, reverse=True)
    phrases = "|".join(re.escape(phrase).replace(r"\ ", r"[\s\-]+") for phrase in joined)
    return _Words(
        stop=frozenset(table["stop"]),
        units=frozenset(table["units"]),
        signs={ord(sign): name for sign, name in table["signs"].items()},
        spelling=re.compile("|".join(map(re.escape, longest_first))),
        american=american,
        plurals=table["plurals"],
        phrases=re.compile(rf"\b(?:{phrases})\b"),
        joined=joined,
    )


def _singular(word: str, plurals: Mapping[str, str]) -> str:
    """Take a plural back to its singular by four rules and a table, as the stemmer does not know Latin ones."""
    if word in plurals:
        return plurals[word]
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1]


_stemmer = Stemmer.Stemmer("english")
_stemming = threading.Lock()
"""A stemmer is not safe to share between threads. Source: its documentation."""


def _stem(word: str) -> str:
    """Cut a word to its stem. Source: the English ("Porter2") stemmer of the Snowball project.

    nDCG@10 of BM25 with it and without: 0.701 and 0.687 on 809 claims of SciFact; 0.778 and 0.765 on the 157
    questions of `corpora/queries.toml`, whose recall@10 rises by 0.045 (95 % interval +0.016 to +0.076).
    """
    with _stemming:
        return str(_stemmer.stemWord(word))


def _folded(text: str) -> str:
    words = _words()
    folded = unicodedata.normalize("NFKC", text[:_MAX_CHARACTERS]).lower()
    if not folded.isascii():  # the signs are not, and looking for them takes longer than all the rest
        folded = folded.translate(words.signs)
    folded = _THOUSANDS.sub("", folded)
    return words.phrases.sub(lambda match: words.joined[re.sub(r"[\s\-]+", " ", match[0])], folded)


class _Read(NamedTuple):
    word: str
    """In American spelling."""
    term: str | None
    """What is searched for; None for a stop word."""
    is_number: bool
    """Whether a unit may follow."""


_known: dict[str, _Read] = {}
"""Words that were met. Emptied when it is full: keeping an order of use costs more than reading common words again."""


def _read(found: str) -> _Read:
    """Tell what a word is; one at a time, as words come again, and the table of spelling knows parts of words."""
    words = _words()
    word = words.spelling.sub(lambda match: words.american[match[0]], found)
    is_number = word[0].isdigit() and _NUMBER.fullmatch(word) is not None
    if is_number or word.endswith("%"):
        term: str | None = word
    else:
        term = None if word in words.stop else _stem(_singular(word, words.plurals))
    if len(_known) >= _WORDS_KEPT:
        _known.clear()
    _known[found] = read = _Read(word, term, is_number)
    return read


def tokenise(text: str) -> list[str]:
    """Cut text into search terms.

    Lower case and Unicode NFKC; British spelling folded to American; hyphenated words split into their parts; a number
    and the unit after it joined (`5 mm`, `5-mm` and `5mm` are one term); plurals taken to the singular; words cut to
    their stems; stop words dropped. The tables are in `words.toml`. Text beyond 200,000 characters is not read.

    Args:
        text: Any text, also empty or without a single word.

    Returns:
        Terms in the order of the text, repeated as often as they occur.

    Example:
        >>> tokenise("Pulmonary oedema with 5-mm nodules")
        ['pulmonari', 'edema', '5mm', 'nodul']
    """
    units = _words().units
    terms: list[str] = []
    number_before = False
    for found in _WORD.findall(_folded(text)):
        word, term, is_number = _known.get(found) or _read(found)
        if number_before and word in units:
            terms[-1] += word
            number_before = False
            continue
        number_before = is_number
        if term is not None:
            terms.append(term)
    return terms


def content_words(text: str) -> list[str]:
    """Return the search terms of a text that are words, neither numbers nor amounts."""
    return [term for term in tokenise(text) if not term[0].isdigit()]
