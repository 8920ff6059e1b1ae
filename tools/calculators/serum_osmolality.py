"""Calculated serum osmolality."""

from tools.calculating import Band, Bands, Calculator, Outcome, Source, exact, step
from tools.calculating.usual import BloodUreaNitrogen, Glucose, Sodium

__all__ = ["CALCULATOR", "serum_osmolality"]

GLUCOSE, UREA_NITROGEN = 18, exact("2.8")
"""Factors from mg/dL to mmol/L that the formula has. Source: medicinespecifics.com, in US units."""


def serum_osmolality(sodium: Sodium, glucose: Glucose, urea_nitrogen: BloodUreaNitrogen) -> Outcome:
    """Serum osmolality calculated from sodium, glucose and urea nitrogen."""
    value = 2 * sodium + glucose / GLUCOSE + urea_nitrogen / UREA_NITROGEN
    working = step(
        "Osmolality",
        "2 × sodium + glucose / 18 + bun / 2.8",
        value,
        sodium=sodium,
        glucose=glucose,
        bun=urea_nitrogen,
    )
    return Outcome(value, (working,))


CALCULATOR = Calculator(
    function=serum_osmolality,
    title="Serum osmolality (calculated)",
    aliases=("calculated osmolality", "plasma osmolality", "serum osmolarity"),
    specialty="nephrology",
    formula="2 × sodium + glucose [mg/dL] / 18 + urea nitrogen [mg/dL] / 2.8",
    unit="mosm/kg",
    decimals=1,
    sources=(
        Source(
            "Why is sodium times two in the osmolar gap (calculated serum osmolality)",
            url="https://medicinespecifics.com/why-is-sodium-na-times-two-in-osmolar-gap/",
        ),
    ),
    bands=(
        Bands(
            Source(
                "Serum osmolarity: calculation and clinical interpretation",
                url="https://www.droracle.ai/articles/897386/how-do-i-calculate-serum-osmolarity-and-interpret-hypoosmolar",
            ),
            (
                Band(None, "low"),
                Band(275, "within the normal range of 275 to 295 mosm/kg"),
                Band(295, "high", above=True),
            ),
        ),
    ),
    rises_with=("sodium", "glucose", "urea_nitrogen"),
)
