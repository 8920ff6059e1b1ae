"""Pneumonia Severity Index."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Item, Number, Outcome, Source, exact, item, tally
from tools.calculating.usual import (
    Adult,
    BloodUreaNitrogen,
    Glucose,
    HeartRate,
    RespiratoryRate,
    Sex,
    Sodium,
    SystolicPressure,
    Temperature,
)

__all__ = ["CALCULATOR", "pneumonia_severity_index"]

FINE = Source(
    "Fine MJ et al. A prediction rule to identify low-risk patients with community-acquired pneumonia. "
    "N Engl J Med 1997;336:243-250",
    doi="10.1056/NEJM199701233360402",
    url="https://msdmanuals.com/iframe/manual/medical-calculators/communityacqpneumonia.htm",
)


def pneumonia_severity_index(
    age: Adult,
    sex: Sex,
    nursing_home: Annotated[bool, Flag("Lives in a nursing home")],
    neoplastic_disease: Annotated[
        bool, Flag("Cancer, active or of the last year, other than of the skin's basal cells")
    ],
    liver_disease: Annotated[bool, Flag("Cirrhosis or another chronic liver disease")],
    heart_failure: Annotated[bool, Flag("Congestive heart failure")],
    cerebrovascular_disease: Annotated[bool, Flag("Stroke or transient ischaemic attack")],
    renal_disease: Annotated[bool, Flag("Chronic renal disease")],
    altered_mental_status: Annotated[bool, Flag("Disorientation that is new, stupor or coma")],
    respiratory_rate: RespiratoryRate,
    systolic: SystolicPressure,
    temperature: Temperature,
    heart_rate: HeartRate,
    ph: Annotated[Exact, Number("Arterial pH", "{number}", "6.3", 8)],
    urea_nitrogen: BloodUreaNitrogen,
    sodium: Sodium,
    glucose: Glucose,
    haematocrit: Annotated[Exact, Number("Haematocrit", "%", 3, 80)],
    pao2: Annotated[Exact, Number("Arterial oxygen pressure", "mm[Hg]", 10, 700)],
    pleural_effusion: Annotated[bool, Flag("Pleural effusion on the radiograph")],
) -> Outcome:
    """Risk of death within 30 days of adults with community-acquired pneumonia."""
    return tally(
        Item("Age in whole years", int(age)),
        item("Female", sex == "female", -10),
        item("Nursing home", nursing_home, 10),
        item("Neoplastic disease", neoplastic_disease, 30),
        item("Liver disease", liver_disease, 20),
        item("Congestive heart failure", heart_failure, 10),
        item("Cerebrovascular disease", cerebrovascular_disease, 10),
        item("Renal disease", renal_disease, 10),
        item("Altered mental status", altered_mental_status, 20),
        item("Respiratory rate ≥ 30/min", respiratory_rate >= 30, 20),
        item("Systolic < 90 mmHg", systolic < 90, 20),
        item("Temperature < 35 or ≥ 40 °C", temperature < 35 or temperature >= 40, 15),
        item("Heart rate ≥ 125/min", heart_rate >= 125, 10),
        item("pH < 7.35", ph < exact("7.35"), 30),
        item("Urea nitrogen ≥ 30 mg/dL", urea_nitrogen >= 30, 20),
        item("Sodium < 130 mmol/L", sodium < 130, 20),
        item("Glucose ≥ 250 mg/dL", glucose >= 250, 10),
        item("Haematocrit < 30 %", haematocrit < 30, 10),
        item("PaO2 < 60 mmHg", pao2 < 60, 10),
        item("Pleural effusion", pleural_effusion, 10),
    )


CALCULATOR = Calculator(
    function=pneumonia_severity_index,
    title="Pneumonia Severity Index (PSI, PORT score)",
    aliases=("PSI", "PORT score", "Fine score", "community-acquired pneumonia mortality"),
    specialty="respiratory medicine",
    formula="age (women −10) + nursing home 10, cancer 30, liver 20, heart failure 10, cerebrovascular 10, renal 10, "
    "mental status 20, respiratory rate ≥ 30 20, systolic < 90 20, temperature < 35 or ≥ 40 15, pulse ≥ 125 10, pH < "
    "7.35 30, urea nitrogen ≥ 30 20, sodium < 130 20, glucose ≥ 250 10, haematocrit < 30 10, PaO2 < 60 10, effusion 10",
    unit="{score}",
    sources=(FINE,),
    bands=(
        Bands(
            FINE,
            (
                Band(None, "class II, mortality 0.6 % (class I if 50 or younger without any of the findings, 0.1 %)"),
                Band(71, "class III, mortality 0.9 %"),
                Band(91, "class IV, mortality 9.3 %"),
                Band(131, "class V, mortality 27 %"),
            ),
        ),
    ),
    rises_with=("age", "nursing_home", "respiratory_rate", "heart_rate", "urea_nitrogen", "glucose"),
    falls_with=("systolic", "ph", "sodium", "haematocrit", "pao2"),
)
