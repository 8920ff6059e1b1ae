"""Oxygenation index of a ventilated patient."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, step
from tools.calculating.usual import Fio2

__all__ = ["CALCULATOR", "oxygenation_index"]

PALICC = Source(
    (
        "Khemani RG et al. Pediatric acute respiratory distress syndrome: definition, incidence, and epidemiology. "
        "Pediatr Crit Care Med 2015;16(5 Suppl 1):S23-S40"
    ),
    doi="10.1097/PCC.0000000000000432",
)
BJAE = Source(
    "Paediatric acute respiratory distress syndrome, table 1. BJA Educ 2022;22:364-370",
    doi="10.1016/j.bjae.2022.04.004",
)


def oxygenation_index(
    mean_airway_pressure: Annotated[Exact, Number("Mean airway pressure of the ventilator", "cm[H2O]", 1, 60)],
    inspired_oxygen: Fio2,
    arterial_oxygen: Annotated[Exact, Number("Arterial oxygen tension", "mm[Hg]", 10, 700)],
) -> Outcome:
    """Oxygenation index of a ventilated patient, with the severity of ARDS in a child."""
    value = mean_airway_pressure * inspired_oxygen / arterial_oxygen
    return Outcome(
        value,
        (
            step(
                "Index",
                "pressure × oxygen / tension",
                value,
                pressure=mean_airway_pressure,
                oxygen=inspired_oxygen,
                tension=arterial_oxygen,
            ),
        ),
    )


CALCULATOR = Calculator(
    function=oxygenation_index,
    title="Oxygenation index",
    aliases=("OI", "paediatric ARDS", "PARDS", "mean airway pressure"),
    specialty="critical care",
    formula="Mean airway pressure [cmH₂O] × inspired oxygen [%] / arterial oxygen tension [mmHg]",
    unit="{index}",
    decimals=1,
    sources=(BJAE, PALICC),
    bands=(
        Bands(
            PALICC,
            (
                Band(0, "below the range of paediatric ARDS"),
                Band(4, "mild range of paediatric ARDS, if the other criteria are met"),
                Band(8, "moderate range of paediatric ARDS, if the other criteria are met"),
                Band(16, "severe range of paediatric ARDS, if the other criteria are met"),
            ),
        ),
    ),
    rises_with=("mean_airway_pressure", "inspired_oxygen"),
    falls_with=("arterial_oxygen",),
)
