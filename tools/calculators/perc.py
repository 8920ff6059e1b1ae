"""Pulmonary embolism rule-out criteria."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Number, Outcome, Source, item, tally
from tools.calculating.usual import Adult, HeartRate

__all__ = ["CALCULATOR", "perc"]

KLINE = Source(
    "Kline JA et al. Clinical criteria to prevent unnecessary diagnostic testing in emergency department patients with "
    "suspected pulmonary embolism. J Thromb Haemost 2004;2:1247-1255",
    doi="10.1111/j.1538-7836.2004.00790.x",
    url="https://www.guidelinecentral.com/calculators/2c9e8038734e3c9e017353447021003a/",
)


def perc(
    age: Adult,
    heart_rate: HeartRate,
    oxygen_saturation: Annotated[Exact, Number("Oxygen saturation on room air", "%", 30, 100)],
    leg_swelling: Annotated[bool, Flag("Unilateral leg swelling")],
    haemoptysis: Annotated[bool, Flag("Haemoptysis")],
    surgery_or_trauma: Annotated[bool, Flag("Surgery or trauma within the last 4 weeks")],
    previous: Annotated[bool, Flag("Earlier deep vein thrombosis or pulmonary embolism")],
    hormone_use: Annotated[bool, Flag("Oestrogen use")],
) -> Outcome:
    """Criteria that stand against ruling out pulmonary embolism without a test, where it is improbable beforehand."""
    return tally(
        item("Age ≥ 50 years", age >= 50),
        item("Heart rate ≥ 100/min", heart_rate >= 100),
        item("Oxygen saturation < 95 %", oxygen_saturation < 95),
        item("Unilateral leg swelling", leg_swelling),
        item("Haemoptysis", haemoptysis),
        item("Surgery or trauma", surgery_or_trauma),
        item("Earlier thrombosis or embolism", previous),
        item("Hormone use", hormone_use),
    )


CALCULATOR = Calculator(
    function=perc,
    title="PERC rule for pulmonary embolism",
    aliases=("pulmonary embolism rule-out criteria", "rule out pulmonary embolism"),
    specialty="emergency medicine",
    formula="one point each: age ≥ 50, heart rate ≥ 100, saturation < 95 %, unilateral leg swelling, haemoptysis, "
    "surgery or trauma, earlier DVT or PE, hormone use",
    unit="{criteria}",
    sources=(KLINE,),
    bands=(
        Bands(
            KLINE,
            (
                Band(0, "pulmonary embolism is ruled out if its probability beforehand was 15 % or less"),
                Band(1, "the rule does not exclude pulmonary embolism"),
            ),
        ),
    ),
    rises_with=("age", "heart_rate", "leg_swelling", "previous"),
    falls_with=("oxygen_saturation",),
)
