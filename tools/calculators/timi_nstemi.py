"""TIMI risk score for unstable angina and NSTEMI."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Flag, Outcome, Source, item, tally
from tools.calculating.usual import Adult

__all__ = ["CALCULATOR", "timi_nstemi"]

ANTMAN = Source(
    ("Antman EM et al. The TIMI risk score for unstable angina/non-ST elevation MI. JAMA 2000;284:835-842"),
    doi="10.1001/jama.284.7.835",
    url="https://globalrph.com/medcalcs/timi-risk-score-for-unstable-angina-nstemi/",
)
MEANING = "{} % die, have an infarction or need urgent revascularisation within 14 days"


def timi_nstemi(
    age: Adult,
    three_risk_factors: Annotated[
        bool,
        Flag("Three or more risk factors for coronary disease (family, hypertension, cholesterol, diabetes, smoking)"),
    ],
    known_stenosis: Annotated[bool, Flag("Known coronary stenosis of 50 % or more")],
    aspirin_within_7_days: Annotated[bool, Flag("Aspirin used within the last 7 days")],
    severe_angina: Annotated[bool, Flag("Two or more episodes of angina within 24 hours")],
    st_deviation: Annotated[bool, Flag("ST-segment deviation of 0.5 mm or more")],
    raised_markers: Annotated[bool, Flag("Raised cardiac marker")],
) -> Outcome:
    """Risk of events within 14 days in unstable angina or infarction without ST elevation: TIMI."""
    return tally(
        item("Age ≥ 65 years", age >= 65),
        item("Three or more risk factors for coronary disease", three_risk_factors),
        item("Known coronary stenosis of 50 % or more", known_stenosis),
        item("Aspirin used within the last 7 days", aspirin_within_7_days),
        item("Two or more episodes of angina within 24 hours", severe_angina),
        item("ST-segment deviation of 0.5 mm or more", st_deviation),
        item("Raised cardiac marker", raised_markers),
    )


CALCULATOR = Calculator(
    function=timi_nstemi,
    title="TIMI risk score for unstable angina and NSTEMI",
    aliases=(
        "TIMI",
        "TIMI UA NSTEMI",
        "unstable angina",
    ),
    specialty="cardiology",
    formula=(
        "One point each: age ≥ 65; three risk factors; known stenosis ≥ 50 %; aspirin within 7 days; "
        "severe angina; ST deviation ≥ 0.5 mm; raised marker"
    ),
    unit="{score}",
    sources=(ANTMAN,),
    bands=(
        Bands(
            ANTMAN,
            (
                Band(0, MEANING.format("4.7")),
                Band(2, MEANING.format("8.3")),
                Band(3, MEANING.format("13.2")),
                Band(4, MEANING.format("19.9")),
                Band(5, MEANING.format("26.2")),
                Band(6, MEANING.format("40.9")),
            ),
        ),
    ),
    rises_with=(
        "age",
        "three_risk_factors",
        "known_stenosis",
        "aspirin_within_7_days",
        "severe_angina",
        "st_deviation",
        "raised_markers",
    ),
)
