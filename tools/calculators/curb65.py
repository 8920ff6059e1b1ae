"""CURB-65."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Number, Outcome, Source, item, tally
from tools.calculating.usual import Adult, DiastolicPressure, RespiratoryRate, SystolicPressure

__all__ = ["CALCULATOR", "curb65"]

LIM = Source(
    "Lim WS et al. Defining community acquired pneumonia severity on presentation to hospital. Thorax 2003;58:377-382",
    doi="10.1136/thorax.58.5.377",
)


def curb65(
    confusion: Annotated[bool, Flag("New confusion: abbreviated mental test of 8 or less, or disoriented")],
    urea: Annotated[
        Exact,
        Number("Serum urea; in mg/dL give the urea nitrogen (BUN)", "mmol/L", "0.3", 110, substance="urea-nitrogen"),
    ],
    respiratory_rate: RespiratoryRate,
    systolic: SystolicPressure,
    diastolic: DiastolicPressure,
    age: Adult,
) -> Outcome:
    """Severity of community-acquired pneumonia in adults: risk of death within 30 days."""
    return tally(
        item("Confusion", confusion),
        item("Urea > 7 mmol/L", urea > 7),
        item("Respiratory rate ≥ 30/min", respiratory_rate >= 30),
        item("Systolic < 90 or diastolic ≤ 60 mmHg", systolic < 90 or diastolic <= 60),
        item("Age ≥ 65 years", age >= 65),
    )


CALCULATOR = Calculator(
    function=curb65,
    title="CURB-65 score for pneumonia severity",
    aliases=("CURB 65", "pneumonia severity", "community-acquired pneumonia mortality"),
    specialty="respiratory medicine",
    formula="One point each: confusion; urea > 7 mmol/L; respiratory rate ≥ 30/min; systolic < 90 or diastolic ≤ 60 "
    "mmHg; age ≥ 65 years",
    unit="{score}",
    sources=(LIM,),
    bands=(
        Bands(
            LIM,
            (
                Band(0, "low risk, 30-day mortality 0.7 % (1.5 % at 0 or 1): home treatment may be suitable"),
                Band(1, "low risk, 30-day mortality 1.5 %: home treatment may be suitable"),
                Band(2, "intermediate risk, 30-day mortality 9.2 %: consider hospital treatment"),
                Band(3, "severe, 30-day mortality 22 %: hospital, consider intensive care at 4 or 5"),
                Band(5, "severe, 30-day mortality 57 % (22 % at 3 to 5): hospital, consider intensive care"),
            ),
        ),
    ),
    rises_with=("confusion", "urea", "respiratory_rate", "age"),
    falls_with=("systolic", "diastolic"),
)
