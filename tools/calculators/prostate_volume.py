"""Volume of the prostate by the ellipsoid formula."""

import math
from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, step

__all__ = ["CALCULATOR", "prostate_volume"]

ELLIPSOID = Source(
    (
        "Prostate volume estimation using the ellipsoid formula consistently underestimates actual gland size. "
        "J Urol 2008;179:501-503"
    ),
    doi="10.1016/j.juro.2007.09.083",
)
SHARE = math.pi / 6
"""Volume of an ellipsoid in its box [1]; many reports write it 0.52. Source: J Urol 2008;179:501-503."""


def prostate_volume(
    width: Annotated[Exact, Number("Transverse diameter of the prostate", "cm", "1.5", 15)],
    height: Annotated[Exact, Number("Anteroposterior diameter of the prostate", "cm", 1, 15)],
    length: Annotated[Exact, Number("Craniocaudal diameter of the prostate", "cm", 1, 15)],
) -> Outcome:
    """Volume of the prostate from three diameters on ultrasound or MRI by the ellipsoid formula."""
    value = width * height * length * SHARE
    return Outcome(
        value, (step("Volume", "width × height × length × π / 6", value, width=width, height=height, length=length),)
    )


CALCULATOR = Calculator(
    function=prostate_volume,
    title="Prostate volume (ellipsoid)",
    aliases=("prostatic volume", "prostate size", "prostatomegaly", "ellipsoid formula"),
    specialty="urology",
    formula="Width × height × length [cm] × π / 6",
    unit="mL",
    decimals=1,
    sources=(ELLIPSOID,),
    bands=(
        Bands(
            Source(
                "Radiogyan: prostate volume and PSA density, a rough grading of prostatomegaly",
                url="https://radiogyan.com/prostate-volume-and-psa-density-calculator/",
            ),
            (
                Band(0, "not enlarged (up to 30 mL)"),
                Band(30, "mildly enlarged", above=True),
                Band(50, "moderately enlarged"),
                Band(80, "markedly enlarged", above=True),
            ),
        ),
    ),
    rises_with=("width", "height", "length"),
)
