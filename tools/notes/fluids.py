"""Quantities of blood under the name of another fluid: "urine sodium" is no sodium of the serum.

A fluid speaks for the name that follows it and for a list of values after it ("CSF: glucose 1.8, lactate 3.1"), until
the note says blood, or something without a value stands between. The words are data, in fluids.toml.
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tools.notes.phrases import CASED_LENGTH

__all__ = ["any_of", "code_in_fluid_after", "fluid_code", "of_blood"]

_PARTS = re.compile(r"[,;]|\band\b|&")
_HELD = re.compile(r"\d")


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of some words or phrases, the longest first; short ones in capitals keep their case."""
    return "(?:" + "|".join(_written(word) for word in sorted(words, key=len, reverse=True)) + ")"


def _written(word: str) -> str:
    pattern = r"[\s-]+".join(re.escape(part) for part in re.split(r"[\s-]+", word))
    return f"(?-i:{pattern})" if len(word) <= CASED_LENGTH and word.isupper() else pattern


def of_blood(code: str) -> bool:
    """Return whether a quantity is one of blood, so that it is another in another fluid."""
    return code in _data()["blood"]["codes"]


def fluid_code(
    text: str, first: int, name: tuple[int, int], code: str, own: Sequence[tuple[int, int, tuple[str, ...]]]
) -> str | None:
    """Return what a quantity of blood is in the fluid that the note speaks of; None where the vocabulary has no such.

    Args:
        text: The note.
        first: Where the sentence of the name starts [character].
        name: Characters [start, end) of the name.
        code: The quantity that it names.
        own: Characters and codes of all names of quantities in the text, in order; none overlaps another.
    """
    start, end = name
    if not of_blood(code):
        return code
    after = _after().match(text, end)
    if after is not None:
        return _in_fluid(code, after["fluid"])
    across = next((one for one in _fluid().finditer(text, first, end) if one.start() < start < one.end()), None)
    if across is not None:
        return _in_fluid(code, across.group())  # "cord blood lactate"
    if _blood().match(text, start):
        return code
    fluid = _fluid_before(text, first, start, own)
    return code if fluid is None else _in_fluid(code, fluid)


def code_in_fluid_after(text: str, end: int, code: str) -> str | None:
    """Return what a quantity of blood is where a fluid is named behind its value: "glucose 2.1 mmol/L in the CSF".

    Args:
        text: The note.
        end: Where the value ends, with its unit [character].
        code: The quantity that is named.
    """
    match = _after_value().match(text, end) if of_blood(code) else None
    return _in_fluid(code, match["fluid"] or match["inside"]) if match else code


def _fluid_before(text: str, first: int, start: int, own: Sequence[tuple[int, int, tuple[str, ...]]]) -> str | None:
    """Return the last word for a fluid in [first, start) where it speaks for what stands at `start`."""
    found = None
    for match in _fluid().finditer(text, first, start):
        near = own[max(bisect_left(own, (match.start(),)) - 1, 0) : bisect_left(own, (match.end(),))]
        inside = [codes for low, high, codes in near if low <= match.start() and match.end() <= high]
        if all(_held() & set(codes) for codes in inside):
            found = match
    if found is None or not _speaks_for(text[found.end() : start]):
        return None
    return found.group()


def _speaks_for(between: str) -> bool:
    """Return whether a list of values goes on through the text between a fluid and a name."""
    if _blood().search(between):
        return False
    *items, last = _PARTS.split(between)
    heading = bool(items) and _heading().search(items[0]) is not None
    if items and not heading and (not items[0].strip() or _ending().search(items[0])):
        return False  # "pleural, albumin 22", "drain output 300 mL, Hb 90"
    if not _between().fullmatch(last) or (len(items) > 1 and not heading):
        return False
    return all(_HELD.search(item) or _between().fullmatch(item) for item in items)


def _in_fluid(code: str, word: str) -> str | None:
    plain = " ".join(re.split(r"[\s-]+", word.lower()))
    for fluid in _data()["other"].values():
        if plain in (one.lower() for one in fluid["words"]):
            held: Mapping[str, str] = fluid["holds"]
            return held.get(code)
    return None


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(files("tools.notes").joinpath("fluids.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _held() -> frozenset[str]:
    return frozenset(code for fluid in _data()["other"].values() for code in fluid["holds"].values())


@lru_cache(maxsize=1)
def _words() -> str:
    return any_of(word for fluid in _data()["other"].values() for word in fluid["words"])


@lru_cache(maxsize=1)
def _fluid() -> re.Pattern[str]:
    return re.compile(rf"\b{_words()}\b", re.I)


@lru_cache(maxsize=1)
def _after() -> re.Pattern[str]:
    """`sodium in urine`, `creatinine, urine`, `creatinine (urine)`."""
    of = r"(?:\[[^\]\n]*\]\s*)?(?:(?:in|of|from)\s+(?:the\s+|his\s+|her\s+|a\s+)?|,\s*|\(\s*)(?:spot\s+|random\s+)?"
    return re.compile(rf"\s*{of}(?P<fluid>{_words()})\b(?!\s+{any_of(['output', 'volume', 'dip'])}\b)", re.I)


@lru_cache(maxsize=1)
def _after_value() -> re.Pattern[str]:
    """`2.1 mmol/L in the CSF`, `2.1 mmol/L (CSF)`; not "4.1 (urine 40)"."""
    return re.compile(
        rf"\s*(?:(?:in|from|on)\s+(?:the\s+|his\s+|her\s+|a\s+)?(?P<fluid>{_words()})\b|\(\s*(?P<inside>{_words()})\s*\))",
        re.I,
    )


@lru_cache(maxsize=1)
def _blood() -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(_data()['blood']['words'])}\b", re.I)


@lru_cache(maxsize=1)
def _ending() -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(_data()['blood']['ends'])}\b", re.I)


@lru_cache(maxsize=1)
def _heading() -> re.Pattern[str]:
    return re.compile(rf"[:=]|\b{any_of(_data()['blood']['heading'])}\b", re.I)


@lru_cache(maxsize=1)
def _between() -> re.Pattern[str]:
    return re.compile(rf"(?:[\s:=(\[\]/-]|\b{any_of(_data()['blood']['between'])}\b)*", re.I)
