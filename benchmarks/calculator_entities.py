"""Entities of MedCalc-Bench, read by a table into the inputs of our calculators."""

import ast
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from tools.calculating import Calculator, Flag, load_calculator

__all__ = ["Entities", "Reading", "read_entities", "read_table"]

_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
Entities = Mapping[str, Any]
"""Values by name in small letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the entities of one row come to."""

    calculator: Calculator
    inputs: dict[str, Any]
    assumed: tuple[str, ...]
    """Inputs that rest on the set's rule that what is not mentioned is absent."""
    unknown: tuple[str, ...]
    """Entities that the table has no place for."""


def read_table() -> dict[str, Any]:
    """The table, by the ids of the set."""
    table: dict[str, Any] = tomllib.loads(Path(__file__).with_name("calculator_inputs.toml").read_text("utf-8"))
    return table


def read_entities(number: str, written: str, table: Mapping[str, Any]) -> Reading:
    """Read a row.

    Args:
        number: The set's id of the calculator.
        written: Its `Relevant Entities`, a Python literal.
        table: As `read_table` gives it.
    """
    entities = {_name(key): value for key, value in ast.literal_eval(written).items()}
    entry = table["calculator"][number]
    calculator = load_calculator(entry["name"])
    inputs, assumed = {}, []
    for one in calculator.inputs:
        how = entry.get(one.name)
        if how is None:
            continue
        value = _value(how, entities, isinstance(one.kind, Flag), table["units"])
        if value is None:
            value = how.get("unmentioned") if isinstance(how, dict) else None
            if value is None and isinstance(one.kind, Flag):
                value = False
            if value is not None:
                assumed.append(one.name)
        if value is not None:
            inputs[one.name] = value
    used = {_name(one) for how in entry.values() for one in _names(how)} | {_name(one) for one in table["ignored"]}
    unknown = tuple(sorted(set(entities) - used))
    return Reading(calculator=calculator, inputs=inputs, assumed=tuple(assumed), unknown=unknown)


def _name(text: str) -> str:
    return " ".join(text.split()).lower()


def _names(how: Any) -> tuple[str, ...]:
    """The entities that an entry of the table reads."""
    if isinstance(how, str):
        return (how,)
    if isinstance(how, list):
        return tuple(how)
    if how.get("rule") in _READS:
        return _READS[how["rule"]]
    return tuple(how.get("times", ())) or (how["of"],)


def _value(how: Any, entities: Entities, flag: bool, units: Mapping[str, str]) -> Any:
    """What an entry of the table makes of the entities; None where they do not mention it."""
    if isinstance(how, str | list):
        there = [entities[_name(one)] for one in _names(how) if _name(one) in entities]
        if not there:
            return None
        return any(_flag(one) for one in there) if flag else _number(there[0], units)
    if how.get("rule") in _READS:
        return _RULES[how["rule"]](entities)
    if "times" in how:
        pair = [entities.get(_name(one)) for one in how["times"]]
        return None if None in pair else [pair[0][0] * pair[1][0], how["unit"]]
    value = entities.get(_name(how["of"]))
    return None if value is None else _told(how, value[how["part"]] if "part" in how else value, units)


def _told(how: Mapping[str, Any], value: Any, units: Mapping[str, str]) -> Any:
    """A value as an entry of the table wants it: a word, or a number in its unit."""
    if how.get("rule") == "first_word":
        return value.split()[0].lower()
    if "words" in how:
        word = _name(str(value))
        return how["words"].get(word, how["words"].get("*", word))
    if "unit" in how and not isinstance(value, list):
        return [value, how["unit"]]
    return _number(value, units)


def _flag(value: object) -> bool:
    """The set writes some flags as words; only what says that something is there counts."""
    return value is True or (isinstance(value, str) and _name(value) in {"true", "yes", "present", "severe"})


def _number(value: Any, units: Mapping[str, str]) -> Any:
    """A number with its unit as we spell it; a day as YYYY-MM-DD; anything else as it is."""
    if isinstance(value, list | tuple) and len(value) == 4 and _name(str(value[3])).startswith("month"):
        return [Fraction(str(value[0])) + Fraction(str(value[2])) / 12, "a"]
    if isinstance(value, list | tuple) and len(value) == 2:
        unit = _name(str(value[1]))
        return [value[0], units.get(unit, value[1])]
    if isinstance(value, str) and (day := _DATE.fullmatch(value.strip())):
        month, date, year = (int(part) for part in day.groups())
        return f"{year:04}-{month:02}-{date:02}"
    return value


def _mean_pressure(entities: Entities) -> Any:
    pair = [entities.get(one) for one in ("systolic blood pressure", "diastolic blood pressure")]
    return None if None in pair else [(Fraction(str(pair[0][0])) + 2 * Fraction(str(pair[1][0]))) / 3, "mm[Hg]"]


def _chronic_health(entities: Entities) -> str:
    history = entities.get("history of severe organ failure or immunocompromise")
    if not history:
        return "none"
    elective = _name(str(entities.get("surgery type", ""))).startswith("elective")
    return "elective_postoperative" if elective else "nonoperative_or_emergency"


_RULES: dict[str, Callable[[Entities], Any]] = {"mean_pressure": _mean_pressure, "chronic_health": _chronic_health}
_READS = {
    "mean_pressure": ("Systolic Blood Pressure", "Diastolic Blood Pressure"),
    "chronic_health": ("History of severe organ failure or immunocompromise", "Surgery Type"),
}
"""Entities that each rule reads."""
