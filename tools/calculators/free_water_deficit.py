"""Free water deficit."""

from tools.calculating import Calculator, Exact, Outcome, Source, exact, step
from tools.calculating.usual import Age, Sex, Sodium, Weight

__all__ = ["CALCULATOR", "free_water_deficit"]

NORMAL = 140
"""Sodium that is wanted [mmol/L]. Source: easycalculation's worked example and the other pages read."""
ADULT, ELDERLY = 18, 65
"""Ages from which a person counts as an adult, and as elderly [a]; the sources give the groups and no ages: ours."""
CHILD = exact("0.6")
"""Share of water in a child's body [1]. Source: AigenRx."""
WATER = {"male": exact("0.6"), "female": exact("0.5")}
"""Share of water in an adult's body [1]. Source: AigenRx."""
WATER_OF_THE_ELDERLY = {"male": exact("0.5"), "female": exact("0.45")}
"""Share of water in an elderly body [1]. Source: AigenRx."""


def water_share(sex: str, age: Exact) -> Exact:
    """Share of water in the body [1]."""
    if age < ADULT:
        return CHILD
    return (WATER_OF_THE_ELDERLY if age >= ELDERLY else WATER)[sex]


def free_water_deficit(sex: Sex, age: Age, weight: Weight, sodium: Sodium) -> Outcome:
    """Water that would bring sodium to 140 mmol/L in hypernatraemia; ongoing losses are not counted."""
    share = water_share(sex, age)
    value = share * weight * (sodium / NORMAL - 1)
    low = ("Sodium is not above 140 mmol/L: there is no deficit of water to replace.",) if sodium <= NORMAL else ()
    return Outcome(
        value,
        (
            step("Total body water", "share × weight", share * weight, share=share, weight=weight),
            step("Deficit", "water × (sodium / 140 − 1)", value, water=share * weight, sodium=sodium),
        ),
        low,
    )


CALCULATOR = Calculator(
    function=free_water_deficit,
    title="Free water deficit in hypernatraemia",
    aliases=("water deficit", "hypernatremia", "FWD"),
    specialty="nephrology",
    formula="total body water × (sodium / 140 − 1); body water: 0.6 of the weight of children and men, 0.5 of women "
    "and of elderly men, 0.45 of elderly women",
    unit="L",
    decimals=3,
    sources=(
        Source("AigenRx. Free water deficit", url="https://aigenrx.com/calculators/v1/electrolytes/free-water-deficit"),
        Source(
            "Easycalculation. Free water deficit calculator",
            url="https://www.easycalculation.com/medical/free-water-deficit-calculator.php",
        ),
    ),
    rises_with=("sodium",),
)
