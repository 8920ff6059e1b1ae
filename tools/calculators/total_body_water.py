"""Total body water (Watson)."""

from tools.calculating import Calculator, Outcome, Source, exact, step
from tools.calculating.usual import Adult, AdultHeight, AdultWeight, Sex

__all__ = ["CALCULATOR", "total_body_water"]

WATSON = Source(
    (
        "Watson PE, Watson ID, Batt RD. Total body water volumes for adult males and females "
        "estimated from simple anthropometric measurements. Am J Clin Nutr 1980;33:27-39"
    ),
    doi="10.1093/ajcn/33.1.27",
)

MEN = (exact("2.447"), exact("-0.09516"), exact("0.1074"), exact("0.3362"))
"""Constant [L] and weights of age [L/a], height [L/cm] and weight [L/kg] of men. Source: Watson 1980."""
WOMEN = (exact("-2.097"), exact(0), exact("0.1069"), exact("0.2466"))
"""The same of women, whose age does not count. Source: Watson 1980."""


def total_body_water(
    sex: Sex,
    age: Adult,
    height: AdultHeight,
    weight: AdultWeight,
) -> Outcome:
    """Total body water of an adult by Watson."""
    base, of_age, of_height, of_weight = MEN if sex == "male" else WOMEN
    value = base + of_age * age + of_height * height + of_weight * weight
    formula = (
        f"{float(base):g} + ({float(of_age):g}) × age + {float(of_height):g} × height + {float(of_weight):g} × weight"
    )
    return Outcome(value, (step("Total body water", formula, value, age=age, height=height, weight=weight),))


CALCULATOR = Calculator(
    function=total_body_water,
    title="Total body water (Watson)",
    aliases=(
        "TBW",
        "Watson formula",
        "urea distribution volume",
    ),
    specialty="nephrology",
    formula=(
        "Men: 2.447 − 0.09516 × age + 0.1074 × height [cm] + 0.3362 × weight [kg]; women: −2.097 + "
        "0.1069 × height + 0.2466 × weight"
    ),
    unit="L",
    decimals=1,
    sources=(WATSON,),
    rises_with=(
        "height",
        "weight",
    ),
    falls_with=("age",),
)
