"""Units of inputs: how they are written, which an input takes, and exact conversion by Pint and by molar mass."""

import tomllib
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from tools.calculating.exact import Exact, exact

__all__ = ["accepted", "converted", "known", "read_unit", "spelled", "spellings_of", "substances"]

_MASS, _AMOUNT, _EQUIVALENT = "mass-concentration", "amount-concentration", "equivalent-concentration"


@cache
def _groups() -> dict[str, dict[str, dict[str, Any]]]:
    table = tomllib.loads(files("tools.calculating").joinpath("units.toml").read_text(encoding="utf-8"))
    groups: dict[str, dict[str, dict[str, Any]]] = table["group"]
    return groups


@cache
def substances() -> dict[str, dict[str, Any]]:
    """Substances by name, with molar mass [g/mol] and charge [1] where they have one."""
    return tomllib.loads(files("tools.calculating").joinpath("substances.toml").read_text(encoding="utf-8"))


def known(unit: str) -> bool:
    """True where an input may have this UCUM unit."""
    return any(unit in group for group in _groups().values())


@cache
def accepted(unit: str, substance: str | None = None) -> tuple[str, ...]:
    """The UCUM units that a quantity kept in `unit` is taken in, its own first.

    Args:
        unit: The unit that the quantity is kept in.
        substance: What it is a concentration of, which opens the way between mass, amount and equivalents.
    """
    home = _home(unit)
    names = [home]
    facts = substances()[substance] if substance else {}
    if home in (_MASS, _AMOUNT, _EQUIVALENT):
        ways = {_MASS: "molar_mass" in facts, _AMOUNT: bool(facts), _EQUIVALENT: "charge" in facts}
        # From mass to anything else, or back, needs the molar mass.
        names += [
            one
            for one, open_ in ways.items()
            if one != home and open_ and (_MASS not in (one, home) or "molar_mass" in facts)
        ]
    # The units that are written most come first in the table, and are named first in messages.
    first = [list(_groups()[name])[:2] for name in (*names[1:], home)]
    units = [unit, *(one for group in first for one in group), *(one for name in names for one in _groups()[name])]
    return tuple(dict.fromkeys(units))


def read_unit(text: str, units: tuple[str, ...]) -> str | None:
    """Find which of `units` a person wrote, or None."""
    if text in units:
        return text
    wanted = _plain(text)
    for unit in units:
        for group in _groups().values():
            spellings = (unit, *group[unit].get("also", ())) if unit in group else ()
            if wanted in {_plain(one) for one in spellings}:
                return unit
    return None


@cache
def spellings_of(unit: str) -> tuple[str, ...]:
    """Every way to write a UCUM unit, itself first."""
    return (unit, *(one for group in _groups().values() for one in group.get(unit, {}).get("also", ())))


def spelled(text: str) -> str | None:
    """The UCUM unit that a text begins with, the longest of them, or None; single letters and `in` are words there."""
    plain = text.lstrip().lower()
    for spelling, unit in _spellings():
        rest = plain[len(spelling) :]
        if plain.startswith(spelling) and not rest[:1].isalnum() and rest[:1] not in ("/", "^"):
            return unit
    return None


@cache
def _spellings() -> tuple[tuple[str, str], ...]:
    """Every way to write a unit, in small letters, the longest first."""
    found = {
        one.lower(): unit
        for group in _groups().values()
        for unit, facts in group.items()
        for one in (unit, *facts.get("also", ()))
        if unit != "{number}" and len(one) > 1 and one != "in"
    }
    return tuple(sorted(found.items(), key=lambda pair: (-len(pair[0]), pair[0])))


def converted(value: Exact, unit: str, wanted: str, substance: str | None = None) -> Exact:
    """Convert exactly; `wanted` must be among `accepted(unit, substance)`.

    Args:
        value: In `unit`.
        unit: UCUM unit it is in.
        wanted: UCUM unit it shall be in.
        substance: What it is a concentration of.
    """
    if unit == wanted:
        return value
    home, away = _home(unit, beside=wanted), _home(wanted, beside=unit)
    if home == away:
        return _within(home, value, unit, wanted)
    facts = substances()[substance or ""]
    moles = _within(home, value, unit, {_MASS: "g/L", _AMOUNT: "mol/L", _EQUIVALENT: "eq/L"}[home])
    moles /= _per_mole(home, facts)
    return _within(away, moles * _per_mole(away, facts), _BASE[away], wanted)


_BASE = {_MASS: "g/L", _AMOUNT: "mol/L", _EQUIVALENT: "eq/L"}


def _per_mole(group: str, facts: dict[str, Any]) -> Exact:
    """How many grams, moles or equivalents one mole is."""
    return exact({_MASS: facts.get("molar_mass", 1), _AMOUNT: 1, _EQUIVALENT: facts.get("charge", 1)}[group])


def _home(unit: str, beside: str | None = None) -> str:
    """The group of a unit; of several (grams of a body, of a drug) the one that holds the other unit too."""
    holding = [name for name, group in _groups().items() if unit in group]
    both = [name for name in holding if beside in _groups()[name]]
    return (both or holding)[0]


@cache
def _registry() -> Any:
    """Pint's registry on exact fractions, made when the first conversion needs it: making it takes a second."""
    import pint

    return pint.UnitRegistry(non_int_type=Fraction)


@cache
def _line(group: str, unit: str, wanted: str) -> tuple[Exact, Exact]:
    """Factor and offset between two units of a group."""
    registry = _registry()
    source, target = (registry.parse_expression(_groups()[group][one]["pint"]) for one in (unit, wanted))
    if group == "temperature":
        at = [registry.Quantity(Fraction(one), source.units).to(target.units).magnitude for one in (0, 1)]
        return Fraction(at[1]) - Fraction(at[0]), Fraction(at[0])
    factor = Fraction(source.to(target.units).magnitude) / Fraction(target.magnitude)
    return factor, Fraction(0)


def _within(group: str, value: Exact, unit: str, wanted: str) -> Exact:
    if unit == wanted:
        return value
    factor, offset = _line(group, unit, wanted)
    return value * factor + offset


def _plain(text: str) -> str:
    return "".join(text.split()).lower()
