"""Pulmonary Embolism Severity Index (PESI)."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Item, Number, Outcome, Source, item, tally
from tools.calculating.usual import Adult, HeartRate, RespiratoryRate, Sex, SystolicPressure, Temperature

__all__ = ["CALCULATOR", "pesi"]

AUJESKY = Source(
    (
        "Aujesky D et al. Derivation and validation of a prognostic model for pulmonary "
        "embolism. Am J Respir Crit Care Med 2005;172:1041-1046"
    ),
    doi="10.1164/rccm.200506-862OC",
)


def pesi(
    age: Adult,
    sex: Sex,
    cancer: Annotated[bool, Flag("History of cancer")],
    heart_failure: Annotated[bool, Flag("Chronic heart failure")],
    chronic_lung_disease: Annotated[bool, Flag("Chronic lung disease")],
    heart_rate: HeartRate,
    systolic: SystolicPressure,
    respiratory_rate: RespiratoryRate,
    temperature: Temperature,
    altered_mental_status: Annotated[bool, Flag("Disorientation, lethargy, stupor or coma")],
    oxygen_saturation: Annotated[Exact, Number("Arterial oxygen saturation, with or without oxygen", "%", 30, 100)],
) -> Outcome:
    """Risk of death within 30 days in acute pulmonary embolism: Pulmonary Embolism Severity Index."""
    return tally(
        Item("Age in years", age),
        item("Male", sex == "male", 10),
        item("Cancer", cancer, 30),
        item("Heart failure", heart_failure, 10),
        item("Chronic lung disease", chronic_lung_disease, 10),
        item("Heart rate ≥ 110/min", heart_rate >= 110, 20),
        item("Systolic < 100 mmHg", systolic < 100, 30),
        item("Respiratory rate ≥ 30/min", respiratory_rate >= 30, 20),
        item("Temperature < 36 °C", temperature < 36, 20),
        item("Altered mental status", altered_mental_status, 60),
        item("Oxygen saturation < 90 %", oxygen_saturation < 90, 20),
    )


CALCULATOR = Calculator(
    function=pesi,
    title="Pulmonary Embolism Severity Index (PESI)",
    aliases=(
        "PESI",
        "severity of pulmonary embolism",
        "mortality of pulmonary embolism",
    ),
    specialty="respiratory medicine",
    formula=(
        "Age in years, and male: 10; cancer: 30; heart failure: 10; chronic lung disease: 10; heart rate"
        " ≥ 110: 20; systolic < 100: 30; respiratory rate ≥ 30: 20; temperature < 36 °C: 20; altered "
        "mental status: 60; saturation < 90 %: 20"
    ),
    unit="{score}",
    sources=(AUJESKY,),
    bands=(
        Bands(
            AUJESKY,
            (
                Band(None, "class I, very low risk: 30-day mortality 0 to 1.6 %"),
                Band(65, "class II, low risk: 30-day mortality 1.7 to 3.5 %", above=True),
                Band(85, "class III, intermediate risk: 30-day mortality 3.2 to 7.1 %", above=True),
                Band(105, "class IV, high risk: 30-day mortality 4.0 to 11.4 %", above=True),
                Band(125, "class V, very high risk: 30-day mortality 10.0 to 24.5 %", above=True),
            ),
        ),
    ),
    rises_with=(
        "age",
        "cancer",
        "heart_failure",
        "chronic_lung_disease",
        "heart_rate",
        "respiratory_rate",
        "altered_mental_status",
    ),
    falls_with=(
        "systolic",
        "temperature",
        "oxygen_saturation",
    ),
)
