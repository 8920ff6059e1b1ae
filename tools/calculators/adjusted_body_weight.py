"""Adjusted body weight."""

from tools.calculating import Calculator, Exact, Outcome, Source, exact, step
from tools.calculating.usual import AdultHeight, AdultWeight, Sex
from tools.calculators.ideal_body_weight import PAI, ideal_weight

__all__ = ["CALCULATOR", "adjusted_body_weight", "adjusted_weight"]

SHARE = exact("0.4")
"""Share of the weight above the ideal that counts [1]. Source: RxKinetics, equation 2."""


def adjusted_weight(sex: str, height: Exact, weight: Exact) -> Exact:
    """Adjusted body weight [kg] for a height [cm] and an actual weight [kg]."""
    ideal = ideal_weight(sex, height)
    return ideal + SHARE * (weight - ideal)


def adjusted_body_weight(sex: Sex, weight: AdultWeight, height: AdultHeight) -> Outcome:
    """Adjusted body weight of an adult, for dosing drugs in obesity."""
    ideal, value = ideal_weight(sex, height), adjusted_weight(sex, height, weight)
    light = ("The actual weight is below the ideal weight; the adjustment is meant for overweight.",)
    return Outcome(
        value,
        (
            step("Ideal body weight (Devine)", "ideal", ideal, ideal=ideal),
            step("Adjusted body weight", "ideal + 0.4 × (weight − ideal)", value, ideal=ideal, weight=weight),
        ),
        light if weight < ideal else (),
    )


CALCULATOR = Calculator(
    function=adjusted_body_weight,
    title="Adjusted body weight",
    aliases=("AdjBW", "ABW", "adjusted weight", "dosing weight in obesity"),
    specialty="pharmacology",
    formula="ideal body weight (Devine) + 0.4 × (actual weight − ideal body weight)",
    unit="kg",
    decimals=2,
    sources=(Source("RxKinetics. Creatinine clearance equations", url="http://rxkinetics.com/online_crcl.html"), PAI),
    rises_with=("weight", "height"),
)
