"""Absolute neutrophil count."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, step
from tools.errors import BadArguments

__all__ = ["CALCULATOR", "absolute_neutrophil_count"]

GUIDELINE = Source(
    "Cambio CDS, openEHR common clinical models: ANC.v1", url="https://github.com/gdl-lang/common-clinical-models"
)


def absolute_neutrophil_count(
    leucocytes: Annotated[Exact, Number("Leucocyte count", "/uL", 0, 500000)],
    neutrophils: Annotated[Exact, Number("Segmented neutrophils", "%", 0, 100)],
    bands: Annotated[Exact, Number("Band neutrophils", "%", 0, 100)],
) -> Outcome:
    """Neutrophils in the blood, and how far they are reduced."""
    if neutrophils + bands > 100:
        raise BadArguments("Segmented and band neutrophils are more than 100 % together.")
    value = leucocytes * (neutrophils + bands) / 100
    return Outcome(
        value,
        (
            step(
                "Neutrophils",
                "leucocytes × (segmented + band) / 100",
                value,
                leucocytes=leucocytes,
                segmented=neutrophils,
                band=bands,
            ),
        ),
    )


CALCULATOR = Calculator(
    function=absolute_neutrophil_count,
    title="Absolute neutrophil count",
    aliases=(
        "ANC",
        "neutropenia",
    ),
    specialty="haematology",
    formula="Leucocytes × (segmented % + band %) / 100",
    unit="/uL",
    sources=(GUIDELINE,),
    bands=(
        Bands(
            GUIDELINE,
            (
                Band(0, "severe neutropenia"),
                Band(500, "moderate neutropenia"),
                Band(1000, "mild neutropenia"),
                Band(1500, "no neutropenia"),
            ),
        ),
    ),
    rises_with=(
        "leucocytes",
        "neutrophils",
        "bands",
    ),
)
