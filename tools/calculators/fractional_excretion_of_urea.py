"""Fractional excretion of urea (FEUrea)."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, step
from tools.calculating.usual import BloodUreaNitrogen, Creatinine

__all__ = ["CALCULATOR", "fractional_excretion_of_urea"]

CARVOUNIS = Source(
    (
        "Carvounis CP et al. Significance of the fractional excretion of urea in the "
        "differential diagnosis of acute renal failure. Kidney Int 2002;62:2223-2229"
    ),
    doi="10.1046/j.1523-1755.2002.00683.x",
)


def fractional_excretion_of_urea(
    urine_urea: Annotated[
        Exact, Number("Urine urea nitrogen (mmol/L of urea is taken too)", "mg/dL", 1, 6000, substance="urea-nitrogen")
    ],
    serum_urea: BloodUreaNitrogen,
    urine_creatinine: Annotated[Exact, Number("Urine creatinine", "mg/dL", "0.1", 1000, substance="creatinine")],
    serum_creatinine: Creatinine,
) -> Outcome:
    """Share of filtered urea that is excreted, to tell prerenal from intrinsic acute kidney injury under diuretics."""
    value = urine_urea * serum_creatinine / (serum_urea * urine_creatinine) * 100
    return Outcome(
        value,
        (
            step(
                "Fractional excretion",
                "a × d / (b × c) × 100",
                value,
                a=urine_urea,
                b=serum_urea,
                c=urine_creatinine,
                d=serum_creatinine,
            ),
        ),
    )


CALCULATOR = Calculator(
    function=fractional_excretion_of_urea,
    title="Fractional excretion of urea (FEUrea)",
    aliases=(
        "FEUrea",
        "prerenal with diuretics",
    ),
    specialty="nephrology",
    formula="urine urea × serum creatinine / (serum urea × urine creatinine) × 100",
    unit="%",
    decimals=2,
    sources=(CARVOUNIS,),
    bands=(
        Bands(
            CARVOUNIS,
            (
                Band(0, "prerenal cause is likely"),
                Band(35, "prerenal cause is less likely", above=True),
                Band(50, "intrinsic renal cause is likely", above=True),
            ),
        ),
    ),
    rises_with=(
        "urine_urea",
        "serum_creatinine",
    ),
    falls_with=(
        "serum_urea",
        "urine_creatinine",
    ),
)
