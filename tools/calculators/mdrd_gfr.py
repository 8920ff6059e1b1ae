"""Estimated glomerular filtration rate by the MDRD study equation."""

from typing import Annotated

from tools.calculating import Calculator, Flag, Outcome, Source, exact, step
from tools.calculating.usual import Adult, Creatinine, Sex
from tools.calculators.ckd_epi_2021 import GFR_BANDS

__all__ = ["CALCULATOR", "mdrd_gfr"]

FEMALE, BLACK = exact("0.742"), exact("1.212")
"""Factors of the study's equation [1]. Source: National Kidney Foundation."""


def mdrd_gfr(
    sex: Sex,
    age: Adult,
    creatinine: Creatinine,
    black: Annotated[
        bool, Flag("Apply the equation's factor for Black patients; current practice leaves race out: false")
    ],
) -> Outcome:
    """Glomerular filtration rate of an adult by the four-variable MDRD equation for standardised creatinine.

    CKD-EPI 2021 has replaced it; it remains for comparison with older values.
    """
    factor = (FEMALE if sex == "female" else exact(1)) * (BLACK if black else exact(1))
    value = 175 * creatinine ** exact("-1.154") * age ** exact("-0.203") * float(factor)
    working = step(
        "eGFR", "175 × creatinine^−1.154 × age^−0.203 × factor", value, creatinine=creatinine, age=age, factor=factor
    )
    return Outcome(value, (working,))


CALCULATOR = Calculator(
    function=mdrd_gfr,
    title="eGFR (MDRD study equation)",
    aliases=("MDRD", "MDRD GFR", "glomerular filtration rate"),
    specialty="nephrology",
    formula="175 × Scr^−1.154 × age^−0.203 × 0.742 if female × 1.212 if Black",
    unit="mL/min/{1.73_m2}",
    decimals=1,
    sources=(
        Source(
            "Levey AS et al. Using standardized serum creatinine values in the MDRD study equation. "
            "Ann Intern Med 2006;145:247-254",
            doi="10.7326/0003-4819-145-4-200608150-00004",
            url="https://www.kidney.org/content/mdrd-study-equation",
        ),
    ),
    bands=(GFR_BANDS,),
    falls_with=("age", "creatinine"),
)
