"""NAFLD fibrosis score."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Number, Outcome, Source, exact, step
from tools.calculating.usual import Adult, Albumin

__all__ = ["CALCULATOR", "nafld_fibrosis"]

ANGULO = Source("Angulo P et al. The NAFLD fibrosis score. Hepatology 2007;45:846-854", doi="10.1002/hep.21496")

INTERCEPT, OF_AGE, OF_BMI, OF_GLUCOSE = exact("-1.675"), exact("0.037"), exact("0.094"), exact("1.13")
"""Constant and weights of age [1/a], body mass index [m2/kg] and impaired glucose [1]. Source: Angulo 2007."""
OF_RATIO, OF_PLATELETS, OF_ALBUMIN = exact("0.99"), exact("-0.013"), exact("-0.66")
"""Weights of AST/ALT [1], platelets [L/10⁹] and albumin [dL/g]. Source: Angulo 2007."""


def nafld_fibrosis(
    age: Adult,
    bmi: Annotated[Exact, Number("Body mass index", "kg/m2", 8, 150)],
    impaired_glucose: Annotated[bool, Flag("Impaired fasting glucose or diabetes")],
    ast: Annotated[Exact, Number("Aspartate aminotransferase", "U/L", 1, 30000)],
    alt: Annotated[Exact, Number("Alanine aminotransferase", "U/L", 1, 30000)],
    platelets: Annotated[Exact, Number("Platelet count", "10*9/L", 1, 3000)],
    albumin: Albumin,
) -> Outcome:
    """Likelihood of advanced fibrosis in non-alcoholic fatty liver disease: NAFLD fibrosis score."""
    value = (
        INTERCEPT
        + OF_AGE * age
        + OF_BMI * bmi
        + (OF_GLUCOSE if impaired_glucose else 0)
        + OF_RATIO * ast / alt
        + OF_PLATELETS * platelets
        + OF_ALBUMIN * albumin
    )
    formula = (
        "-1.675 + 0.037 × age + 0.094 × bmi + 1.13 × glucose + 0.99 × ast / alt - 0.013 × platelets - 0.66 × albumin"
    )
    working = step(
        "Score",
        formula,
        value,
        age=age,
        bmi=bmi,
        glucose=int(impaired_glucose),
        ast=ast,
        alt=alt,
        platelets=platelets,
        albumin=albumin,
    )
    return Outcome(value, (working,))


CALCULATOR = Calculator(
    function=nafld_fibrosis,
    title="NAFLD fibrosis score",
    aliases=(
        "NFS",
        "fatty liver fibrosis",
    ),
    specialty="hepatology",
    formula=(
        "−1.675 + 0.037 × age + 0.094 × BMI + 1.13 × impaired glucose or diabetes + 0.99 × AST/ALT − "
        "0.013 × platelets − 0.66 × albumin [g/dL]"
    ),
    unit="{score}",
    decimals=2,
    sources=(ANGULO,),
    bands=(
        Bands(
            ANGULO,
            (
                Band(None, "advanced fibrosis is unlikely"),
                Band("-1.455", "indeterminate"),
                Band("0.676", "advanced fibrosis is likely", above=True),
            ),
        ),
    ),
    rises_with=(
        "age",
        "bmi",
        "impaired_glucose",
        "ast",
    ),
    falls_with=(
        "alt",
        "platelets",
        "albumin",
    ),
)
