"""San Francisco syncope rule."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Number, Outcome, Source, item, tally
from tools.calculating.usual import SystolicPressure

__all__ = ["CALCULATOR", "san_francisco_syncope"]

QUINN = Source(
    (
        "Quinn JV et al. Derivation of the San Francisco Syncope Rule to predict patients "
        "with short-term serious outcomes. Ann Emerg Med 2004;43:224-232"
    ),
    doi="10.1016/S0196-0644(03)00823-0",
)


def san_francisco_syncope(
    heart_failure: Annotated[bool, Flag("History of congestive heart failure")],
    haematocrit: Annotated[Exact, Number("Haematocrit", "%", 5, 75)],
    abnormal_ecg: Annotated[bool, Flag("ECG with new changes or a rhythm other than sinus")],
    shortness_of_breath: Annotated[bool, Flag("Shortness of breath")],
    systolic: SystolicPressure,
) -> Outcome:
    """Risk of a serious outcome within a week of syncope: criteria met of the San Francisco rule."""
    return tally(
        item("Congestive heart failure", heart_failure),
        item("Haematocrit < 30 %", haematocrit < 30),
        item("Abnormal ECG", abnormal_ecg),
        item("Shortness of breath", shortness_of_breath),
        item("Systolic < 90 mmHg at triage", systolic < 90),
    )


CALCULATOR = Calculator(
    function=san_francisco_syncope,
    title="San Francisco syncope rule",
    aliases=(
        "SFSR",
        "CHESS",
        "syncope rule",
        "syncope",
    ),
    specialty="emergency medicine",
    formula=("Number of: heart failure, haematocrit < 30 %, abnormal ECG, shortness of breath, systolic < 90 mmHg"),
    unit="{score}",
    sources=(QUINN,),
    bands=(
        Bands(
            QUINN,
            (
                Band(0, "low risk of a serious outcome"),
                Band(1, "not at low risk of a serious outcome: further investigation"),
            ),
        ),
    ),
    rises_with=(
        "heart_failure",
        "abnormal_ecg",
        "shortness_of_breath",
    ),
    falls_with=(
        "haematocrit",
        "systolic",
    ),
)
