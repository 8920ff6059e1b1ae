"""Units that notes write, turned into the unit of the vocabulary. The table is data, in units.toml."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

__all__ = ["bare_unit", "converted", "most_points", "on_another_scale", "plausible", "unit_at"]

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_POWER = re.compile(
    r"\s?[x×*]?\s?10\s?(?:\^|\*\*?|e)?\s?(?P<power>\((?:[3-69]|12)\)|[3-69]|12|[³⁴⁵⁶⁹]|¹²)\s?(?:cells\s?)?/\s?(?P<volume>mm\^?3|mm³|cu\s?mm|cmm|mcl|[uµμ]l|l)"
    r"(?![^\W_]|/)",
    re.IGNORECASE,
)
_IN_MICROLITRE = 6
"""A litre is a million microlitres, so a power of ten is six higher by the litre."""


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(files("tools.notes").joinpath("units.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _spelling() -> re.Pattern[str]:
    names = sorted(_data()["spellings"], key=len, reverse=True)
    return re.compile(rf"\s?(?P<unit>{'|'.join(map(re.escape, names))})(?![^\W_]|/)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {_plain(spelling): unit for spelling, unit in _data()["spellings"].items()}


def _plain(spelling: str) -> str:
    """Small letters, and one of the two signs for micro, which match each other without regard to case."""
    return spelling.lower().replace("\u00b5", "\u03bc")


def unit_at(text: str, place: int) -> tuple[str, int] | None:
    """Return the UCUM unit written at `place` [character] and the place after it, or None where none is known."""
    power = _POWER.match(text, place)
    if power is not None:
        exponent = int(power["power"].strip("()").translate(_RAISED))
        exponent += 0 if power["volume"].lower() == "l" else _IN_MICROLITRE
        return (f"10*{exponent}/L", power.end())
    match = _spelling().match(text, place)
    unit = _codes().get(_plain(match["unit"])) if match else None
    return (unit, match.end()) if match and unit else None


def converted(value: float, unit: str, wanted: str, quantity: str) -> float | None:
    """Return `value` [unit] in the unit `wanted`, or None where the two do not measure the same.

    `quantity` is the code of the quantity: mass and amount of substance convert by its molar mass where it is known.
    """
    if unit == wanted:
        return value
    if (unit, wanted) == ("[degF]", "Cel"):
        return round((value - 32.0) * 5.0 / 9.0, 2)
    if (unit, wanted) == ("meq/L", "mmol/L"):
        return value if quantity in _data()["monovalent"]["quantities"] else None
    for factors in _data()["dimensions"].values():
        if unit in factors and wanted in factors:
            return float(f"{value * factors[unit] / factors[wanted]:.10g}")
    return _by_quantity(value, unit, wanted, quantity)


def _by_quantity(value: float, unit: str, wanted: str, quantity: str) -> float | None:
    if _data()["shorthand"].get(quantity, {}).get(unit) == wanted:
        return value
    linear = _data()["linear"].get(quantity, {})
    if (unit, wanted) == (linear.get("from"), linear.get("to")):
        return float(round(value * linear["slope"] + linear["intercept"], 1))
    return _by_molar_mass(value, unit, wanted, quantity)


def _by_molar_mass(value: float, unit: str, wanted: str, quantity: str) -> float | None:
    molar_mass = _data()["molar_mass"].get(quantity)
    mass, amount = _data()["dimensions"]["mass-concentration"], _data()["dimensions"]["amount-concentration"]
    if molar_mass is None:
        return None
    if unit in mass and wanted in amount:
        return float(round(value * mass[unit] * 1000.0 / molar_mass / amount[wanted], 4))
    if unit in amount and wanted in mass:
        return float(round(value * amount[unit] * molar_mass / 1000.0 / mass[wanted], 4))
    return None


def plausible(value: float, quantity: str) -> bool:
    """Return whether a living person can have this value [unit of the vocabulary]; True where no range is given."""
    low, high = _data()["plausible"].get(quantity, (float("-inf"), float("inf")))
    return bool(low <= value <= high)


def bare_unit(value: float, quantity: str) -> tuple[bool, str | None]:
    """Return whether the table says how a number of a quantity without a unit is read, and the unit; None for none."""
    ranges = _data()["bare"].get(quantity)
    if ranges is None:
        return False, None
    fitting = [str(unit) for low, high, unit in ranges if low <= value <= high]
    return True, fitting[0] if len(fitting) == 1 else None


def most_points(quantity: str) -> int | None:
    """Return the most points of a score, or None where a quantity is none."""
    points: int | None = _data()["out_of"].get(quantity)
    return points


def on_another_scale(text: str, place: int, quantity: str) -> bool:
    """Return whether the words at `place` [character] say that the number before is of another scale."""
    words = _data()["other_scale"].get(quantity, ())
    said = "|".join(map(re.escape, words))
    return bool(words) and re.compile(rf"[\s(]*(?:{said})\b", re.IGNORECASE).match(text, place) is not None
