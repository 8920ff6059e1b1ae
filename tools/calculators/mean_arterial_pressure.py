"""Mean arterial pressure."""

from tools.calculating import Band, Bands, Calculator, Exact, Outcome, Source, step
from tools.calculating.usual import DiastolicPressure, SystolicPressure
from tools.errors import BadArguments

__all__ = ["CALCULATOR", "mean_arterial_pressure", "mean_pressure"]


def mean_pressure(systolic: Exact, diastolic: Exact) -> Exact:
    """Mean arterial pressure [mmHg] of two pressures [mmHg].

    Raises:
        BadArguments: If the diastolic is above the systolic pressure.
    """
    if diastolic > systolic:
        raise BadArguments("diastolic must not be above systolic: check which is which.")
    return (systolic + 2 * diastolic) / 3


def mean_arterial_pressure(systolic: SystolicPressure, diastolic: DiastolicPressure) -> Outcome:
    """Mean arterial pressure from a cuff's two readings, at a resting heart rate."""
    value = mean_pressure(systolic, diastolic)
    working = step("Mean pressure", "(systolic + 2 × diastolic) / 3", value, systolic=systolic, diastolic=diastolic)
    return Outcome(value, (working,))


CALCULATOR = Calculator(
    function=mean_arterial_pressure,
    title="Mean arterial pressure",
    aliases=("MAP", "mean blood pressure"),
    specialty="cardiology",
    formula="(systolic + 2 × diastolic) / 3",
    unit="mm[Hg]",
    decimals=1,
    sources=(
        Source(
            "Cambio Healthcare Systems. MAP calculation, clinical knowledge model 0.1.0",
            url="https://modelling.cds-platform.com/ckm/view/ckm-cambio-community/MAP_calculation/0.1.0?language=en",
        ),
    ),
    bands=(
        Bands(
            Source(
                "Mean arterial pressure calculator",
                url="https://calculator.dev/medical/mean-arterial-pressure-map-calculator/",
            ),
            (
                Band(None, "low: organs may not be perfused"),
                Band(60, "within the normal range of 60 to 100 mmHg"),
                Band(100, "high", above=True),
            ),
        ),
    ),
    rises_with=("systolic", "diastolic"),
)
