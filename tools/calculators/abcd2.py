"""ABCD² score after a transient ischaemic attack."""

from typing import Annotated

from tools.calculating import (
    Band,
    Bands,
    Calculator,
    Choice,
    Exact,
    Flag,
    Item,
    Number,
    Outcome,
    Source,
    graded,
    item,
    tally,
)
from tools.calculating.usual import Age, DiastolicPressure, SystolicPressure

__all__ = ["CALCULATOR", "abcd2"]

JOHNSTON = Source(
    (
        "Johnston SC et al. Validation and refinement of scores to predict very early stroke "
        "risk after transient ischaemic attack. Lancet 2007;369:283-292"
    ),
    doi="10.1016/S0140-6736(07)60150-0",
)

FEATURES = {"unilateral_weakness": 2, "speech_disturbance_without_weakness": 1, "other": 0}
"""Points of the clinical features [1]. Source: Johnston 2007."""


def abcd2(
    age: Age,
    systolic: SystolicPressure,
    diastolic: DiastolicPressure,
    clinical_features: Annotated[
        str,
        Choice(
            "Clinical features",
            {
                "unilateral_weakness": "weakness of one side",
                "speech_disturbance_without_weakness": "speech disturbance without weakness",
                "other": "other symptoms",
            },
        ),
    ],
    duration: Annotated[Exact, Number("Duration of the symptoms", "min", 0, 1440)],
    diabetes: Annotated[bool, Flag("Diabetes mellitus")],
) -> Outcome:
    """Risk of stroke soon after a transient ischaemic attack: ABCD2."""
    return tally(
        item("Age ≥ 60 years", age >= 60),
        item("Pressure ≥ 140/90 mmHg", systolic >= 140 or diastolic >= 90),
        Item("Clinical features", FEATURES[clinical_features]),
        graded("Duration 10 to 59 min 1, from 60 min 2", duration, ((10, 1), (60, 2))),
        item("Diabetes", diabetes),
    )


CALCULATOR = Calculator(
    function=abcd2,
    title="ABCD² score after a transient ischaemic attack",
    aliases=(
        "ABCD2",
        "transient ischaemic attack",
        "TIA",
        "stroke after TIA",
    ),
    specialty="neurology",
    formula=(
        "Age ≥ 60: 1; systolic ≥ 140 or diastolic ≥ 90: 1; weakness of one side: 2, speech disturbance "
        "without weakness: 1; duration 10–59 min: 1, ≥ 60 min: 2; diabetes: 1"
    ),
    unit="{score}",
    sources=(JOHNSTON,),
    bands=(
        Bands(
            JOHNSTON,
            (
                Band(0, "low risk of stroke"),
                Band(4, "moderate risk of stroke"),
                Band(6, "high risk of stroke"),
            ),
        ),
    ),
    rises_with=(
        "age",
        "systolic",
        "diastolic",
        "duration",
        "diabetes",
    ),
)
