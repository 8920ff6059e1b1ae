"""CRB-65 score for pneumonia severity."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Flag, Outcome, Source, item, tally
from tools.calculating.usual import Adult, DiastolicPressure, RespiratoryRate, SystolicPressure

__all__ = ["CALCULATOR", "crb65"]

LIM = Source(
    (
        "Lim WS et al. Defining community acquired pneumonia severity on presentation to "
        "hospital. Thorax 2003;58:377-382"
    ),
    doi="10.1136/thorax.58.5.377",
)
GDL = Source("openEHR GDL library of Cambio: CRB-65", url="https://github.com/gdl-lang/common-clinical-models")


def crb65(
    confusion: Annotated[bool, Flag("New confusion")],
    respiratory_rate: RespiratoryRate,
    systolic: SystolicPressure,
    diastolic: DiastolicPressure,
    age: Adult,
) -> Outcome:
    """Severity of community-acquired pneumonia without laboratory values: CRB-65."""
    return tally(
        item("Confusion", confusion),
        item("Respiratory rate ≥ 30/min", respiratory_rate >= 30),
        item("Systolic < 90 or diastolic ≤ 60 mmHg", systolic < 90 or diastolic <= 60),
        item("Age ≥ 65 years", age >= 65),
    )


CALCULATOR = Calculator(
    function=crb65,
    title="CRB-65 score for pneumonia severity",
    aliases=(
        "CRB-65",
        "CRB65",
        "pneumonia without laboratory",
    ),
    specialty="respiratory medicine",
    formula=("One point each: confusion; respiratory rate ≥ 30/min; systolic < 90 or diastolic ≤ 60 mmHg; age ≥ 65"),
    unit="{score}",
    sources=(
        LIM,
        GDL,
    ),
    bands=(
        Bands(
            GDL,
            (
                Band(0, "low risk, 30-day mortality 1.2 %: consider treatment at home"),
                Band(1, "moderate risk, 30-day mortality 8.2 %: consider hospital care"),
                Band(3, "severe, 30-day mortality 31.3 %: urgent admission to hospital"),
            ),
        ),
    ),
    rises_with=(
        "confusion",
        "respiratory_rate",
        "age",
    ),
    falls_with=(
        "systolic",
        "diastolic",
    ),
)
