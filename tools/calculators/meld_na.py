"""MELD-Na as UNOS used it from 2016 to 2023."""

from math import log
from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Outcome, Source, Step, exact, step
from tools.calculating.exact import rounded
from tools.calculating.usual import Bilirubin, Creatinine, Inr, Sodium

__all__ = ["CALCULATOR", "meld_na"]

OPTN = Source(
    "OPTN policy 9.1 of January 2016, MELD score with serum sodium; after Kim WR et al. Hyponatremia and mortality "
    "among patients on the liver-transplant waiting list. N Engl J Med 2008;359:1018-1026",
    doi="10.1056/NEJMoa0801209",
    url="https://qxmd.com/calculate/calculator_359/meld-score-age-above-12-years",
)
FLOOR = Exact(1)
"""Values below it count as it [mg/dL; 1]. Source: OPTN."""
CEILING = Exact(4)
"""Highest creatinine that counts, and the one that counts under dialysis [mg/dL]. Source: OPTN."""
SODIUM = (Exact(125), Exact(137))
"""Range of sodium that counts [mmol/L]. Source: OPTN."""
ADJUSTED_ABOVE = 11
"""MELD above which sodium counts [1]. Source: OPTN policy 9.1."""
HIGHEST = 40
"""Highest score. Source: OPTN."""
CREATININE, BILIRUBIN, INR, CONSTANT = (float(exact(one)) for one in ("9.57", "3.78", "11.2", "6.43"))
"""Coefficients [1]. Source: OPTN."""


def meld_na(
    creatinine: Creatinine,
    bilirubin: Bilirubin,
    inr: Inr,
    sodium: Sodium,
    dialysis: Annotated[bool, Flag("Dialysis twice, or 24 hours of haemofiltration, within the last week")],
) -> Outcome:
    """Priority for liver transplantation from 12 years of age on, by the rule of 2016; MELD 3.0 has replaced it."""
    used = CEILING if dialysis else min(max(creatinine, FLOOR), CEILING)
    bile, ratio = max(bilirubin, FLOOR), max(inr, FLOOR)
    first = CREATININE * log(used) + BILIRUBIN * log(bile) + INR * log(ratio) + CONSTANT
    meld = rounded(first, 0)
    salt = min(max(sodium, SODIUM[0]), SODIUM[1])
    steps: tuple[Step, ...] = (
        step(
            "MELD before rounding",
            "9.57 × ln(creatinine) + 3.78 × ln(bilirubin) + 11.2 × ln(inr) + 6.43",
            first,
            creatinine=used,
            bilirubin=bile,
            inr=ratio,
        ),
    )
    if meld <= ADJUSTED_ABOVE:
        return Outcome(meld, (*steps, Step("Sodium", "not counted up to a MELD of 11")))
    value = meld + exact("1.32") * (137 - salt) - exact("0.033") * meld * (137 - salt)
    working = step("MELD-Na", "meld + 1.32 × (137 − na) − 0.033 × meld × (137 − na)", value, meld=meld, na=salt)
    return Outcome(min(rounded(value, 0), Exact(HIGHEST)), (*steps, working))


CALCULATOR = Calculator(
    function=meld_na,
    title="MELD-Na score (UNOS/OPTN 2016)",
    aliases=("MELD", "MELD Na", "MELDNa", "model for end-stage liver disease", "liver transplant"),
    specialty="gastroenterology",
    formula="MELD = 9.57 ln(creatinine) + 3.78 ln(bilirubin) + 11.2 ln(INR) + 6.43, rounded; above 11: + 1.32 (137 − "
    "Na) − 0.033 MELD (137 − Na)",
    unit="{score}",
    sources=(OPTN,),
    bands=(
        Bands(
            Source(
                "Three-month mortality of hospitalised patients by MELD",
                url="https://liverswithlife.com/291-meld-calculator/",
            ),
            (
                Band(None, "3-month mortality about 1.9 %"),
                Band(10, "3-month mortality about 6 %"),
                Band(20, "3-month mortality about 19.6 %"),
                Band(30, "3-month mortality about 52.6 %"),
                Band(40, "3-month mortality about 71.3 %"),
            ),
        ),
    ),
    rises_with=("bilirubin", "inr", "dialysis"),
    falls_with=("sodium",),
)
