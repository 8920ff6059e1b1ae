"""Measurements written in a note: vital signs and laboratory values, in the units of the vocabulary.

A value with no unit, or with one that is not known, is left out, unless a vital sign allows one reading only.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from guidelines import Term, Vocabulary
from tools.finding import Measurement
from tools.notes.context import ContextReader
from tools.notes.naming import Named, names_in
from tools.notes.units import bare_unit, converted, plausible, unit_at
from tools.notes.values import number_of_another, value_after

__all__ = ["Readings", "measurements_in"]

NEEDS_NO_UNIT = frozenset(
    [
        "heart-rate",
        "respiratory-rate",
        "systolic-pressure",
        "diastolic-pressure",
        "oxygen-saturation",
        "temperature",
        "sodium",
        "potassium",
        "bicarbonate",
        "egfr",
        "mean-cell-volume",
        "erythrocyte-sedimentation-rate",
    ]
)
"""Quantities whose numbers are read without a unit: in practice each is written in one, and the range tells."""
CELLS_FROM = 1000.0
"""A white cell count without unit from here on is in cells per microlitre, below in 10⁹ per litre. Our choice."""
PLATELETS = (1000.0, 5000.0)
"""A platelet count without unit up to the first is in 10⁹ per litre, from the second on per microlitre. Our choice."""
LAKHS_TO = 10.0
"""A platelet count without unit below this and no whole number may be in lakhs, which are 10⁸ per litre. Our choice."""
FAHRENHEIT_FROM = 86.0
"""A body temperature without unit from here on [degF] is in Fahrenheit; 86 °F is 30 °C. Our choice."""

_PRESSURE = re.compile(
    r"(?P<systolic>\d{2,3})\s?/\s?(?P<diastolic>\d{2,3})(?![\d/])(?P<unit>\s?mm\s?hg)?(?!\s?(?:mg|mcg|ml|years?)\b)",
    re.IGNORECASE,
)
_DEGREES = re.compile(r"(?<![\d.])(?P<number>\d{2,3}(?:\.\d+)?)\s?[°º]\s?(?P<unit>[CF])\b", re.IGNORECASE)
_PER_MINUTE = re.compile(
    r"(?<![\d./])(?P<number>\d{1,3})\s?(?P<what>bpm|beats (?:per|/) ?min|breaths ?(?:per |/ ?)min)", re.I
)
_FEVER_OF = re.compile(
    r"\b(?:fever|febrile|pyrexia|pyrexial)\s?[(:,]?\s?(?:of\s|to\s|at\s|up to\s)?"
    r"(?P<number>(?:3[4-9]|4[0-4]|9[4-9]|10\d|11[0-2])(?:\.\d+)?)(?![\d/]|\.\d|\s?-?(?:min|hour|hr|day|week|wk|month|year)|\s?[x/])",
    re.I,
)
_JOINED = re.compile(r"\s*(?:\([^()\d]*\)\s*)?(?:levels?\s+)?(?:and|or|[/&,])\s*(?:\w+\s)?")
"""What stands between two names that share the numbers after them."""
_LISTED = re.compile(r"\s?(?:,\s?(?:and\s)?|and\s|&\s?)\d")
_COUNT = re.compile(r"\d\s$")
_PACK_YEARS = re.compile(r"(?<![\d.])(?P<number>\d+(?:\.\d+)?)[\s-]{0,2}pack[\s-]?(?:years?|yrs?)\b", re.IGNORECASE)
_LASTING = frozenset(["pack-years"])
"""What stays true of a person, though it was before."""
_OXYGEN = re.compile(
    r"\bon\s+(?:\d+(?:\.\d+)?\s?(?:l|litres?|liters?)\b|oxygen\b|o2\b|nasal\b|high.flow\b|cpap\b|a?\s?non-?rebreather|supplement\w*)",
    re.IGNORECASE,
)


class Readings(NamedTuple):
    """What was measured, and what was left out."""

    measurements: tuple[Measurement, ...]
    notes: tuple[str, ...]


class _Number(NamedTuple):
    code: str
    value: float
    unit: str | None
    start: int
    end: int
    substance: str = ""
    """What a mass or an amount is counted in, where that is not the quantity itself."""


class _Numbers(NamedTuple):
    named: tuple[_Number, ...]
    others: tuple[tuple[int, int], ...]
    """Characters [start, end) of numbers that belong to the name of something else."""


def measurements_in(text: str, vocabulary: Vocabulary, contexts: ContextReader) -> Readings:
    """Read the measurements of a note, in order, without those of relatives, of the past or only imagined."""
    notes: list[str] = []
    found: list[Measurement] = []
    taken = bytearray(len(text))
    numbers = _named(text, vocabulary, notes)
    for start, end in numbers.others:
        taken[start:end] = bytes([1]) * (end - start)
    for number in (*_pressures(text, taken), *numbers.named, *_standalone(text)):
        second = number.code == "diastolic-pressure" and "/" in text[number.start : number.end]
        if number.code not in vocabulary or (not second and any(taken[number.start : number.end])):
            continue
        context = contexts.at(number.start, number.end)
        if context.family or (context.past and number.code not in _LASTING) or context.hypothetical:
            continue
        measurement = _measurement(text, number, vocabulary.term(number.code), notes)
        if measurement is not None:
            found.append(measurement)
            taken[number.start : number.end] = bytes([1]) * (number.end - number.start)
    found.sort(key=lambda one: (one.span or (0, 0), one.code != "systolic-pressure"))
    return Readings(tuple(found), tuple(dict.fromkeys(notes)))


def _pressures(text: str, taken: bytearray) -> Iterator[_Number]:
    for match in _PRESSURE.finditer(text):
        if any(taken[match.start() : match.end()]):
            continue
        named = re.search(
            r"\b(?:bp|blood pressure|pressure)\b[^.;\n\d]{0,25}$",
            text[max(0, match.start() - 40) : match.start()],
            re.I,
        )
        high, low = float(match["systolic"]), float(match["diastolic"])
        if (named or match["unit"]) and high > low:
            yield _Number("systolic-pressure", high, "mm[Hg]", match.start(), match.end())
            yield _Number("diastolic-pressure", low, "mm[Hg]", match.start(), match.end())


def _named(text: str, vocabulary: Vocabulary, notes: list[str]) -> _Numbers:
    found: list[_Number] = []
    others: list[tuple[int, int]] = []
    before = 0
    for name in names_in(text, vocabulary):
        joined = _JOINED.fullmatch(text, before, name.start) is not None
        before = name.end
        if name.code is None:
            another = number_of_another(text, name.end)
            others += [another] if another else []
            continue
        value = None if _counted(text, name) else value_after(text, name.end, name.code)
        if value is None:
            continue
        why = "one of several numbers" if joined and _LISTED.match(text, value.end) else value.why
        if why:
            notes.append(f"A value of {vocabulary.term(name.code).name} is given as {why} and was left out.")
        else:
            found.append(_Number(name.code, value.number, value.unit, value.start, value.end, name.substance))
    return _Numbers(tuple(found), tuple(others))


def _counted(text: str, name: Named) -> bool:
    """Return whether the number stands before the name: "8 white blood cells, 3 casts"."""
    return _COUNT.search(text, max(0, name.start - 2), name.start) is not None and text[name.end : name.end + 1] == ","


def _standalone(text: str) -> Iterator[_Number]:
    for match in _DEGREES.finditer(text):
        unit = "Cel" if match["unit"] in "cC" else "[degF]"
        yield _Number("temperature", float(match["number"]), unit, match.start(), match.end())
    for match in _FEVER_OF.finditer(text):
        scale = unit_at(text, match.end())
        if scale is not None and scale[0] in ("Cel", "[degF]"):
            yield _Number("temperature", float(match["number"]), scale[0], match.start("number"), scale[1])
        else:
            yield _Number("temperature", float(match["number"]), None, match.start("number"), match.end())
    for match in _PACK_YEARS.finditer(text):
        yield _Number("pack-years", float(match["number"]), "{pack-year}", match.start("number"), match.end())
    for match in _PER_MINUTE.finditer(text):
        code = "respiratory-rate" if match["what"].lower().startswith("breaths") else "heart-rate"
        yield _Number(code, float(match["number"]), "/min", match.start(), match.end())


def _measurement(text: str, number: _Number, term: Term, notes: list[str]) -> Measurement | None:
    unit = number.unit or _assumed_unit(number, term)
    wanted = term.unit or "1"
    value = None if unit is None else converted(number.value, unit, wanted, number.substance or term.code)
    if value is None:
        notes.append(f"A value of {term.name} has no unit that fits {wanted} and was left out.")
        return None
    if not plausible(value, term.code):
        notes.append(f"A value of {term.name} is not plausible and was left out.")
        return None
    basis = "read in the history"
    if term.code == "oxygen-saturation" and _OXYGEN.match(text, _after_space(text, number.end)):
        basis = "read in the history, on supplementary oxygen"
    return Measurement(
        code=term.code, name=term.name, value=value, unit=wanted, basis=basis, span=(number.start, number.end)
    )


def _after_space(text: str, place: int) -> int:
    while place < len(text) and text[place] in " ,%(":
        place += 1
    return place


def _assumed_unit(number: _Number, term: Term) -> str | None:
    if term.code == "temperature":
        return "[degF]" if number.value >= FAHRENHEIT_FROM else "Cel"
    wanted = term.unit or "1"
    decided, unit = bare_unit(number.value, term.code)
    if decided:
        return unit
    if term.code == "white-cell-count":
        # Only one of the two ways of writing it is compatible with life.
        return "/uL" if number.value >= CELLS_FROM else "10*9/L"
    if term.code == "platelet-count" and number.value < LAKHS_TO and not number.value.is_integer():
        return None
    if term.code == "platelet-count" and not PLATELETS[0] < number.value < PLATELETS[1]:
        return "/uL" if number.value >= PLATELETS[1] else "10*9/L"
    return wanted if term.code in NEEDS_NO_UNIT or wanted == "1" or wanted.startswith("{") else None
