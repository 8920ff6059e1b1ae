"""TIMI risk score for STEMI."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Flag, Outcome, Source, graded, item, tally
from tools.calculating.usual import Adult, HeartRate, SystolicPressure, Weight

__all__ = ["CALCULATOR", "timi_stemi"]

MORROW = Source(
    ("Morrow DA et al. TIMI risk score for ST-elevation myocardial infarction. Circulation 2000;102:2031-2037"),
    doi="10.1161/01.cir.102.17.2031",
)


def timi_stemi(
    age: Adult,
    diabetes_hypertension_or_angina: Annotated[bool, Flag("Diabetes, hypertension or angina in the history")],
    systolic: SystolicPressure,
    heart_rate: HeartRate,
    killip_two_or_more: Annotated[bool, Flag("Killip class II, III or IV")],
    weight: Weight,
    anterior_or_bundle_branch_block: Annotated[bool, Flag("Anterior ST elevation or left bundle branch block")],
    treatment_after_4_h: Annotated[bool, Flag("Time to treatment longer than 4 hours")],
) -> Outcome:
    """Risk of death within 30 days in myocardial infarction with ST elevation: TIMI."""
    return tally(
        graded("Age 65 to 74 years 2, from 75 years 3", age, ((None, 0), (65, 2), (75, 3))),
        item("Diabetes, hypertension or angina", diabetes_hypertension_or_angina),
        item("Systolic < 100 mmHg", systolic < 100, 3),
        item("Heart rate > 100/min", heart_rate > 100, 2),
        item("Killip class II to IV", killip_two_or_more, 2),
        item("Weight < 67 kg", weight < 67),
        item("Anterior ST elevation or left bundle branch block", anterior_or_bundle_branch_block),
        item("Time to treatment > 4 h", treatment_after_4_h),
    )


CALCULATOR = Calculator(
    function=timi_stemi,
    title="TIMI risk score for STEMI",
    aliases=(
        "TIMI STEMI",
        "mortality of myocardial infarction with ST elevation",
    ),
    specialty="cardiology",
    formula=(
        "Age 65–74: 2, ≥ 75: 3; diabetes, hypertension or angina: 1; systolic < 100: 3; heart rate > "
        "100: 2; Killip II–IV: 2; weight < 67 kg: 1; anterior ST elevation or left bundle branch block: "
        "1; treatment after 4 h: 1"
    ),
    unit="{score}",
    sources=(MORROW,),
    bands=(
        Bands(
            MORROW,
            (
                Band(0, "30-day mortality 0.8 %"),
                Band(
                    1,
                    (
                        "30-day mortality between 0.8 % (no points) and 35.9 % (more than 8 "
                        "points), rising with the points"
                    ),
                ),
                Band(9, "30-day mortality 35.9 %"),
            ),
        ),
    ),
    rises_with=(
        "age",
        "diabetes_hypertension_or_angina",
        "heart_rate",
        "killip_two_or_more",
        "anterior_or_bundle_branch_block",
        "treatment_after_4_h",
    ),
    falls_with=(
        "systolic",
        "weight",
    ),
)
