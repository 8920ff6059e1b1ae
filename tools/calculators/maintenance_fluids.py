"""Maintenance fluid by weight."""

from tools.calculating import Calculator, Exact, Outcome, Source, step
from tools.calculating.usual import Weight

__all__ = ["CALCULATOR", "maintenance_fluids"]

PARTS = ((10, 4), (10, 2), (None, 1))
"""Kilograms of each part of the weight, the last without end, and its fluid [mL/kg/h]. Source: Holliday and Segar 1957,
as the University of Texas gives it by the hour."""


def maintenance_fluids(weight: Weight) -> Outcome:
    """Hourly maintenance fluid of a child or adult in hospital by the 4-2-1 rule of Holliday and Segar."""
    left, value, steps = weight, Exact(0), []
    for kilograms, rate in PARTS:
        part = left if kilograms is None else min(left, Exact(kilograms))
        value, left = value + part * rate, left - part
        steps.append(step(f"At {rate} mL/kg/h", "kilograms × rate", part * rate, kilograms=part, rate=rate))
    return Outcome(value, tuple(steps))


CALCULATOR = Calculator(
    function=maintenance_fluids,
    title="Maintenance fluid (Holliday-Segar, 4-2-1 rule)",
    aliases=("maintenance fluids", "4-2-1 rule", "IV fluid rate", "Holliday Segar"),
    specialty="paediatrics",
    formula="4 mL/kg/h for the first 10 kg, 2 for the next 10 kg, 1 for every kilogram above 20 kg",
    unit="mL/h",
    decimals=2,
    sources=(
        Source(
            "Holliday MA, Segar WE. The maintenance need for water in parenteral fluid therapy. Pediatrics "
            "1957;19:823-832",
            url="https://www.utmb.edu/pedi_ed/CORE/Fluids&Electyrolytes/page_04.htm",
        ),
    ),
    rises_with=("weight",),
)
