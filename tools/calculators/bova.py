"""Bova score for pulmonary embolism."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Number, Outcome, Source, item, tally
from tools.calculating.usual import HeartRate

__all__ = ["CALCULATOR", "bova"]

BOVA = Source(
    (
        "Bova C et al. Identification of intermediate-risk patients with acute symptomatic "
        "pulmonary embolism. Eur Respir J 2014;44:694-703"
    ),
    doi="10.1183/09031936.00006114",
)


def bova(
    systolic: Annotated[
        Exact, Number("Systolic blood pressure; below 90 mmHg the score does not apply", "mm[Hg]", 90, 350)
    ],
    elevated_troponin: Annotated[bool, Flag("Cardiac troponin raised")],
    right_ventricular_dysfunction: Annotated[bool, Flag("Right ventricular dysfunction on echocardiography or CT")],
    heart_rate: HeartRate,
) -> Outcome:
    """Complications of acute pulmonary embolism with normal pressure within 30 days: Bova score."""
    return tally(
        item("Systolic 90 to 100 mmHg", systolic <= 100, 2),
        item("Raised troponin", elevated_troponin, 2),
        item("Right ventricular dysfunction", right_ventricular_dysfunction, 2),
        item("Heart rate ≥ 110/min", heart_rate >= 110),
    )


CALCULATOR = Calculator(
    function=bova,
    title="Bova score for pulmonary embolism",
    aliases=(
        "Bova",
        "complications of pulmonary embolism",
    ),
    specialty="respiratory medicine",
    formula=("Systolic 90–100 mmHg: 2; raised troponin: 2; right ventricular dysfunction: 2; heart rate ≥ 110/min: 1"),
    unit="{score}",
    sources=(BOVA,),
    bands=(
        Bands(
            BOVA,
            (
                Band(0, "stage I, low risk: complications in 4.4 %, embolism-related death in 3.1 %"),
                Band(3, ("stage II, intermediate risk: complications in 18 %, embolism-related death in 6.8 %")),
                Band(5, ("stage III, high risk: complications in 42 %, embolism-related death in 10 %")),
            ),
        ),
    ),
    rises_with=(
        "elevated_troponin",
        "right_ventricular_dysfunction",
        "heart_rate",
    ),
    falls_with=("systolic",),
)
