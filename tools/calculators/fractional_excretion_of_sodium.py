"""Fractional excretion of sodium (FENa)."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, step
from tools.calculating.usual import Creatinine, Sodium

__all__ = ["CALCULATOR", "fractional_excretion_of_sodium"]

GDL = Source(
    "openEHR GDL library of Cambio: fractional excretion of sodium, after Espinel 1976",
    url="https://github.com/gdl-lang/common-clinical-models",
)


def fractional_excretion_of_sodium(
    urine_sodium: Annotated[Exact, Number("Urine sodium", "mmol/L", 1, 400, substance="sodium")],
    serum_sodium: Sodium,
    urine_creatinine: Annotated[Exact, Number("Urine creatinine", "mg/dL", "0.1", 1000, substance="creatinine")],
    serum_creatinine: Creatinine,
) -> Outcome:
    """Share of filtered sodium that is excreted, to tell prerenal from intrinsic acute kidney injury."""
    value = urine_sodium * serum_creatinine / (serum_sodium * urine_creatinine) * 100
    return Outcome(
        value,
        (
            step(
                "Fractional excretion",
                "a × d / (b × c) × 100",
                value,
                a=urine_sodium,
                b=serum_sodium,
                c=urine_creatinine,
                d=serum_creatinine,
            ),
        ),
    )


CALCULATOR = Calculator(
    function=fractional_excretion_of_sodium,
    title="Fractional excretion of sodium (FENa)",
    aliases=(
        "FENa",
        "prerenal azotaemia",
        "acute kidney injury",
    ),
    specialty="nephrology",
    formula="urine Na × serum creatinine / (serum Na × urine creatinine) × 100",
    unit="%",
    decimals=2,
    sources=(GDL,),
    bands=(
        Bands(
            GDL,
            (
                Band(0, "prerenal cause is likely, where no diuretics were given"),
                Band(1, "intrinsic renal cause is likelier"),
            ),
        ),
    ),
    rises_with=(
        "urine_sodium",
        "serum_creatinine",
    ),
    falls_with=(
        "serum_sodium",
        "urine_creatinine",
    ),
)
