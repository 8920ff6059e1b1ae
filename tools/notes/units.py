"""Units that notes write, turned into the unit of the vocabulary. The table is data, in units.toml."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

__all__ = ["converted", "plausible", "unit_at"]


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(files("tools.notes").joinpath("units.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _spelling() -> re.Pattern[str]:
    names = sorted(_data()["spellings"], key=len, reverse=True)
    return re.compile(rf"\s?(?P<unit>{'|'.join(map(re.escape, names))})(?![^\W_]|/)", re.IGNORECASE)


def unit_at(text: str, place: int) -> tuple[str, int] | None:
    """Return the UCUM unit written at `place` [character] and the place after it, or None where none is known."""
    match = _spelling().match(text, place)
    return (_data()["spellings"][match["unit"].lower()], match.end()) if match else None


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
