"""Diffusing capacity adjusted for haemoglobin."""

from typing import Annotated

from tools.calculating import Calculator, Exact, Number, Outcome, Source, exact, step
from tools.calculating.usual import Age, Sex

__all__ = ["CALCULATOR", "haemoglobin_corrected_dlco"]

MACINTYRE = Source(
    (
        "Macintyre N et al. Standardisation of the single-breath determination of carbon "
        "monoxide uptake in the lung. Eur Respir J 2005;26:720-735"
    ),
    doi="10.1183/09031936.05.00034905",
)

FACTOR = exact("1.7")
"""Numerator for a g/dL [1]. Source: Macintyre 2005, after Cotes."""
ADOLESCENT_OR_MAN, OTHER = exact("10.22"), exact("9.38")
"""Constant of the denominator for males of 15 years and older, and for women and children [g/dL]. Source: the same."""


def haemoglobin_corrected_dlco(
    sex: Sex,
    age: Age,
    haemoglobin: Annotated[Exact, Number("Haemoglobin", "g/dL", 2, 25, substance="haemoglobin")],
    predicted_dlco: Annotated[Exact, Number("Predicted diffusing capacity, in whatever unit", "{number}", 1, 100)],
) -> Outcome:
    """Predicted diffusing capacity for carbon monoxide at the haemoglobin of the patient."""
    base = ADOLESCENT_OR_MAN if sex == "male" and age >= 15 else OTHER
    value = predicted_dlco * FACTOR * haemoglobin / (base + haemoglobin)
    formula = "predicted × 1.7 × haemoglobin / (base + haemoglobin)"
    return Outcome(
        value,
        (step("Adjusted prediction", formula, value, predicted=predicted_dlco, haemoglobin=haemoglobin, base=base),),
    )


CALCULATOR = Calculator(
    function=haemoglobin_corrected_dlco,
    title="Diffusing capacity adjusted for haemoglobin",
    aliases=(
        "DLCO haemoglobin",
        "anaemia correction of DLCO",
        "transfer factor",
    ),
    specialty="respiratory medicine",
    formula=("Predicted × 1.7 × Hb / (10.22 + Hb) for males from 15 years on, / (9.38 + Hb) for women and children"),
    unit="{as_given}",
    decimals=2,
    sources=(MACINTYRE,),
    rises_with=(
        "haemoglobin",
        "predicted_dlco",
    ),
)
