"""Lille model for alcoholic hepatitis."""

import math
from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Number, Outcome, Source, exact, step
from tools.calculating.usual import Adult

__all__ = ["CALCULATOR", "lille"]

LOUVET = Source(
    (
        "Louvet A et al. The Lille model: a new tool for therapeutic strategy in patients "
        "with severe alcoholic hepatitis treated with steroids. Hepatology 2007;45:1348-1354"
    ),
    doi="10.1002/hep.21607",
)

INTERCEPT, OF_AGE, OF_ALBUMIN, OF_CHANGE = exact("3.19"), exact("-0.101"), exact("0.147"), exact("0.0165")
"""Constant and weights of age [1/a], albumin [L/g] and fall of bilirubin [L/umol]. Source: Louvet 2007."""
OF_KIDNEY, OF_BILIRUBIN, OF_TIME = exact("-0.206"), exact("-0.0065"), exact("-0.0096")
"""Weights of renal insufficiency [1], bilirubin [L/umol] and prothrombin time [1/s]. Source: Louvet 2007."""


def lille(
    age: Adult,
    albumin: Annotated[Exact, Number("Albumin on day 0", "g/L", 3, 80, substance="albumin")],
    bilirubin_day_0: Annotated[Exact, Number("Bilirubin on day 0", "umol/L", 1, 1400, substance="bilirubin")],
    bilirubin_day_7: Annotated[Exact, Number("Bilirubin on day 7", "umol/L", 1, 1400, substance="bilirubin")],
    prothrombin_time: Annotated[Exact, Number("Prothrombin time", "s", 5, 200)],
    renal_insufficiency: Annotated[bool, Flag("Creatinine above 115 µmol/L, or clearance below 40 mL/min")],
) -> Outcome:
    """Response of severe alcoholic hepatitis to corticosteroids after seven days: Lille model."""
    change = bilirubin_day_0 - bilirubin_day_7
    sum_ = (
        INTERCEPT
        + OF_AGE * age
        + OF_ALBUMIN * albumin
        + OF_CHANGE * change
        + (OF_KIDNEY if renal_insufficiency else 0)
        + OF_BILIRUBIN * bilirubin_day_0
        + OF_TIME * prothrombin_time
    )
    value = 1 / (1 + math.exp(sum_))
    steps = (
        step("Fall of bilirubin", "first - second", change, first=bilirubin_day_0, second=bilirubin_day_7),
        step("Lille score", "exp(-sum) / (1 + exp(-sum))", value, sum=sum_),
    )
    return Outcome(value, steps)


CALCULATOR = Calculator(
    function=lille,
    title="Lille model for alcoholic hepatitis",
    aliases=(
        "Lille score",
        "corticosteroid response",
    ),
    specialty="hepatology",
    formula=(
        "exp(−R)/(1 + exp(−R)), R = 3.19 − 0.101 × age + 0.147 × albumin [g/L] + 0.0165 × fall of "
        "bilirubin [µmol/L] − 0.206 × renal insufficiency − 0.0065 × bilirubin day 0 − 0.0096 × "
        "prothrombin time [s]"
    ),
    unit="{score}",
    decimals=3,
    sources=(LOUVET,),
    bands=(
        Bands(
            LOUVET,
            (
                Band(0, "response to corticosteroids"),
                Band("0.45", "no response to corticosteroids, poor survival"),
            ),
        ),
    ),
    rises_with=(
        "age",
        "bilirubin_day_7",
        "prothrombin_time",
        "renal_insufficiency",
    ),
    falls_with=("albumin",),
)
