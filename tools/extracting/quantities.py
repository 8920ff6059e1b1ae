"""Where a note gives a number for a quantity: vital signs, measures of the body, laboratory values."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from tools.calculating import Exact, exact
from tools.extracting.amounts import Amount, amount_at, gives_way
from tools.extracting.moments import Moment, moment_of, sentence_around
from tools.extracting.pressures import pressures_in
from tools.notes.phrases import CASED_LENGTH

__all__ = ["Quantity", "Reading", "quantity_table", "readings_of"]

_LINK = re.compile(
    r"(?:\s|[=:,~≈⁺⁻+–−-]|\*{1,2}|\((?![^()\n]*\d[^()\n]*\))[^()\n]{0,40}\)|\[(?![^\[\]\n]*\d)[^\[\]\n]{0,40}\]|\b(?:of|is|are|was|were|at|about|around|approximately|"
    r"approx|level|levels|value|values|concentration|count|counts|reading|rate|measured|measuring|recorded|elevated|raised|"
    r"high|low|normal|reduced|increased|decreased|on|admission|presentation|initial|initially|serum|plasma|with|a|an|the|"
    r"his|her|has|been|being|found|to\s+be|noted|showed|shows|estimated|mildly|slightly|markedly|severely|only|currently|"
    r"came\s+back|as|temp|interval|bpm|in\s+total)\b){0,14}",
    re.I,
)
_CHANGE = re.compile(
    r"[^.;,\n\d]{0,30}\b(?:from|rose|rising|fell|falling|dropped|peaked|climbed|changed|varied|ranged|ranging|between)\b[^.;,\n\d]{0,30}\d",
    re.I,
)
_JOINED = re.compile(r"(?:\b(?:and|or|,)\s*|[/&+]\s*)(?:\w+\s){0,1}$", re.I)
_OTHER_FLUID = re.compile(
    r"\b(?:urine|urinary|urinalysis|urinalyses|csf|cerebrospinal|pleural|peritoneal|ascitic|dialysate|sweat|stool|cord|synovial|drain|bile|"
    r"intravenous|infusion|infused|supplement\w*|bolus|solution|tablets?|ringer\w*)\b",
    re.I,
)
_BLOOD = re.compile(r"\b(?:serum|plasma|blood|electrolytes|chemistry|metabolic|laborator\w+|labs?)\b", re.I)
_NOT_NOW = re.compile(
    r"\b(?:targets?|goal|aim|desired|donor(?:['’]s)?)(?:\s+(?:for|of|serum|plasma|blood|a|an|the))*[\s:-]*$", re.I
)
"""Words before any name that make its number a wish, or somebody else's."""
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_BEFORE = 48
"""How far back [characters] the words that make a name another quantity's are looked for. Ours: a short phrase."""
_SUBJECT = re.compile(
    r"\b(?:he|she|patient|who|and|man|woman|boy|girl|infant|child|baby|neonate|male|female|but|also|tall|currently)\s*,?\s*$",
    re.I,
)
_VERBS = frozenset(["weighed", "weighing", "weighs", "stood", "stands"])
_FREE = re.compile(
    r"\b(?:he|she|patient|who)\s+(?:is|was)\s+(?=\d)|\bold\b,?\s+(?=\d)|(?P<second>\b|\d)(?:cm|m)\s?(?:and|,)\s?(?=\d)",
    re.I,
)
_PERSON = re.compile(
    r"\b(?:he|she|patient|who|man|woman|boy|girl|male|female|old|height)\b(?:[^.;\n]|\.\d){0,30}$", re.I
)
_WHOLE = 8
"""How many characters "/15" with its blanks takes at most."""
_MEASURED = {"weight": "kg", "height": "cm"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity of `quantities.toml`."""

    name: str
    inputs: tuple[str, ...]
    names: tuple[str, ...]
    not_after: tuple[str, ...] = ()
    bare: tuple[tuple[Exact, Exact, str], ...] = ()
    units: tuple[str, ...] = ()
    shift: tuple[str, ...] = ()
    out_of: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One number that a note gives for a quantity."""

    quantity: str
    amount: Amount
    name: tuple[int, int]
    """Characters [start, end) of the quantity's name."""
    moment: Moment

    @property
    def sure(self) -> bool:
        """True where the number is one value in a known unit."""
        return not self.amount.doubt and self.amount.unit is not None


@cache
def quantity_table() -> Mapping[str, Quantity]:
    """Read the quantities, by name."""
    data = tomllib.loads(files("tools.extracting").joinpath("quantities.toml").read_text(encoding="utf-8"))
    return {name: _quantity(name, facts) for name, facts in data.items()}


def _quantity(name: str, facts: Mapping[str, Any]) -> Quantity:
    return Quantity(
        name=name,
        inputs=tuple(facts["inputs"]),
        names=tuple(facts["names"]),
        not_after=tuple(facts.get("not_after", ())),
        bare=tuple((exact(low), exact(high), unit) for low, high, unit in facts.get("bare", ())),
        units=tuple(facts.get("units", ())),
        shift=tuple(facts.get("shift", ())),
        out_of=facts.get("out_of"),
    )


@cache
def _names() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """One pattern for every name, the longest first, and whose each name is."""
    whose = {_plain(name): one.name for one in quantity_table().values() for name in one.names}
    every = sorted((name for one in quantity_table().values() for name in one.names), key=len, reverse=True)
    written = "|".join(_written(name) for name in every)
    return re.compile(rf"(?<![\w-])(?:{written})(?![A-Za-z0-9])"), whose


def _written(name: str) -> str:
    short = len(name) <= CASED_LENGTH and name != name.lower()
    body = r"[\s-]+".join(re.escape(part) for part in re.split(r"[\s-]+", name))
    return body if short else f"(?i:{body})"


def _plain(name: str) -> str:
    return " ".join(re.split(r"[\s-]+", name.lower()))


@cache
def _not_after(quantity: str) -> re.Pattern[str] | None:
    words = quantity_table()[quantity].not_after
    joined = "|".join(r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", one))) for one in words)
    return re.compile(rf"\b(?:{joined})(?:[\s-]+(?:serum|blood|level|was|is|had))?[\s-]*$", re.I) if words else None


def readings_of(text: str, quantity: str, units: tuple[str, ...]) -> tuple[Reading, ...]:
    """Read every number that a text gives for a quantity, in order.

    Args:
        text: A note.
        quantity: Name in `quantities.toml`.
        units: UCUM units that are taken, as `Number.units` gives them.
    """
    facts = quantity_table()[quantity]
    if facts.units:
        units = tuple(one for one in units if one in facts.units)
    found = [*_named(text, facts, units), *_shifted(text, facts, units)]
    if quantity in ("systolic", "diastolic"):
        found += _pressures(text, quantity)
    if quantity in _MEASURED:
        found += _unnamed(text, facts, units)
    found.sort(key=lambda one: one.amount.start)
    unique = {(one.amount.start, one.amount.end): one for one in found}
    return tuple(unique.values())


@lru_cache(maxsize=4)
def _named_places(text: str) -> Mapping[str, tuple[re.Match[str], ...]]:
    """Where a text names quantities, by quantity."""
    pattern, whose = _names()
    found: dict[str, list[re.Match[str]]] = {}
    for match in pattern.finditer(text.translate(_SUBSCRIPTS)):
        # Letters that only look like those of a name ("ſ" for "s") match without regard to case; they are no name.
        name = whose.get(_plain(match.group()))
        if name is not None:
            found.setdefault(name, []).append(match)
    return {name: tuple(matches) for name, matches in found.items()}


def _named(text: str, facts: Quantity, units: tuple[str, ...]) -> list[Reading]:
    found: list[Reading] = []
    for match in _named_places(text).get(facts.name, ()):
        if _is_another(text, match.start(), facts):
            continue
        if match.group().lower() in _VERBS and not _SUBJECT.search(
            text, max(0, match.start() - _BEFORE), match.start()
        ):
            continue
        link = _LINK.match(text, match.end())
        place = link.end() if link else match.end()
        joined = _JOINED.search(text, max(0, match.start() - _BEFORE), match.start()) is not None
        amount = amount_at(text, place, units, listed=joined)
        if amount is None:
            change = _CHANGE.match(text, match.end())
            if change is not None:
                at = change.end() - 1
                found.append(_reading(text, facts, Amount(Exact(0), None, at, at + 1, "change"), match.span()))
            continue
        amount = _with_unit(_of_points(text, amount, facts), facts, units)
        if _after_slash(text, match.start()):
            amount = replace(amount, doubt="list")
        elif gives_way(text, amount.end, units):
            amount = replace(amount, doubt="change")
        found.append(_reading(text, facts, amount, match.span()))
    return found


def _after_slash(text: str, start: int) -> bool:
    """True where another name stands before this one, joined by a slash: `AST/ALT 40`."""
    before = text[max(0, start - 2) : start]
    return before.rstrip().endswith("/") and not before[:1].isdigit()


def _is_another(text: str, start: int, facts: Quantity) -> bool:
    """True where the words before a name make it another quantity, or of another fluid."""
    words = _not_after(facts.name)
    if words is not None and words.search(text, max(0, start - _BEFORE), start):
        return True
    if _NOT_NOW.search(text, max(0, start - _BEFORE), start):
        return True
    if facts.name.startswith("urine_"):
        return False
    first, _ = sentence_around(text, start, start + 1)
    fluid = list(_OTHER_FLUID.finditer(text, first, start))
    if not fluid or facts.name in _VITAL:
        return False
    return _BLOOD.search(text, fluid[-1].end(), start) is None


_VITAL = frozenset(
    [
        "systolic",
        "diastolic",
        "heart_rate",
        "respiratory_rate",
        "temperature",
        "oxygen_saturation",
        "weight",
        "height",
        "body_mass_index",
    ]
)
"""Quantities that no fluid has."""


def _shifted(text: str, facts: Quantity, units: tuple[str, ...]) -> list[Reading]:
    """Numbers that stand before the name: `173 cm tall`."""
    found = []
    for word in facts.shift:
        for match in re.finditer(rf"(?<!\w){re.escape(word)}\b", text, re.I):
            first = max(0, match.start() - 30)
            before = re.search(r"(?<![\d.,])\d[\d.,]*\s?[^\d(]{1,8}(?:\([^()]*\)\s*)?$", text[first : match.start()])
            feet = re.search(
                r"(?<![\d.,])[1-8]\s?(?:feet|foot|ft\.?|['’′])[^()]{0,14}$", text[first : match.start()], re.I
            )
            start = feet.start() if feet else before.start() if before else None
            amount = None if start is None else amount_at(text, first + start, units)
            if amount is not None and amount.unit is not None and not amount.doubt:
                found.append(_reading(text, facts, amount, match.span()))
    return found


def _unnamed(text: str, facts: Quantity, units: tuple[str, ...]) -> list[Reading]:
    """A weight or height without its name, where the patient is the subject: `She was 170 cm and 70 kg`."""
    found = []
    for match in _FREE.finditer(text):
        if match["second"] is not None and not _PERSON.search(text, max(0, match.start() - _BEFORE), match.start()):
            continue
        amount = amount_at(text, match.end(), units)
        if amount is not None and amount.unit in ("kg", "cm", "m", "[lb_av]") and not amount.doubt:
            found.append(_reading(text, facts, amount, (amount.start, amount.end)))
    return found


def _pressures(text: str, which: str) -> list[Reading]:
    facts, found = quantity_table()[which], []
    for one in pressures_in(text):
        number = one.systolic if which == "systolic" else one.diastolic
        amount = Amount(number, "mm[Hg]", one.start, one.end, "range" if one.range else "")
        found.append(_reading(text, facts, amount, (one.start, one.end)))
    return found


def _of_points(text: str, amount: Amount, facts: Quantity) -> Amount:
    """The points of a score that are written with the most there are: `9/15`."""
    whole = re.match(rf"\s?/\s?{facts.out_of}(?![\d.])", text[amount.end : amount.end + _WHOLE])
    if facts.out_of is None or whole is None or amount.unit is not None:
        return amount
    return Amount(amount.number, None, amount.start, amount.end + whole.end())


def _with_unit(amount: Amount, facts: Quantity, units: tuple[str, ...]) -> Amount:
    """The amount in the unit that its number alone settles, where it has none."""
    if amount.unit is not None or amount.doubt:
        return amount
    fitting = [unit for low, high, unit in facts.bare if low <= amount.number <= high and unit in units]
    doubt = "" if len(fitting) == 1 else "unit"
    return Amount(amount.number, fitting[0] if len(fitting) == 1 else None, amount.start, amount.end, doubt)


def _reading(text: str, facts: Quantity, amount: Amount, name: tuple[int, int]) -> Reading:
    return Reading(facts.name, amount, name, moment_of(text, min(name[0], amount.start), amount.end))
