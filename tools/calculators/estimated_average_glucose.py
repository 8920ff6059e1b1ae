"""Estimated average glucose."""

from typing import Annotated

from tools.calculating import Calculator, Exact, Number, Outcome, Source, exact, step

__all__ = ["CALCULATOR", "estimated_average_glucose"]

NATHAN = Source(
    (
        "Nathan DM et al. Translating the A1C assay into estimated average glucose values. "
        "Diabetes Care 2008;31:1473-1478"
    ),
    doi="10.2337/dc08-0545",
)

SLOPE, CONSTANT = exact("28.7"), exact("46.7")
"""Slope [mg/dL for a percent] and constant [mg/dL]. Source: Nathan 2008."""


def estimated_average_glucose(
    hba1c: Annotated[Exact, Number("Glycated haemoglobin, NGSP", "%", 3, 20)],
) -> Outcome:
    """Average blood glucose that goes with a glycated haemoglobin (HbA1c)."""
    value = SLOPE * hba1c - CONSTANT
    return Outcome(value, (step("Average glucose", "28.7 × hba1c - 46.7", value, hba1c=hba1c),))


CALCULATOR = Calculator(
    function=estimated_average_glucose,
    title="Estimated average glucose",
    aliases=(
        "eAG",
        "HbA1c",
        "A1c",
        "glycated haemoglobin",
    ),
    specialty="endocrinology",
    formula="28.7 × HbA1c [%] − 46.7",
    unit="mg/dL",
    decimals=1,
    sources=(NATHAN,),
    rises_with=("hba1c",),
)
