"""Simplified Pulmonary Embolism Severity Index (sPESI)."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Number, Outcome, Source, item, tally
from tools.calculating.usual import Adult, HeartRate, SystolicPressure

__all__ = ["CALCULATOR", "spesi"]

JIMENEZ = Source(
    ("Jiménez D et al. Simplification of the pulmonary embolism severity index. Arch Intern Med 2010;170:1383-1389"),
    doi="10.1001/archinternmed.2010.199",
)


def spesi(
    age: Adult,
    cancer: Annotated[bool, Flag("History of cancer")],
    chronic_cardiopulmonary_disease: Annotated[bool, Flag("Chronic heart or lung disease")],
    heart_rate: HeartRate,
    systolic: SystolicPressure,
    oxygen_saturation: Annotated[Exact, Number("Arterial oxygen saturation", "%", 30, 100)],
) -> Outcome:
    """Risk of death within 30 days in acute pulmonary embolism: simplified Pulmonary Embolism Severity Index."""
    return tally(
        item("Age > 80 years", age > 80),
        item("Cancer", cancer),
        item("Chronic cardiopulmonary disease", chronic_cardiopulmonary_disease),
        item("Heart rate ≥ 110/min", heart_rate >= 110),
        item("Systolic < 100 mmHg", systolic < 100),
        item("Oxygen saturation < 90 %", oxygen_saturation < 90),
    )


CALCULATOR = Calculator(
    function=spesi,
    title="Simplified Pulmonary Embolism Severity Index (sPESI)",
    aliases=(
        "sPESI",
        "simplified PESI",
    ),
    specialty="respiratory medicine",
    formula=(
        "One point each: age > 80; cancer; chronic cardiopulmonary disease; heart rate ≥ 110/min; "
        "systolic < 100 mmHg; saturation < 90 %"
    ),
    unit="{score}",
    sources=(JIMENEZ,),
    bands=(
        Bands(
            JIMENEZ,
            (
                Band(0, "low risk: about 1 % die within 30 days"),
                Band(1, "high risk: about 11 % die within 30 days"),
            ),
        ),
    ),
    rises_with=(
        "age",
        "cancer",
        "chronic_cardiopulmonary_disease",
        "heart_rate",
    ),
    falls_with=(
        "systolic",
        "oxygen_saturation",
    ),
)
