"""Quantities as a reader writes them; what machines read (JSON, FHIR and SR codes) keeps the units of UCUM."""

from tools.finding import Measurement

__all__ = ["spoken", "unit_for_readers"]

_UNITS = {
    "1": "",
    "Cel": "°C",
    "mm[Hg]": "mmHg",
    "[degF]": "°F",
    "[hnsf'U]": "HU",
    "{pixels}": "pixels",
    "a": "years",
    "mm2": "mm²",
    "mm3": "mm³",
}
"""UCUM codes that no clinician writes, by what is written in their place; every other one is shown as it is."""
_SHARE = 0.1
"""Least ratio that is told with two decimals [1]; of a smaller one they would leave too little. Ours."""


def unit_for_readers(unit: str) -> str:
    """The unit as it is written; empty for a ratio."""
    return _UNITS.get(unit, unit)


def spoken(one: Measurement) -> str:
    """Value, uncertainty and unit: `0.49 ± 0.04`, `38.9 °C`."""
    is_ratio = one.unit == "1" and _SHARE <= abs(one.value) < 10 and one.value != round(one.value)
    value = f"{one.value:.2f}" if is_ratio else f"{one.value:.4g}"
    doubt = ""
    if one.uncertainty is not None:
        doubt = f" ± {one.uncertainty:.2f}" if is_ratio and one.uncertainty >= 0.01 else f" ± {one.uncertainty:.2g}"
    unit = unit_for_readers(one.unit)
    return f"{value}{doubt}{' ' + unit if unit else ''}"
