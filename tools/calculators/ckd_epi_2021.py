"""Estimated glomerular filtration rate by CKD-EPI 2021."""

from tools.calculating import Band, Bands, Calculator, Exact, Outcome, Source, exact, step
from tools.calculating.usual import Adult, Creatinine, Sex

__all__ = ["CALCULATOR", "GFR_BANDS", "ckd_epi_2021"]

NKF = Source(
    "Inker LA et al. New creatinine- and cystatin C-based equations to estimate GFR without race. "
    "N Engl J Med 2021;385:1737-1749",
    doi="10.1056/NEJMoa2102953",
    url="https://www.kidney.org/ckd-epi-creatinine-equation-2021",
)
KDIGO = Source(
    "KDIGO 2012 clinical practice guideline for the evaluation and management of chronic kidney disease. "
    "Kidney Int Suppl 2013;3:1-150",
    doi="10.1038/kisup.2012.64",
    url="https://www.ccjm.org/highwire/markup/1488/expansion?height=500&iframe=true&width=1000",
)
GFR_BANDS = Bands(
    KDIGO,
    (
        Band(None, "G5: kidney failure"),
        Band(15, "G4: severely decreased"),
        Band(30, "G3b: moderately to severely decreased"),
        Band(45, "G3a: mildly to moderately decreased"),
        Band(60, "G2: mildly decreased"),
        Band(90, "G1: normal or high"),
    ),
)
"""Categories of the filtration rate, which two equations share."""

KAPPA = {"female": exact("0.7"), "male": exact("0.9")}
"""Creatinine at which the line bends [mg/dL]. Source: Inker 2021."""
ALPHA = {"female": exact("-0.241"), "male": exact("-0.302")}
"""Exponent below the bend. Source: Inker 2021."""
BEYOND = exact("-1.2")
"""Exponent beyond the bend. Source: Inker 2021."""
PER_YEAR = exact("0.9938")
"""Factor for every year of age. Source: Inker 2021."""
FACTOR = {"female": exact("1.012"), "male": exact(1)}
"""Factor of the sex. Source: Inker 2021."""


def ckd_epi_2021(sex: Sex, age: Adult, creatinine: Creatinine) -> Outcome:
    """Glomerular filtration rate of an adult from creatinine by the race-free CKD-EPI equation of 2021."""
    ratio = creatinine / KAPPA[sex]
    low, high = min(ratio, Exact(1)) ** ALPHA[sex], max(ratio, Exact(1)) ** BEYOND
    value = 142 * low * high * PER_YEAR**age * float(FACTOR[sex])
    return Outcome(
        value,
        (
            step("Creatinine over κ", "creatinine / kappa", ratio, creatinine=creatinine, kappa=KAPPA[sex]),
            step(
                "eGFR",
                "142 × min(ratio, 1)^alpha × max(ratio, 1)^−1.2 × 0.9938^age × factor",
                value,
                ratio=ratio,
                alpha=ALPHA[sex],
                age=age,
                factor=FACTOR[sex],
            ),
        ),
    )


CALCULATOR = Calculator(
    function=ckd_epi_2021,
    title="eGFR (CKD-EPI 2021, creatinine)",
    aliases=("CKD-EPI", "glomerular filtration rate", "eGFR", "GFR", "kidney function"),
    specialty="nephrology",
    formula="142 × min(Scr/κ, 1)^α × max(Scr/κ, 1)^−1.200 × 0.9938^age × 1.012 if female; κ 0.7 (f), 0.9 (m); α "
    "−0.241 (f), −0.302 (m)",
    unit="mL/min/{1.73_m2}",
    decimals=1,
    sources=(NKF,),
    bands=(GFR_BANDS,),
    falls_with=("age", "creatinine"),
)
