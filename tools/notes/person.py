"""Age, sex and pregnancy of the patient, as a note states them."""

import re
from typing import Literal, NamedTuple

from tools.finding import Measurement
from tools.notes.context import ContextReader
from tools.notes.units import plausible

__all__ = ["Person", "Sex", "person_in"]

Sex = Literal["female", "male"]

_YEARS = {"year": 1.0, "month": 1.0 / 12.0, "week": 7.0 / 365.25, "day": 1.0 / 365.25}
"""Length of the units of age [a]."""
_AGES = (
    re.compile(r"\b(?P<age>\d{1,3})[- ]?(?P<unit>year|month|week|day)s?[- ]?old\b", re.I),
    re.compile(r"\b(?P<age>\d{1,3})\s?-?(?:yo|y/o|y\.o\.?|yrs?|year)\b(?:[- ]?old)?(?!\s?(?:history|ago|hx))", re.I),
    re.compile(r"\b(?:aged|age|age:)\s*(?P<age>\d{1,3})\b(?!\s*(?:months?|weeks?|days?)\b)", re.I),
    re.compile(r"\b(?P<age>90) or older\b", re.I),
    re.compile(r"(?:^|\b(?:a|an)\s)(?P<age>\d{1,3})\s?(?=[MF]\b)"),
)
_WORDS: dict[Sex, re.Pattern[str]] = {
    "male": re.compile(
        r"\b(?:man|male|gentleman|boy|mr|in (?:her|his|my|their) son)\b"
        r"|\b(?:\d{1,3}|yo|y/o|old)\s?(?-i:M)\b|\bsex:?\s*M\b",
        re.I,
    ),
    "female": re.compile(
        r"\b(?:woman|female|lady|girl|mrs|ms|miss|pregnant|postmenopausal|in (?:her|his|my|their) daughter)\b"
        r"|\b(?:\d{1,3}|yo|y/o|old)\s?(?-i:F)\b|\bsex:?\s*F\b",
        re.I,
    ),
}
_PRONOUNS: dict[Sex, re.Pattern[str]] = {
    "male": re.compile(r"\b(?:he|him|his|himself)\b", re.I),
    "female": re.compile(r"\b(?:she|her|hers|herself)\b", re.I),
}
_CLOSE = 25
"""The word for the sex that follows the age within so many characters is the patient's. Our choice."""
_PREGNANT = re.compile(
    r"\b(?:pregnant|gravid|pregnancy|\d{1,2}(?:\+\d)?[- ]?(?:weeks?|wks?)'?[- ](?:gestation|pregnant)"
    r"|positive (?:urine )?(?:pregnancy test|hcg))\b",
    re.I,
)
_NOT_PREGNANT = re.compile(
    r"\b(?:negative (?:urine )?(?:pregnancy test|hcg)|(?:pregnancy test|hcg)\s?(?:is|was|:)?\s?negative"
    r"|not pregnant|non-?pregnant)\b",
    re.I,
)
_ABOUT_A_TEST = re.compile(r"\s+tests?\b|\s+(?:planned|planning|prevention)\b", re.I)


class Person(NamedTuple):
    """What a note says of who the patient is; None where it does not."""

    age: Measurement | None
    """[a]."""
    sex: Sex | None
    pregnant: bool | None
    sex_span: tuple[int, int] | None = None
    """Characters [start, end) of the first word that says the sex."""


def person_in(text: str, contexts: ContextReader) -> Person:
    """Read age, sex and pregnancy; those of relatives are passed over."""
    age = _age(text, contexts)
    sex, span = _sex(text, contexts, age)
    return Person(age, sex, False if sex == "male" else _pregnant(text, contexts), span)


def _age(text: str, contexts: ContextReader) -> Measurement | None:
    found = [match for pattern in _AGES for match in pattern.finditer(text)]
    for match in sorted(found, key=lambda one: (one.start(), -one.end())):
        unit = match.groupdict().get("unit") or "year"
        value = round(int(match["age"]) * _YEARS[unit.lower()], 3)
        context = contexts.at(match.start(), match.end())
        if plausible(value, "age") and not (context.family or context.past or context.hypothetical):
            return Measurement(
                code="age", name="age", value=value, unit="a", basis="read in the history", span=match.span()
            )
    return None


def _sex(text: str, contexts: ContextReader, age: Measurement | None) -> tuple[Sex | None, tuple[int, int] | None]:
    place = age.span[1] - 1 if age and age.span else 0
    words = _places(_WORDS, text, contexts)
    near = [one for one in words if place - 4 <= one[1][0] <= place + _CLOSE]
    if len({sex for sex, _ in near}) == 1:
        return min(near, key=lambda one: one[1])
    for found in (words, _places(_PRONOUNS, text, contexts)):
        if len({sex for sex, _ in found}) == 1:
            return min(found, key=lambda one: one[1])
        if found:
            return None, None
    return None, None


def _places(
    patterns: dict[Sex, re.Pattern[str]], text: str, contexts: ContextReader
) -> list[tuple[Sex, tuple[int, int]]]:
    return [
        (sex, match.span())
        for sex, pattern in patterns.items()
        for match in pattern.finditer(text)
        if not contexts.at(match.start(), match.end()).family
    ]


def _pregnant(text: str, contexts: ContextReader) -> bool | None:
    said = {False for match in _NOT_PREGNANT.finditer(text) if not contexts.at(*match.span()).family}
    for match in _PREGNANT.finditer(text):
        context = contexts.at(match.start(), match.end())
        aside = context.family or context.past or context.hypothetical or context.uncertain
        if aside or _ABOUT_A_TEST.match(text, match.end()) or _inside(match, text):
            continue
        said.add(not context.absent)
    return said.pop() if len(said) == 1 else None


def _inside(match: re.Match[str], text: str) -> bool:
    return any(one.start() <= match.start() and match.end() <= one.end() for one in _NOT_PREGNANT.finditer(text))
