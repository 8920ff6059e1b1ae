"""Fractional excretion of sodium."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, step
from tools.calculating.usual import Creatinine, Sodium

__all__ = ["CALCULATOR", "fractional_excretion_sodium"]

FENA = Source(
    "MSD Manual. Fractional excretion of sodium",
    url="https://www.msdmanuals.com/medical-calculators/FractExcSodium.htm",
)
FENA_BANDS = Bands(
    FENA,
    (
        Band(0, "usually a prerenal state"),
        Band(1, "either a prerenal state or acute tubular necrosis"),
        Band(2, "usually acute tubular necrosis", above=True),
    ),
)


def fractional_excretion_sodium(
    serum_sodium: Sodium,
    serum_creatinine: Creatinine,
    urine_sodium: Annotated[Exact, Number("Urine sodium", "mmol/L", 1, 400, substance="sodium")],
    urine_creatinine: Annotated[Exact, Number("Urine creatinine", "mg/dL", 1, 1000, substance="creatinine")],
) -> Outcome:
    """Share of the filtered sodium that is excreted, in acute kidney injury with little urine; diuretics raise it."""
    value = 100 * urine_sodium * serum_creatinine / (serum_sodium * urine_creatinine)
    working = step(
        "FENa",
        "100 × una × pcr / (pna × ucr)",
        value,
        una=urine_sodium,
        pcr=serum_creatinine,
        pna=serum_sodium,
        ucr=urine_creatinine,
    )
    return Outcome(value, (working,))


CALCULATOR = Calculator(
    function=fractional_excretion_sodium,
    title="Fractional excretion of sodium (FENa)",
    aliases=("FENa", "fractional sodium excretion", "prerenal or intrinsic kidney injury"),
    specialty="nephrology",
    formula="100 × (urine sodium × serum creatinine) / (serum sodium × urine creatinine)",
    unit="%",
    decimals=2,
    sources=(FENA,),
    bands=(FENA_BANDS,),
    rises_with=("urine_sodium", "serum_creatinine"),
    falls_with=("serum_sodium", "urine_creatinine"),
)
