"""Serum-ascites albumin gradient."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, step
from tools.calculating.usual import Albumin

__all__ = ["CALCULATOR", "saag"]

RUNYON = Source(
    (
        "GPnotebook: ascites, serum-ascites albumin gradient, after Runyon BA et al. The serum-ascites albumin "
        "gradient is superior to the exudate-transudate concept in the differential diagnosis of ascites. Ann Intern "
        "Med 1992;117:215-220"
    ),
    url="https://gpnotebook.com/en-AU/pages/gastroenterology/ascites-serum-ascites-albumin-gradient-greater-11-gdl",
)


def saag(
    serum_albumin: Albumin,
    ascites_albumin: Annotated[
        Exact, Number("Albumin of the ascitic fluid, taken on the same day", "g/dL", 0, 8, substance="albumin")
    ],
) -> Outcome:
    """Cause of ascites: serum-ascites albumin gradient (SAAG)."""
    value = serum_albumin - ascites_albumin
    return Outcome(value, (step("Gradient", "serum - ascites", value, serum=serum_albumin, ascites=ascites_albumin),))


CALCULATOR = Calculator(
    function=saag,
    title="Serum-ascites albumin gradient (SAAG)",
    aliases=("SAAG", "ascites", "portal hypertension", "albumin gradient"),
    specialty="hepatology",
    formula="Serum albumin − ascites albumin [g/dL]",
    unit="g/dL",
    decimals=1,
    sources=(RUNYON,),
    bands=(
        Bands(
            RUNYON,
            (
                Band(None, "low: portal hypertension unlikely, such as peritoneal cancer, tuberculosis or nephrosis"),
                Band("1.1", "high: portal hypertension likely, such as cirrhosis or heart failure"),
            ),
        ),
    ),
    rises_with=("serum_albumin",),
    falls_with=("ascites_albumin",),
)
