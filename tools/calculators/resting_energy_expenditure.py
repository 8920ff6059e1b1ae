"""Resting energy expenditure (Mifflin-St Jeor)."""

from tools.calculating import Calculator, Outcome, Source, exact, step
from tools.calculating.usual import Adult, AdultHeight, AdultWeight, Sex

__all__ = ["CALCULATOR", "resting_energy_expenditure"]

MIFFLIN = Source(
    (
        "Mifflin MD et al. A new predictive equation for resting energy expenditure in "
        "healthy individuals. Am J Clin Nutr 1990;51:241-247"
    ),
    doi="10.1093/ajcn/51.2.241",
)

OF_WEIGHT, OF_HEIGHT, OF_AGE = 10, exact("6.25"), -5
"""Weights of weight [kcal/d/kg], height [kcal/d/cm] and age [kcal/d/a]. Source: Mifflin 1990."""
BASE = {"male": 5, "female": -161}
"""Constant [kcal/d]. Source: Mifflin 1990."""


def resting_energy_expenditure(
    sex: Sex,
    age: Adult,
    height: AdultHeight,
    weight: AdultWeight,
) -> Outcome:
    """Resting energy expenditure of an adult by Mifflin and St Jeor."""
    value = OF_WEIGHT * weight + OF_HEIGHT * height + OF_AGE * age + BASE[sex]
    formula = "10 × weight + 6.25 × height - 5 × age + base"
    return Outcome(value, (step("Expenditure", formula, value, weight=weight, height=height, age=age, base=BASE[sex]),))


CALCULATOR = Calculator(
    function=resting_energy_expenditure,
    title="Resting energy expenditure (Mifflin-St Jeor)",
    aliases=(
        "Mifflin-St Jeor",
        "basal metabolic rate",
        "calorie requirement",
    ),
    specialty="nutrition",
    formula="10 × weight [kg] + 6.25 × height [cm] − 5 × age + 5 (men) or − 161 (women)",
    unit="kcal/d",
    sources=(MIFFLIN,),
    rises_with=(
        "height",
        "weight",
    ),
    falls_with=("age",),
)
