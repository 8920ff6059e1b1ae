"""Weight for a wanted body mass index."""

from typing import Annotated

from tools.calculating import Calculator, Exact, Number, Outcome, step
from tools.calculating.usual import Height
from tools.calculators.body_mass_index import WHO

__all__ = ["CALCULATOR", "target_weight"]


def target_weight(
    height: Height, body_mass_index: Annotated[Exact, Number("Wanted body mass index", "kg/m2", 8, 100)]
) -> Outcome:
    """Weight that gives a wanted body mass index at a height."""
    value = body_mass_index * (height / 100) ** 2
    return Outcome(value, (step("Weight", "bmi × (height / 100)²", value, bmi=body_mass_index, height=height),))


CALCULATOR = Calculator(
    function=target_weight,
    title="Target weight for a body mass index",
    aliases=("goal weight", "weight for target BMI"),
    specialty="general medicine",
    formula="BMI [kg/m2] × (height [m])²",
    unit="kg",
    decimals=2,
    sources=(WHO,),
    rises_with=("height", "body_mass_index"),
)
