"""ATRIA bleeding risk score."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Number, Outcome, Source, exact, item, tally
from tools.calculating.usual import Adult, Sex

__all__ = ["CALCULATOR", "atria_bleeding"]

FANG = Source(
    (
        "Fang MC et al. A new risk scheme to predict warfarin-associated hemorrhage: the "
        "ATRIA study. J Am Coll Cardiol 2011;58:395-401"
    ),
    doi="10.1016/j.jacc.2011.03.031",
)

ANAEMIA = {"female": exact(12), "male": exact(13)}
"""Haemoglobin below which anaemia counts [g/dL]. Source: Fang 2011."""


def atria_bleeding(
    age: Adult,
    sex: Sex,
    haemoglobin: Annotated[Exact, Number("Haemoglobin", "g/dL", 2, 25, substance="haemoglobin")],
    egfr: Annotated[Exact, Number("Estimated glomerular filtration rate", "mL/min/{1.73_m2}", 1, 200)],
    dialysis: Annotated[bool, Flag("Dependent on dialysis")],
    previous_bleeding: Annotated[bool, Flag("Any previous bleeding")],
    hypertension: Annotated[bool, Flag("Hypertension")],
) -> Outcome:
    """Yearly risk of major bleeding in atrial fibrillation with warfarin: ATRIA bleeding score."""
    return tally(
        item("Anaemia: haemoglobin < 13 g/dL (men), < 12 g/dL (women)", haemoglobin < ANAEMIA[sex], 3),
        item("Glomerular filtration < 30 mL/min/1.73 m² or dialysis", egfr < 30 or dialysis, 3),
        item("Age ≥ 75 years", age >= 75, 2),
        item("Previous bleeding", previous_bleeding),
        item("Hypertension", hypertension),
    )


CALCULATOR = Calculator(
    function=atria_bleeding,
    title="ATRIA bleeding risk score",
    aliases=(
        "ATRIA bleeding",
        "major bleeding with warfarin",
    ),
    specialty="cardiology",
    formula=(
        "Anaemia: 3; glomerular filtration < 30 or dialysis: 3; age ≥ 75: 2; previous bleeding: 1; hypertension: 1"
    ),
    unit="{score}",
    sources=(FANG,),
    bands=(
        Bands(
            FANG,
            (
                Band(0, "low risk: 0.8 % major bleeding a year"),
                Band(4, "intermediate risk: 2.6 % major bleeding a year"),
                Band(5, "high risk: 5.8 % major bleeding a year"),
            ),
        ),
    ),
    rises_with=(
        "age",
        "dialysis",
        "previous_bleeding",
        "hypertension",
    ),
    falls_with=(
        "haemoglobin",
        "egfr",
    ),
)
