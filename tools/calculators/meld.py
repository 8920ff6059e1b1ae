"""MELD score (original)."""

import math
from typing import Annotated

from tools.calculating import Calculator, Exact, Flag, Outcome, Source, exact, step
from tools.calculating.usual import Bilirubin, Creatinine, Inr

__all__ = ["CALCULATOR", "meld"]

KAMATH = Source(
    (
        "Kamath PS et al. A model to predict survival in patients with end-stage liver "
        "disease. Hepatology 2001;33:464-470"
    ),
    doi="10.1053/jhep.2001.22172",
)

OF_BILIRUBIN, OF_INR, OF_CREATININE, INTERCEPT = exact("3.78"), exact("11.2"), exact("9.57"), exact("6.43")
"""Coefficients of the natural logarithms and the constant [1]. Source: Kamath 2001, as OPTN used them."""
LEAST = 1
"""Values below this one count as this one [mg/dL; 1]. Source: OPTN's use of MELD."""
MOST_CREATININE = 4
"""Creatinine above it, or on dialysis, counts as this [mg/dL]. Source: OPTN's use of MELD."""
LOWEST, HIGHEST = 6, 40
"""The score is reported within these bounds [1]. Source: OPTN's use of MELD."""


def meld(
    bilirubin: Bilirubin,
    inr: Inr,
    creatinine: Creatinine,
    dialysis: Annotated[bool, Flag("Dialysis twice or more, or 24 h of continuous dialysis, in the last week")],
) -> Outcome:
    """Severity of end-stage liver disease from age 12 by the original MELD, without sodium."""
    used = Exact(MOST_CREATININE) if dialysis else min(max(creatinine, Exact(LEAST)), Exact(MOST_CREATININE))
    bile, ratio = max(bilirubin, Exact(LEAST)), max(inr, Exact(LEAST))
    value = OF_BILIRUBIN * math.log(bile) + OF_INR * math.log(ratio) + OF_CREATININE * math.log(used) + INTERCEPT
    formula = "3.78 × ln(bilirubin) + 11.2 × ln(inr) + 9.57 × ln(creatinine) + 6.43"
    return Outcome(
        min(max(value, float(LOWEST)), float(HIGHEST)),
        (step("Score", formula, value, bilirubin=bile, inr=ratio, creatinine=used),),
    )


CALCULATOR = Calculator(
    function=meld,
    title="MELD score (original)",
    aliases=(
        "MELD",
        "Model for End-Stage Liver Disease",
    ),
    specialty="hepatology",
    formula=(
        "3.78 × ln(bilirubin [mg/dL]) + 11.2 × ln(INR) + 9.57 × ln(creatinine [mg/dL]) + 6.43, values "
        "below 1 counting as 1, creatinine above 4 or on dialysis as 4"
    ),
    unit="{score}",
    sources=(KAMATH,),
    rises_with=(
        "bilirubin",
        "inr",
        "creatinine",
        "dialysis",
    ),
)
