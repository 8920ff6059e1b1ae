"""National Early Warning Score 2 (NEWS2)."""

from typing import Annotated

from tools.calculating import (
    Band,
    Bands,
    Calculator,
    Choice,
    Exact,
    Flag,
    Number,
    Outcome,
    Source,
    exact,
    graded,
    item,
    tally,
)
from tools.calculating.usual import HeartRate, RespiratoryRate, SystolicPressure, Temperature

__all__ = ["CALCULATOR", "news2"]

RCP = Source(
    ("Royal College of Physicians. National Early Warning Score (NEWS) 2. London: RCP, 2017"),
    url="https://www.rcplondon.ac.uk/projects/outputs/national-early-warning-score-news-2",
)

RESPIRATORY_RATE = ((None, 3), (9, 1), (12, 0), (21, 2), (25, 3))
"""Points by respiratory rate [1/min]. Source: Royal College of Physicians 2017."""
SCALE_1 = ((None, 3), (92, 2), (94, 1), (96, 0))
"""Points by saturation [%] on scale 1. Source: Royal College of Physicians 2017."""
SCALE_2 = ((None, 3), (84, 2), (86, 1), (88, 0))
"""Points by saturation [%] on scale 2 up to 92 %, and on air. Source: Royal College of Physicians 2017."""
SCALE_2_ON_OXYGEN = (*SCALE_2, (93, 1), (95, 2), (97, 3))
"""Points by saturation [%] on scale 2 with oxygen. Source: Royal College of Physicians 2017."""
SYSTOLIC = ((None, 3), (91, 2), (101, 1), (111, 0), (220, 3))
"""Points by systolic pressure [mmHg]. Source: Royal College of Physicians 2017."""
HEART_RATE = ((None, 3), (41, 1), (51, 0), (91, 1), (111, 2), (131, 3))
"""Points by heart rate [1/min]. Source: Royal College of Physicians 2017."""
TEMPERATURE = ((None, 3), (exact("35.1"), 1), (exact("36.1"), 0), (exact("38.1"), 1), (exact("39.1"), 2))
"""Points by temperature [°C]. Source: Royal College of Physicians 2017."""


def news2(
    respiratory_rate: RespiratoryRate,
    oxygen_saturation: Annotated[Exact, Number("Oxygen saturation", "%", 30, 100)],
    scale: Annotated[
        str,
        Choice(
            "Scale for the saturation",
            {
                "scale_1": "everybody else",
                "scale_2": "target of 88 to 92 % prescribed for hypercapnic respiratory failure",
            },
        ),
    ],
    supplemental_oxygen: Annotated[bool, Flag("Supplemental oxygen")],
    systolic: SystolicPressure,
    heart_rate: HeartRate,
    consciousness: Annotated[
        str, Choice("Consciousness", {"alert": "", "new_confusion": "", "voice": "", "pain": "", "unresponsive": ""})
    ],
    temperature: Temperature,
) -> Outcome:
    """Acute illness of a patient of 16 years or older: National Early Warning Score 2."""
    saturation: tuple[tuple[int | None, int], ...] = SCALE_1
    if scale == "scale_2":
        saturation = SCALE_2_ON_OXYGEN if supplemental_oxygen else SCALE_2
    items = (
        graded("Respiratory rate", respiratory_rate, RESPIRATORY_RATE),
        graded("Oxygen saturation", oxygen_saturation, saturation),
        item("Supplemental oxygen", supplemental_oxygen, 2),
        graded("Systolic pressure", systolic, SYSTOLIC),
        graded("Heart rate", heart_rate, HEART_RATE),
        item("Not alert, or new confusion", consciousness != "alert", 3),
        graded("Temperature", temperature, TEMPERATURE),
    )
    single = any(one.points == 3 for one in items)
    return tally(*items, warnings=("One parameter alone has 3 points: urgent review on the ward.",) if single else ())


CALCULATOR = Calculator(
    function=news2,
    title="National Early Warning Score 2 (NEWS2)",
    aliases=(
        "NEWS2",
        "NEWS",
        "early warning score",
        "deterioration",
    ),
    specialty="critical care",
    formula=(
        "0 to 3 points each for respiratory rate, saturation, systolic pressure, heart rate, "
        "consciousness and temperature; oxygen: 2"
    ),
    unit="{score}",
    sources=(RCP,),
    bands=(
        Bands(
            RCP,
            (
                Band(0, "low clinical risk: routine monitoring"),
                Band(1, "low clinical risk: assessment by a nurse, monitoring every 4 to 6 hours"),
                Band(5, "medium clinical risk: urgent review, monitoring every hour"),
                Band(7, "high clinical risk: emergency assessment, continuous monitoring"),
            ),
        ),
    ),
    rises_with=("supplemental_oxygen",),
)
