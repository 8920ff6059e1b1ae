"""Sodium corrected for hyperglycaemia."""

from tools.calculating import Band, Bands, Calculator, Exact, Outcome, Source, exact, step
from tools.calculating.usual import Glucose, Sodium

__all__ = ["CALCULATOR", "corrected_sodium"]

PER_MILLIGRAM = exact("0.024")
"""Sodium that 1 mg/dL of glucose above the normal lowers [mmol/L]. Source: Hillier 1999: 2.4 for every 100 mg/dL."""
NORMAL = 100
"""Glucose from which on sodium falls [mg/dL]. Source: the same."""


def corrected_sodium(sodium: Sodium, glucose: Glucose) -> Outcome:
    """Serum sodium as it would be at a normal glucose (Hillier); up to a glucose of 100 mg/dL nothing is corrected."""
    excess = max(glucose - NORMAL, Exact(0))
    value = sodium + PER_MILLIGRAM * excess
    return Outcome(
        value,
        (
            step("Glucose above 100 mg/dL", "excess", excess, excess=excess),
            step("Corrected sodium", "sodium + 0.024 × excess", value, sodium=sodium, excess=excess),
        ),
    )


CALCULATOR = Calculator(
    function=corrected_sodium,
    title="Sodium corrected for hyperglycaemia",
    aliases=("corrected sodium", "sodium correction", "hyperglycemia sodium", "Hillier"),
    specialty="endocrinology",
    formula="sodium + 0.024 × (glucose [mg/dL] − 100), for glucose above 100 mg/dL",
    unit="mmol/L",
    decimals=2,
    sources=(
        Source(
            "Hillier TA, Abbott RD, Barrett EJ. Hyponatremia: evaluating the correction factor for hyperglycemia. "
            "Am J Med 1999;106:399-403",
            doi="10.1016/S0002-9343(99)00055-8",
            url="https://1000calculators.com/calculators/health/medical/corrected-sodium.html",
        ),
    ),
    bands=(
        Bands(
            Source(
                "Corrected sodium in diabetic ketoacidosis",
                url="https://www.droracle.ai/articles/797906/what-are-the-values-for-low-and-high-corrected",
            ),
            (
                Band(None, "low: hyponatraemia that glucose does not explain"),
                Band(135, "within the normal range of 135 to 145 mmol/L"),
                Band(145, "high: hypernatraemia, masked by glucose where the measured sodium is normal", above=True),
            ),
        ),
    ),
    rises_with=("sodium", "glucose"),
)
