"""Bedside Schwartz estimate of a child's glomerular filtration rate."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, exact, step
from tools.calculating.usual import Creatinine

__all__ = ["CALCULATOR", "schwartz_egfr"]

SCHWARTZ = Source(
    ("Schwartz GJ et al. New equations to estimate GFR in children with CKD. J Am Soc Nephrol 2009;20:629-637"),
    doi="10.1681/ASN.2008030287",
)

FACTOR = exact("0.413")
"""Of height by creatinine [mL/min/1.73 m² per cm per mg/dL⁻¹]. Source: Schwartz 2009."""


def schwartz_egfr(
    height: Annotated[Exact, Number("Height of the child", "cm", 50, 210)],
    creatinine: Creatinine,
) -> Outcome:
    """Glomerular filtration rate of a child of 1 to 18 years by height and IDMS-traceable creatinine: Schwartz."""
    value = FACTOR * height / creatinine
    return Outcome(value, (step("Rate", "0.413 × height / creatinine", value, height=height, creatinine=creatinine),))


CALCULATOR = Calculator(
    function=schwartz_egfr,
    title="Bedside Schwartz eGFR of children",
    aliases=("Schwartz", "paediatric eGFR", "pediatric GFR", "kidney function of a child"),
    specialty="nephrology",
    formula="0.413 × height [cm] / creatinine [mg/dL]",
    unit="mL/min/{1.73_m2}",
    decimals=1,
    sources=(SCHWARTZ,),
    bands=(
        Bands(
            Source(
                "KDIGO categories of GFR from 2 years of age, as listed with a paediatric calculator",
                url="https://calculatorlib.com/pediatric-gfr-calculator",
            ),
            (
                Band(0, "G5: kidney failure"),
                Band(15, "G4: severely decreased"),
                Band(30, "G3b: moderately to severely decreased"),
                Band(45, "G3a: mildly to moderately decreased"),
                Band(60, "G2: mildly decreased"),
                Band(90, "G1: normal or high"),
            ),
        ),
    ),
    rises_with=("height",),
    falls_with=("creatinine",),
)
