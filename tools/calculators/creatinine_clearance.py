"""Creatinine clearance by Cockcroft and Gault."""

from tools.calculating import Calculator, Exact, Outcome, Source, exact, step
from tools.calculating.usual import Adult, AdultHeight, AdultWeight, Creatinine, Sex
from tools.calculators.adjusted_body_weight import adjusted_weight
from tools.calculators.ideal_body_weight import ideal_weight

__all__ = ["CALCULATOR", "creatinine_clearance"]

UNDERWEIGHT = exact("18.5")
"""BMI below which the actual weight counts [kg/m2]. Source: WHO's classification of adults."""
OVERWEIGHT = exact(25)
"""BMI from which the adjusted weight counts [kg/m2]. Source: WHO's classification of adults."""
FEMALE = exact("0.85")
"""Share of a man's clearance [1]. Source: Cockcroft and Gault 1976."""


def dosing_weight(sex: str, weight: Exact, height: Exact) -> tuple[Exact, str]:
    """The weight that stands for lean mass [kg], and how it was chosen."""
    index = weight / (height / 100) ** 2
    ideal = ideal_weight(sex, height)
    if index < UNDERWEIGHT:
        return weight, "underweight: actual weight"
    if index < OVERWEIGHT:
        return min(ideal, weight), "normal weight: the lesser of ideal and actual weight"
    return adjusted_weight(sex, height, weight), "overweight: adjusted weight"


def creatinine_clearance(
    sex: Sex, age: Adult, weight: AdultWeight, height: AdultHeight, creatinine: Creatinine
) -> Outcome:
    """Creatinine clearance of an adult by Cockcroft and Gault, with the weight chosen by body mass index.

    Underweight patients enter with their actual weight, those of normal weight with the lesser of ideal and actual
    weight, the overweight with the adjusted weight.
    """
    index = weight / (height / 100) ** 2
    used, why = dosing_weight(sex, weight, height)
    factor = FEMALE if sex == "female" else exact(1)
    value = (140 - age) * used * factor / (72 * creatinine)
    return Outcome(
        value,
        (
            step("Body mass index", "weight / (height / 100)²", index, weight=weight, height=height),
            step(f"Weight used ({why})", "weight", used, weight=used),
            step(
                "Clearance",
                "(140 − age) × weight × factor / (72 × creatinine)",
                value,
                age=age,
                weight=used,
                factor=factor,
                creatinine=creatinine,
            ),
        ),
    )


CALCULATOR = Calculator(
    function=creatinine_clearance,
    title="Creatinine clearance (Cockcroft-Gault)",
    aliases=("CrCl", "Cockcroft-Gault", "Cockcroft Gault equation", "renal function for drug dosing"),
    specialty="nephrology",
    formula="(140 − age) × weight [kg] × (0.85 if female) / (72 × serum creatinine [mg/dL]); weight: actual if "
    "BMI < 18.5, the lesser of ideal and actual if BMI < 25, else adjusted",
    unit="mL/min",
    decimals=1,
    sources=(
        Source(
            "Cockcroft DW, Gault MH. Prediction of creatinine clearance from serum creatinine. Nephron 1976;16:31-41",
            doi="10.1159/000180580",
        ),
        Source("RxKinetics. Creatinine clearance equations", url="http://rxkinetics.com/online_crcl.html"),
    ),
    falls_with=("age", "creatinine"),
)
