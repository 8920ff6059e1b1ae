"""Criteria of the systemic inflammatory response syndrome."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, item, tally
from tools.calculating.usual import HeartRate, RespiratoryRate, Temperature, WhiteCells

__all__ = ["CALCULATOR", "sirs"]

BONE = Source(
    "Bone RC et al. Definitions for sepsis and organ failure and guidelines for the use of innovative therapies in "
    "sepsis (ACCP/SCCM). Chest 1992;101:1644-1655",
    doi="10.1378/chest.101.6.1644",
    url="https://bmcinfectdis.biomedcentral.com/articles/10.1186/1471-2334-14-155/tables/2",
)


def sirs(
    temperature: Temperature,
    heart_rate: HeartRate,
    respiratory_rate: RespiratoryRate,
    white_cells: WhiteCells,
    paco2: Annotated[Exact | None, Number("Arterial carbon dioxide, if measured", "mm[Hg]", 5, 200)] = None,
    bands: Annotated[Exact | None, Number("Immature neutrophils (bands), if counted", "%", 0, 100)] = None,
) -> Outcome:
    """Number of criteria of the systemic inflammatory response syndrome that an adult meets."""
    return tally(
        item("Temperature > 38 or < 36 °C", temperature > 38 or temperature < 36),
        item("Heart rate > 90/min", heart_rate > 90),
        item(
            "Respiratory rate > 20/min or PaCO2 < 32 mmHg",
            respiratory_rate > 20 or (paco2 is not None and paco2 < 32),
        ),
        item(
            "White cells > 12 or < 4 × 10⁹/L, or > 10 % bands",
            white_cells > 12 or white_cells < 4 or (bands is not None and bands > 10),
        ),
    )


CALCULATOR = Calculator(
    function=sirs,
    title="SIRS criteria",
    aliases=("systemic inflammatory response syndrome", "SIRS", "sepsis criteria"),
    specialty="intensive care",
    formula="one each: temperature > 38 or < 36 °C; heart rate > 90; respiratory rate > 20 or PaCO2 < 32 mmHg; white "
    "cells > 12 or < 4 × 10⁹/L or > 10 % bands",
    unit="{criteria}",
    sources=(BONE,),
    bands=(Bands(BONE, (Band(0, "the syndrome is not present"), Band(2, "the syndrome is present"))),),
    rises_with=("heart_rate", "respiratory_rate", "bands"),
)
