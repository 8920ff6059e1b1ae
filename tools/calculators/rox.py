"""ROX index."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, step
from tools.calculating.usual import RespiratoryRate

__all__ = ["CALCULATOR", "rox"]

ROCA = Source(
    (
        "Roca O et al. An index combining respiratory rate and oxygenation to predict outcome"
        " of nasal high-flow therapy. Am J Respir Crit Care Med 2019;199:1368-1376"
    ),
    doi="10.1164/rccm.201803-0589OC",
)


def rox(
    oxygen_saturation: Annotated[Exact, Number("Oxygen saturation by pulse oximetry", "%", 20, 100)],
    fio2: Annotated[Exact, Number("Inspired oxygen fraction", "%", 20, 100)],
    respiratory_rate: RespiratoryRate,
) -> Outcome:
    """Success of nasal high-flow oxygen in pneumonia: ROX index."""
    ratio = oxygen_saturation / (fio2 / 100)
    value = ratio / respiratory_rate
    return Outcome(
        value,
        (
            step(
                "Index",
                "saturation / fraction / rate",
                value,
                saturation=oxygen_saturation,
                fraction=fio2 / 100,
                rate=respiratory_rate,
            ),
        ),
    )


CALCULATOR = Calculator(
    function=rox,
    title="ROX index",
    aliases=(
        "ROX",
        "high-flow nasal cannula",
    ),
    specialty="critical care",
    formula="Saturation [%] / inspired oxygen fraction / respiratory rate",
    unit="{score}",
    decimals=2,
    sources=(ROCA,),
    bands=(
        Bands(
            ROCA,
            (
                Band(0, "high risk of failure of high-flow oxygen where measured at 12 hours"),
                Band("3.85", "uncertain: measure again"),
                Band("4.88", "low risk of intubation at 2, 6 and 12 hours"),
            ),
        ),
    ),
    rises_with=("oxygen_saturation",),
    falls_with=(
        "fio2",
        "respiratory_rate",
    ),
)
