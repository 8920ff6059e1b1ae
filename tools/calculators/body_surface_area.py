"""Body surface area by Mosteller."""

from math import sqrt

from tools.calculating import Calculator, Outcome, Source, step
from tools.calculating.usual import Height, Weight

__all__ = ["CALCULATOR", "body_surface_area"]


def body_surface_area(weight: Weight, height: Height) -> Outcome:
    """Body surface area by Mosteller, for dosing drugs and relating measurements to body size."""
    value = sqrt(weight * height / 3600)
    return Outcome(value, (step("Area", "√(weight × height / 3600)", value, weight=weight, height=height),))


CALCULATOR = Calculator(
    function=body_surface_area,
    title="Body surface area (Mosteller)",
    aliases=("BSA", "Mosteller formula"),
    specialty="pharmacology",
    formula="√(weight [kg] × height [cm] / 3600)",
    unit="m2",
    decimals=3,
    sources=(
        Source(
            "Mosteller RD. Simplified calculation of body-surface area. N Engl J Med 1987;317:1098",
            doi="10.1056/NEJM198710223171717",
            url="https://www.iatrox.com/calculators/bsa-mosteller",
        ),
    ),
    rises_with=("weight", "height"),
)
