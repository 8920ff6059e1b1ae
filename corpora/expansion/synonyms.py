"""Synonyms and abbreviations from a table whose every list names its source (`terms.toml`)."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

__all__ = ["synonyms"]

_GAP = r"[\s\-'’]+"
"""What may stand between the words of a term: `pink-eye` and `pink eye` are one."""


class _Table(NamedTuple):
    means: Mapping[str, tuple[str, ...]]
    """What each term goes by besides."""
    anywhere: re.Pattern[str]
    """Any term of the table, longest first."""


@cache
def _table() -> _Table:
    with (Path(__file__).parent / "terms.toml").open("rb") as file:
        lists = tomllib.load(file)["list"]
    means: dict[str, list[str]] = {}
    for one in lists:
        for term, others in one["terms"].items():
            means.setdefault(_plain(term), []).extend(others)
            if one.get("both_ways"):
                for other in others:
                    means.setdefault(_plain(other), []).append(term)
    longest_first = sorted(means, key=lambda term: (-len(term), term))
    words = "|".join(re.escape(term).replace(r"\ ", _GAP) for term in longest_first)
    return _Table(
        {term: tuple(dict.fromkeys(others)) for term, others in means.items()}, re.compile(rf"\b(?:{words})\b")
    )


def _plain(text: str) -> str:
    return re.sub(_GAP, " ", text.lower()).strip()


def synonyms(text: str) -> tuple[str, ...]:
    """Return what the terms of a text go by besides, in the order of the text, none twice.

    Of two terms at one place the longer one counts: "heart attack" is not read as "attack".

    Example:
        >>> synonyms("Is it a heart attack or pink-eye?")
        ('myocardial infarction', 'conjunctivitis')
    """
    table = _table()
    found = (table.means[_plain(match[0])] for match in table.anywhere.finditer(text.lower()))
    return tuple(dict.fromkeys(other for others in found for other in others))
