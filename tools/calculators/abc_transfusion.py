"""ABC score for massive transfusion."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Flag, Outcome, Source, item, tally
from tools.calculating.usual import HeartRate, SystolicPressure

__all__ = ["CALCULATOR", "abc_transfusion"]

NUNEZ = Source(
    (
        "Nunez TC et al. Early prediction of massive transfusion in trauma: simple as ABC "
        "(assessment of blood consumption)? J Trauma 2009;66:346-352"
    ),
    doi="10.1097/TA.0b013e3181961c35",
)


def abc_transfusion(
    penetrating: Annotated[bool, Flag("Penetrating mechanism")],
    systolic: SystolicPressure,
    heart_rate: HeartRate,
    positive_fast: Annotated[bool, Flag("Positive focused sonography of the abdomen (FAST)")],
) -> Outcome:
    """Need for massive transfusion after injury: Assessment of Blood Consumption."""
    return tally(
        item("Penetrating mechanism", penetrating),
        item("Systolic ≤ 90 mmHg", systolic <= 90),
        item("Heart rate ≥ 120/min", heart_rate >= 120),
        item("Positive FAST", positive_fast),
    )


CALCULATOR = Calculator(
    function=abc_transfusion,
    title="ABC score for massive transfusion",
    aliases=(
        "ABC score",
        "massive transfusion",
    ),
    specialty="trauma surgery",
    formula="One each: penetrating mechanism, systolic ≤ 90 mmHg, heart rate ≥ 120/min, positive FAST",
    unit="{score}",
    sources=(NUNEZ,),
    bands=(
        Bands(
            NUNEZ,
            (
                Band(0, "massive transfusion is unlikely"),
                Band(2, "massive transfusion is likely"),
            ),
        ),
    ),
    rises_with=(
        "penetrating",
        "heart_rate",
        "positive_fast",
    ),
    falls_with=("systolic",),
)
