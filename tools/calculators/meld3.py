"""MELD 3.0."""

import math
from typing import Annotated

from tools.calculating import Calculator, Exact, Flag, Outcome, Source, exact, step
from tools.calculating.usual import Albumin, Bilirubin, Creatinine, Inr, Sex, Sodium

__all__ = ["CALCULATOR", "meld3"]

KIM = Source(
    (
        "Kim WR et al. MELD 3.0: the Model for End-Stage Liver Disease updated for the modern"
        " era. Gastroenterology 2021;161:1887-1895"
    ),
    doi="10.1053/j.gastro.2021.08.050",
)

FEMALE, OF_BILIRUBIN, OF_SODIUM, OF_BOTH = exact("1.33"), exact("4.56"), exact("0.82"), exact("-0.24")
"""Points for women, and coefficients of ln(bilirubin), of missing sodium and of their product [1]. Source: Kim 2021."""
OF_INR, OF_CREATININE, OF_ALBUMIN, OF_PRODUCT, INTERCEPT = (
    exact("9.09"),
    exact("11.14"),
    exact("1.85"),
    exact("-1.83"),
    6,
)
"""Coefficients of ln(INR), ln(creatinine), missing albumin their product, and the constant [1]. Source: Kim 2021."""
MOST_CREATININE = 3
"""Creatinine above it, or on dialysis, counts as this [mg/dL]. Source: Kim 2021."""
SODIUM = (125, 137)
"""Bounds within which sodium counts [mmol/L]. Source: Kim 2021."""
ALBUMIN = (exact("1.5"), exact("3.5"))
"""Bounds within which albumin counts [g/dL]. Source: Kim 2021."""
LOWEST, HIGHEST = 6, 40
"""The score is reported within these bounds [1]. Source: OPTN's use of MELD."""


def meld3(
    sex: Sex,
    bilirubin: Bilirubin,
    inr: Inr,
    creatinine: Creatinine,
    sodium: Sodium,
    albumin: Albumin,
    dialysis: Annotated[bool, Flag("Dialysis twice or more, or 24 h of continuous dialysis, in the last week")],
) -> Outcome:
    """Severity of end-stage liver disease of an adult by MELD 3.0, which ranks candidates for transplants."""
    used = Exact(MOST_CREATININE) if dialysis else min(max(creatinine, Exact(1)), Exact(MOST_CREATININE))
    bile, ratio = math.log(max(bilirubin, Exact(1))), math.log(max(inr, Exact(1)))
    filtered = math.log(used)
    salt = SODIUM[1] - min(max(sodium, Exact(SODIUM[0])), Exact(SODIUM[1]))
    protein = ALBUMIN[1] - min(max(albumin, ALBUMIN[0]), ALBUMIN[1])
    value = (
        (FEMALE if sex == "female" else 0)
        + OF_BILIRUBIN * bile
        + OF_SODIUM * salt
        + OF_BOTH * salt * bile
        + OF_INR * ratio
        + OF_CREATININE * filtered
        + OF_ALBUMIN * protein
        + OF_PRODUCT * protein * filtered
        + INTERCEPT
    )
    formula = (
        "1.33 (women) + 4.56 × bile + 0.82 × salt - 0.24 × salt × bile + 9.09 × ratio + 11.14 × filtered "
        "+ 1.85 × protein - 1.83 × protein × filtered + 6"
    )
    steps = (
        step("Sodium below 137 mmol/L", "137 - sodium", salt, sodium=sodium),
        step("Albumin below 3.5 g/dL", "3.5 - albumin", protein, albumin=albumin),
        step("Score", formula, value, bile=bile, salt=salt, ratio=ratio, filtered=filtered, protein=protein),
    )
    return Outcome(min(max(value, float(LOWEST)), float(HIGHEST)), steps)


CALCULATOR = Calculator(
    function=meld3,
    title="MELD 3.0",
    aliases=(
        "MELD 3.0",
        "liver transplant allocation",
    ),
    specialty="hepatology",
    formula=(
        "1.33 (women) + 4.56 × ln(bilirubin) + 0.82 × (137 − Na) − 0.24 × (137 − Na) × ln(bilirubin) + "
        "9.09 × ln(INR) + 11.14 × ln(creatinine) + 1.85 × (3.5 − albumin) − 1.83 × (3.5 − albumin) × "
        "ln(creatinine) + 6"
    ),
    unit="{score}",
    sources=(KIM,),
    rises_with=(
        "bilirubin",
        "inr",
        "creatinine",
        "dialysis",
    ),
)
