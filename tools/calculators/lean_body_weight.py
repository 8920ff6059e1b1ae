"""Lean body weight (Janmahasatian)."""

from tools.calculating import Calculator, Outcome, Source, step
from tools.calculating.usual import AdultHeight, AdultWeight, Sex

__all__ = ["CALCULATOR", "lean_body_weight"]

JANMAHASATIAN = Source(
    ("Janmahasatian S et al. Quantification of lean bodyweight. Clin Pharmacokinet 2005;44:1051-1065"),
    doi="10.2165/00003088-200544100-00004",
)

FACTOR = 9270
"""Numerator for a kilogram [1]. Source: Janmahasatian 2005."""
BASE = {"male": 6680, "female": 8780}
"""Constant of the denominator [1]. Source: Janmahasatian 2005."""
OF_INDEX = {"male": 216, "female": 244}
"""Weight of the body mass index in the denominator [m2/kg]. Source: Janmahasatian 2005."""


def lean_body_weight(
    sex: Sex,
    height: AdultHeight,
    weight: AdultWeight,
) -> Outcome:
    """Lean body weight of an adult by Janmahasatian."""
    index = weight / (height / 100) ** 2
    value = FACTOR * weight / (BASE[sex] + OF_INDEX[sex] * index)
    steps = (
        step("Body mass index", "weight / (height / 100)²", index, weight=weight, height=height),
        step(
            "Lean body weight",
            "9270 × weight / (base + slope × index)",
            value,
            weight=weight,
            base=BASE[sex],
            slope=OF_INDEX[sex],
            index=index,
        ),
    )
    return Outcome(value, steps)


CALCULATOR = Calculator(
    function=lean_body_weight,
    title="Lean body weight (Janmahasatian)",
    aliases=(
        "LBW",
        "lean body mass",
        "fat-free mass",
    ),
    specialty="pharmacology",
    formula="Men: 9270 × weight / (6680 + 216 × BMI); women: 9270 × weight / (8780 + 244 × BMI)",
    unit="kg",
    decimals=1,
    sources=(JANMAHASATIAN,),
    rises_with=(
        "height",
        "weight",
    ),
)
