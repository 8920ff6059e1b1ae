"""GRACE score for acute coronary syndromes."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Choice, Flag, Item, Outcome, Source, exact, graded, item, tally
from tools.calculating.usual import Adult, Creatinine, HeartRate, SystolicPressure

__all__ = ["CALCULATOR", "grace"]

GRANGER = Source(
    (
        "Granger CB et al. Predictors of hospital mortality in the Global Registry of Acute "
        "Coronary Events. Arch Intern Med 2003;163:2345-2353"
    ),
    doi="10.1001/archinte.163.19.2345",
)
EMPENDIUM = Source(
    ("McMaster Textbook of Internal Medicine, table 3.11-2: GRACE risk model without ST-segment elevation"),
    url="https://empendium.com/mcmtextbook/table/031_2892",
)

KILLIP = {"i": 0, "ii": 20, "iii": 39, "iv": 59}
"""Points of the Killip class [1]. Source: Granger 2003."""
AGE = ((None, 0), (30, 8), (40, 25), (50, 41), (60, 58), (70, 75), (80, 91), (90, 100))
"""Points by age [a]. Source: Granger 2003."""
HEART_RATE = ((None, 0), (50, 3), (70, 9), (90, 15), (110, 24), (150, 38), (200, 46))
"""Points by heart rate [1/min]. Source: Granger 2003."""
SYSTOLIC = ((None, 58), (80, 53), (100, 43), (120, 34), (140, 24), (160, 10), (200, 0))
"""Points by systolic pressure [mmHg]. Source: Granger 2003."""
CREATININE = (
    (None, 1),
    (exact("0.4"), 4),
    (exact("0.8"), 7),
    (exact("1.2"), 10),
    (exact("1.6"), 13),
    (2, 21),
    (4, 28),
)
"""Points by creatinine [mg/dL]. Source: Granger 2003."""


def grace(
    age: Adult,
    heart_rate: HeartRate,
    systolic: SystolicPressure,
    creatinine: Creatinine,
    killip_class: Annotated[
        str,
        Choice(
            "Killip class",
            {
                "i": "no heart failure",
                "ii": "rales or raised jugular venous pressure",
                "iii": "pulmonary oedema",
                "iv": "cardiogenic shock",
            },
        ),
    ],
    cardiac_arrest: Annotated[bool, Flag("Cardiac arrest at admission")],
    st_deviation: Annotated[bool, Flag("ST-segment deviation")],
    raised_markers: Annotated[bool, Flag("Raised cardiac enzymes or markers")],
) -> Outcome:
    """Risk of death in hospital of a patient with an acute coronary syndrome: GRACE score (Granger)."""
    return tally(
        graded("Age", age, AGE),
        graded("Heart rate", heart_rate, HEART_RATE),
        graded("Systolic pressure", systolic, SYSTOLIC),
        graded("Creatinine", creatinine, CREATININE),
        Item("Killip class", KILLIP[killip_class]),
        item("Cardiac arrest at admission", cardiac_arrest, 39),
        item("ST-segment deviation", st_deviation, 28),
        item("Raised cardiac markers", raised_markers, 14),
    )


CALCULATOR = Calculator(
    function=grace,
    title="GRACE score for acute coronary syndromes",
    aliases=(
        "GRACE",
        "Global Registry of Acute Coronary Events",
        "in-hospital mortality of acute coronary syndrome",
    ),
    specialty="cardiology",
    formula=(
        "Points for age, heart rate, systolic pressure, creatinine and Killip class, and cardiac arrest:"
        " 39; ST deviation: 28; raised markers: 14"
    ),
    unit="{score}",
    sources=(
        GRANGER,
        EMPENDIUM,
    ),
    bands=(
        Bands(
            EMPENDIUM,
            (
                Band(0, "without ST elevation: low risk, below 1 % die in hospital"),
                Band(109, "without ST elevation: intermediate risk, 1 to 3 % die in hospital"),
                Band(141, "without ST elevation: high risk, more than 3 % die in hospital"),
            ),
        ),
    ),
    rises_with=(
        "age",
        "heart_rate",
        "creatinine",
        "cardiac_arrest",
        "st_deviation",
        "raised_markers",
    ),
    falls_with=("systolic",),
)
