"""Glasgow Coma Scale."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Choice, Item, Outcome, Source, tally

__all__ = ["CALCULATOR", "glasgow_coma_scale"]

TEASDALE = Source(
    "Teasdale G, Jennett B. Assessment of coma and impaired consciousness: a practical scale. Lancet 1974;304:81-84",
    doi="10.1016/S0140-6736(74)91639-0",
    url="https://www.le.ac.uk/pathology/teach/va/case_1/gcs.html",
)
EYE = {"none": 1, "to_pain": 2, "to_speech": 3, "spontaneous": 4}
VERBAL = {"none": 1, "incomprehensible_sounds": 2, "inappropriate_words": 3, "confused": 4, "oriented": 5}
MOTOR = {
    "none": 1,
    "extension_to_pain": 2,
    "abnormal_flexion_to_pain": 3,
    "withdrawal_from_pain": 4,
    "localises_pain": 5,
    "obeys_commands": 6,
}


def glasgow_coma_scale(
    eye: Annotated[str, Choice("Best eye opening", dict.fromkeys(EYE, ""))],
    verbal: Annotated[str, Choice("Best verbal response", dict.fromkeys(VERBAL, ""))],
    motor: Annotated[str, Choice("Best motor response", dict.fromkeys(MOTOR, ""))],
) -> Outcome:
    """Level of consciousness. Where a response cannot be tested, there is no total: report the parts."""
    return tally(
        Item("Eye opening", EYE[eye]), Item("Verbal response", VERBAL[verbal]), Item("Motor response", MOTOR[motor])
    )


CALCULATOR = Calculator(
    function=glasgow_coma_scale,
    title="Glasgow Coma Scale (GCS)",
    aliases=("GCS", "Glasgow Coma Score", "level of consciousness", "coma"),
    specialty="neurology",
    formula="eye opening 1-4 + verbal response 1-5 + motor response 1-6",
    unit="{score}",
    sources=(TEASDALE,),
    bands=(
        Bands(
            TEASDALE,
            (Band(3, "severe impairment"), Band(9, "moderate impairment"), Band(13, "mild or no impairment")),
        ),
    ),
)
