"""Quick SOFA (qSOFA)."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, item, tally
from tools.calculating.usual import RespiratoryRate, SystolicPressure

__all__ = ["CALCULATOR", "qsofa"]

SEYMOUR = Source(
    (
        "Seymour CW et al. Assessment of clinical criteria for sepsis: for the third "
        "international consensus definitions (Sepsis-3). JAMA 2016;315:762-774"
    ),
    doi="10.1001/jama.2016.0288",
)


def qsofa(
    respiratory_rate: RespiratoryRate,
    systolic: SystolicPressure,
    glasgow_coma_scale: Annotated[Exact, Number("Glasgow coma scale", "{number}", 3, 15, whole=True)],
) -> Outcome:
    """Risk of a poor outcome in suspected infection at the bedside: quick SOFA."""
    return tally(
        item("Respiratory rate ≥ 22/min", respiratory_rate >= 22),
        item("Systolic ≤ 100 mmHg", systolic <= 100),
        item("Glasgow coma scale < 15", glasgow_coma_scale < 15),
    )


CALCULATOR = Calculator(
    function=qsofa,
    title="Quick SOFA (qSOFA)",
    aliases=(
        "qSOFA",
        "quick SOFA",
        "sepsis at the bedside",
    ),
    specialty="critical care",
    formula="One point each: respiratory rate ≥ 22/min; systolic ≤ 100 mmHg; Glasgow coma scale < 15",
    unit="{score}",
    sources=(SEYMOUR,),
    bands=(
        Bands(
            SEYMOUR,
            (
                Band(0, "not high risk by this score; it does not exclude sepsis"),
                Band(2, "high risk of a poor outcome of an infection"),
            ),
        ),
    ),
    rises_with=("respiratory_rate",),
    falls_with=(
        "systolic",
        "glasgow_coma_scale",
    ),
)
