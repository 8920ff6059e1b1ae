"""Shock index."""

from tools.calculating import Band, Bands, Calculator, Outcome, Source, step
from tools.calculating.usual import HeartRate, SystolicPressure

__all__ = ["CALCULATOR", "shock_index"]

RADY = Source(
    (
        "Rady MY et al. A comparison of the shock index and conventional vital signs to "
        "identify acute, critical illness in the emergency department. Ann Emerg Med "
        "1994;24:685-690"
    ),
    doi="10.1016/S0196-0644(94)70279-9",
)


def shock_index(
    heart_rate: HeartRate,
    systolic: SystolicPressure,
) -> Outcome:
    """Haemodynamic stability: heart rate divided by systolic pressure."""
    value = heart_rate / systolic
    return Outcome(value, (step("Shock index", "rate / pressure", value, rate=heart_rate, pressure=systolic),))


CALCULATOR = Calculator(
    function=shock_index,
    title="Shock index",
    aliases=(
        "SI",
        "occult shock",
    ),
    specialty="emergency medicine",
    formula="Heart rate [1/min] / systolic pressure [mmHg]",
    unit="{ratio}",
    decimals=2,
    sources=(RADY,),
    bands=(
        Bands(
            RADY,
            (
                Band(0, "not raised"),
                Band("0.9", "raised: acute critical illness is likelier", above=True),
            ),
        ),
    ),
    rises_with=("heart_rate",),
    falls_with=("systolic",),
)
