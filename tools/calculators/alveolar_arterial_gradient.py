"""Alveolar-arterial oxygen gradient."""

from typing import Annotated

from tools.calculating import Calculator, Exact, Number, Outcome, Source, exact, step
from tools.calculating.usual import Age, Fio2

__all__ = ["CALCULATOR", "alveolar_arterial_gradient"]

CORNELL = Source(
    "Weill Cornell paediatric intensive care: alveolar-arterial gradient",
    url="http://www-users.med.cornell.edu/~spon/picu/calc/aagrad.htm",
)

SEA_LEVEL, WATER, QUOTIENT = 760, 47, exact("0.8")
"""Pressure of the air at sea level, of water vapour at body temperature [mmHg], respiratory quotient [1]. Source: the
Cornell page."""


def alveolar_arterial_gradient(
    arterial_oxygen: Annotated[Exact, Number("Arterial oxygen tension", "mm[Hg]", 10, 700)],
    arterial_carbon_dioxide: Annotated[Exact, Number("Arterial carbon dioxide tension", "mm[Hg]", 5, 200)],
    inspired_oxygen: Fio2,
    age: Age,
    air_pressure: Annotated[
        Exact | None, Number("Pressure of the air, where not at sea level (760 mmHg)", "mm[Hg]", 300, 2500)
    ] = None,
) -> Outcome:
    """Alveolar-arterial oxygen gradient, with the one expected at the patient's age on room air."""
    pressure = Exact(SEA_LEVEL) if air_pressure is None else air_pressure
    fraction = inspired_oxygen / 100
    alveolar = fraction * (pressure - WATER) - arterial_carbon_dioxide / QUOTIENT
    value = alveolar - arterial_oxygen
    expected = age / 4 + 4
    return Outcome(
        value,
        (
            step(
                "Alveolar oxygen",
                "fraction × (pressure - 47) - co2 / 0.8",
                alveolar,
                fraction=fraction,
                pressure=pressure,
                co2=arterial_carbon_dioxide,
            ),
            step("Gradient", "alveolar - arterial", value, alveolar=alveolar, arterial=arterial_oxygen),
            step("Expected at this age, on room air", "age / 4 + 4", expected, age=age),
        ),
        ("A gradient below zero cannot be: look over the inspired oxygen and the blood gas.",) if value < 0 else (),
    )


CALCULATOR = Calculator(
    function=alveolar_arterial_gradient,
    title="Alveolar-arterial oxygen gradient",
    aliases=("A-a gradient", "Aa gradient", "alveolar gas equation", "hypoxaemia"),
    specialty="respiratory medicine",
    formula="Inspired fraction × (air pressure − 47) − arterial CO₂ / 0.8 − arterial O₂ [mmHg]; expected age / 4 + 4",
    unit="mm[Hg]",
    decimals=1,
    sources=(CORNELL,),
    rises_with=("inspired_oxygen", "air_pressure"),
    falls_with=("arterial_oxygen", "arterial_carbon_dioxide"),
)
