"""Measurements written in a note: vital signs and laboratory values, in the units of the vocabulary.

A value with no unit, or with one that is not known, is left out, unless a vital sign allows one reading only.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from guidelines import Vocabulary
from tools.finding import Measurement
from tools.notes.context import ContextReader
from tools.notes.fluids import code_in_fluid_after
from tools.notes.later import is_set_against
from tools.notes.latest import LASTING, PRESSURE, gave_way, last_pressure, latest
from tools.notes.naming import Named, names_in
from tools.notes.numbers import Number, measured
from tools.notes.units import unit_at
from tools.notes.values import number_of_another, value_after
from tools.notes.whose import is_another

__all__ = ["Readings", "measurements_in"]

_DEGREES = re.compile(r"(?<![\d.,])(?P<number>\d{2,3}(?:\.\d+|,\d{1,2})?)\s?[°º]\s?(?P<unit>[CF])\b", re.IGNORECASE)
_PER_MINUTE = re.compile(
    r"(?<![\d./])(?P<number>\d{1,3})\s?(?P<what>bpm|beats (?:per|/) ?min|breaths ?(?:per |/ ?)min)", re.I
)
_FEVER_OF = re.compile(
    r"\b(?:fever|febrile|pyrexia|pyrexial)\s?[(:,]?\s?(?:of\s|to\s|at\s|up to\s)?"
    r"(?P<number>(?:3[4-9]|4[0-4]|9[4-9]|10\d|11[0-2])(?:\.\d+|,\d(?!\d))?)(?![\d/]|\.\d|\s?-?(?:min|hour|hr|day|week|wk|month|year)|\s?[x/])",
    re.I,
)
_JOINED = re.compile(r"\s*(?:\([^()\d]*\)\s*)?(?:levels?\s+)?(?:and|or|[/&,])\s*(?:\w+\s)?")
"""What stands between two names that share the numbers after them."""
_LISTED = re.compile(r"\s?(?:,\s?(?:and\s)?|and\s|&\s?)\d")
_COUNT = re.compile(r"\d\s$")
_PACK_YEARS = re.compile(r"(?<![\d.])(?P<number>\d+(?:\.\d+)?)[\s-]{0,2}pack[\s-]?(?:years?|yrs?)\b", re.IGNORECASE)


class Readings(NamedTuple):
    """What was measured, and what was left out."""

    measurements: tuple[Measurement, ...]
    notes: tuple[str, ...]


class _Numbers(NamedTuple):
    named: tuple[Number, ...]
    others: tuple[tuple[int, int], ...]
    """Characters [start, end) of numbers that belong to the name of something else."""
    old: frozenset[int]
    """Where numbers start that a name makes old ones."""


def measurements_in(text: str, vocabulary: Vocabulary, contexts: ContextReader) -> Readings:
    """Read the measurements of a note, in order, without those of relatives, of the past or only imagined."""
    notes: list[str] = []
    found: list[Measurement] = []
    taken = bytearray(len(text))
    numbers = _named(text, vocabulary, notes)
    for start, end in numbers.others:
        taken[start:end] = bytes([1]) * (end - start)
    read = [*_pressures(text, taken, numbers.old), *numbers.named, *_standalone(text)]
    for number in _of_now(text, read, vocabulary, taken):
        second = number.code == "diastolic-pressure" and "/" in text[number.start : number.end]
        if number.code not in vocabulary or (not second and any(taken[number.start : number.end])):
            continue
        if is_another(text, number.start):
            continue
        context = contexts.at(number.start, number.end)
        lasts = number.later or number.code in LASTING or is_set_against(text, number.end)
        if context.family or (context.past and not lasts) or context.hypothetical:
            continue
        measurement = measured(text, number, vocabulary.term(number.code), notes)
        if measurement is not None:
            found.append(measurement)
            taken[number.start : number.end] = bytes([1]) * (number.end - number.start)
    found.sort(key=lambda one: (one.span or (0, 0), one.code != "systolic-pressure"))
    return Readings(tuple(found), tuple(dict.fromkeys(notes)))


def _of_now(text: str, read: list[Number], vocabulary: Vocabulary, taken: bytearray) -> Iterator[Number]:
    """Return the numbers that are of now; where another stands for a number, nobody else takes the old one."""
    for place, number in enumerate(read):
        read[place] = latest(text, number, vocabulary)
        if read[place] != number or number.old:
            taken[number.start : number.end] = bytes([1]) * (number.end - number.start)
    for number in read:
        if not number.old and not gave_way(text, number, read):
            yield number


def _pressures(text: str, taken: bytearray, old: frozenset[int]) -> Iterator[Number]:
    passed = 0
    for match in PRESSURE.finditer(text):
        once = match.start() in old
        if match.start() < passed or (not once and any(taken[match.start() : match.end()])):
            continue
        named = re.search(
            r"\b(?:bp|blood pressure|pressure)\b[^.;\n\d]{0,25}$",
            text[max(0, match.start() - 40) : match.start()],
            re.I,
        )
        last = last_pressure(text, match)
        if (not named and not match["unit"]) or (once and last is match):
            continue
        passed = last.end()
        if last is not match:
            taken[match.start() : match.end()] = bytes([1]) * (match.end() - match.start())
        high, low = float(last["systolic"]), float(last["diastolic"])
        if high > low:
            later = last is not match
            yield Number("systolic-pressure", high, "mm[Hg]", last.start(), last.end(), later=later)
            yield Number("diastolic-pressure", low, "mm[Hg]", last.start(), last.end(), later=later)


def _named(text: str, vocabulary: Vocabulary, notes: list[str]) -> _Numbers:
    found: list[Number] = []
    others: list[tuple[int, int]] = []
    old: set[int] = set()
    before = 0
    for name in names_in(text, vocabulary):
        joined = _JOINED.fullmatch(text, before, name.start) is not None
        before = name.end
        code = name.code or name.once
        value = None if code is None or _counted(text, name) else value_after(text, name.end, code)
        if code is None or (name.code is None and (value is None or value.why)):
            another = number_of_another(text, name.end)
            others += [another] if another else []
            old |= {another[0]} if another and name.once else set()
            continue
        if value is None:
            continue
        why = "one of several numbers" if joined and _LISTED.match(text, value.end) else value.why
        if why:
            notes.append(f"A value of {vocabulary.term(code).name} is given as {why} and was left out.")
            continue
        meant = code_in_fluid_after(text, value.end, code)
        if meant is None:
            others.append((value.start, value.end))
            continue
        substance = name.substance if meant == code else meant
        read = Number(meant, value.number, value.unit, value.start, value.end, substance)
        found.append(read._replace(old=name.code is None))
    return _Numbers(tuple(found), tuple(others), frozenset(old))


def _counted(text: str, name: Named) -> bool:
    """Return whether the number stands before the name: "8 white blood cells, 3 casts"."""
    return _COUNT.search(text, max(0, name.start - 2), name.start) is not None and text[name.end : name.end + 1] == ","


def _standalone(text: str) -> Iterator[Number]:
    for match in _DEGREES.finditer(text):
        unit = "Cel" if match["unit"] in "cC" else "[degF]"
        yield Number("temperature", float(match["number"].replace(",", ".")), unit, match.start(), match.end())
    for match in _FEVER_OF.finditer(text):
        scale = unit_at(text, match.end())
        if scale is not None and scale[0] in ("Cel", "[degF]"):
            yield Number(
                "temperature", float(match["number"].replace(",", ".")), scale[0], match.start("number"), scale[1]
            )
        else:
            yield Number(
                "temperature", float(match["number"].replace(",", ".")), None, match.start("number"), match.end()
            )
    for match in _PACK_YEARS.finditer(text):
        yield Number("pack-years", float(match["number"]), "{pack-year}", match.start("number"), match.end())
    for match in _PER_MINUTE.finditer(text):
        code = "respiratory-rate" if match["what"].lower().startswith("breaths") else "heart-rate"
        yield Number(code, float(match["number"]), "/min", match.start(), match.end())
