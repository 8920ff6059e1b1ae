"""Reticulocyte production index."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, exact, step

__all__ = ["CALCULATOR", "reticulocyte_production_index"]

MERCK = Source(
    "Merck Manuals medical calculators: reticulocyte production index, after Henry JB, Clinical Diagnosis 1996",
    url="https://www.merckmanuals.com/medical-calculators/ReticProdIndex.htm",
)

NORMAL = 45
"""Normal haematocrit [%]. Source: Merck Manuals."""
MATURATION = ((40, Exact(1)), (30, exact("1.5")), (20, Exact(2)), (0, exact("2.5")))
"""From which haematocrit [%] a reticulocyte matures in the blood for how long [d]. Source: Merck Manuals; other tables
put the steps at 35, 25 and 15 %."""


def reticulocyte_production_index(
    reticulocytes: Annotated[Exact, Number("Reticulocytes, share of the red cells", "%", 0, 60)],
    haematocrit: Annotated[Exact, Number("Haematocrit", "%", 3, 75)],
) -> Outcome:
    """Response of the marrow to anaemia: reticulocyte production index."""
    days = next(days for start, days in MATURATION if haematocrit >= start)
    corrected = reticulocytes * haematocrit / NORMAL
    value = corrected / days
    return Outcome(
        value,
        (
            step(
                "Corrected reticulocytes",
                "share × haematocrit / 45",
                corrected,
                share=reticulocytes,
                haematocrit=haematocrit,
            ),
            step("Index", "corrected / maturation", value, corrected=corrected, maturation=days),
        ),
    )


CALCULATOR = Calculator(
    function=reticulocyte_production_index,
    title="Reticulocyte production index",
    aliases=("RPI", "corrected reticulocyte count", "reticulocyte index", "marrow response"),
    specialty="haematology",
    formula="Reticulocytes [%] × haematocrit / 45 / maturation (1 d from 40 %, 1.5 from 30 %, 2 from 20 %, else 2.5)",
    unit="{index}",
    decimals=2,
    sources=(MERCK,),
    bands=(
        Bands(
            MERCK,
            (
                Band(0, "in anaemia, an inadequate response of the marrow"),
                Band(2, "in anaemia, a borderline response of the marrow"),
                Band(3, "in anaemia, a normal response of the marrow, as to bleeding or haemolysis", above=True),
            ),
        ),
    ),
    rises_with=("reticulocytes", "haematocrit"),
)
