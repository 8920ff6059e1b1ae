"""LDL cholesterol by Friedewald."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, step

__all__ = ["CALCULATOR", "ldl_friedewald"]

HIGHEST = 400
"""Triglycerides above which the formula does not hold [mg/dL]. Source: Friedewald 1972."""


def ldl_friedewald(
    total_cholesterol: Annotated[Exact, Number("Total cholesterol", "mg/dL", 30, 1500, substance="cholesterol")],
    hdl: Annotated[Exact, Number("HDL cholesterol", "mg/dL", 2, 250, substance="cholesterol")],
    triglycerides: Annotated[Exact, Number("Fasting triglycerides", "mg/dL", 10, 10000, substance="triglycerides")],
) -> Outcome:
    """LDL cholesterol calculated from a fasting lipid profile."""
    value = total_cholesterol - hdl - triglycerides / 5
    working = step(
        "LDL", "total − hdl − triglycerides / 5", value, total=total_cholesterol, hdl=hdl, triglycerides=triglycerides
    )
    high = ("Triglycerides are above 400 mg/dL, where the formula does not hold: have LDL measured.",)
    return Outcome(value, (working,), high if triglycerides > HIGHEST else ())


CALCULATOR = Calculator(
    function=ldl_friedewald,
    title="LDL cholesterol (Friedewald)",
    aliases=("LDL", "LDL calculated", "low-density lipoprotein", "Friedewald"),
    specialty="cardiology",
    formula="total cholesterol − HDL − triglycerides / 5 (mg/dL)",
    unit="mg/dL",
    decimals=1,
    sources=(
        Source(
            "Friedewald WT, Levy RI, Fredrickson DS. Estimation of the concentration of low-density lipoprotein "
            "cholesterol in plasma. Clin Chem 1972;18:499-502",
            doi="10.1093/clinchem/18.6.499",
            url="https://ldl-calculator.com/hdl-and-ldl-calculator.php",
        ),
    ),
    bands=(
        Bands(
            Source(
                "Classes of LDL cholesterol of the National Cholesterol Education Program (ATP III)",
                url="https://joteo.net/health-fitness-calculators/ldl-calculator/",
            ),
            (
                Band(None, "optimal"),
                Band(100, "near optimal"),
                Band(130, "borderline high"),
                Band(160, "high"),
                Band(190, "very high"),
            ),
        ),
    ),
    rises_with=("total_cholesterol",),
    falls_with=("hdl", "triglycerides"),
)
