"""Albumin-bilirubin (ALBI) grade."""

import math
from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, exact, step

__all__ = ["CALCULATOR", "albi"]

JOHNSON = Source(
    (
        "Johnson PJ et al. Assessment of liver function in patients with hepatocellular "
        "carcinoma: the ALBI grade. J Clin Oncol 2015;33:550-558"
    ),
    doi="10.1200/JCO.2014.57.9151",
)

OF_BILIRUBIN, OF_ALBUMIN = exact("0.66"), exact("-0.085")
"""Coefficients of log10(bilirubin [umol/L]) and of albumin [g/L] [1]. Source: Johnson 2015."""


def albi(
    bilirubin: Annotated[Exact, Number("Total serum bilirubin", "umol/L", 1, 1400, substance="bilirubin")],
    albumin: Annotated[Exact, Number("Serum albumin", "g/L", 3, 80, substance="albumin")],
) -> Outcome:
    """Liver function in hepatocellular carcinoma by albumin and bilirubin: ALBI grade."""
    value = OF_BILIRUBIN * math.log10(bilirubin) + OF_ALBUMIN * albumin
    return Outcome(
        value,
        (step("Score", "0.66 × log10(bilirubin) - 0.085 × albumin", value, bilirubin=bilirubin, albumin=albumin),),
    )


CALCULATOR = Calculator(
    function=albi,
    title="Albumin-bilirubin (ALBI) grade",
    aliases=(
        "ALBI",
        "hepatocellular carcinoma liver function",
    ),
    specialty="hepatology",
    formula="0.66 × log₁₀(bilirubin [µmol/L]) − 0.085 × albumin [g/L]",
    unit="{score}",
    decimals=2,
    sources=(JOHNSON,),
    bands=(
        Bands(
            JOHNSON,
            (
                Band(None, "grade 1"),
                Band("-2.60", "grade 2", above=True),
                Band("-1.39", "grade 3", above=True),
            ),
        ),
    ),
    rises_with=("bilirubin",),
    falls_with=("albumin",),
)
