"""Ten-year cardiovascular risk (Pooled Cohort Equations)."""

import math
from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Choice, Exact, Flag, Number, Outcome, Source, exact, step
from tools.calculating.usual import Sex, SystolicPressure

__all__ = ["CALCULATOR", "ascvd_pooled_cohort"]

GOFF = Source(
    (
        "Goff DC et al. 2013 ACC/AHA guideline on the assessment of cardiovascular risk. J Am"
        " Coll Cardiol 2014;63:2935-2959"
    ),
    doi="10.1016/j.jacc.2013.11.005",
)

COEFFICIENTS = {
    ("female", "white_or_other"): {
        "age": "-29.799",
        "age²": "4.884",
        "total": "13.540",
        "age × total": "-3.114",
        "hdl": "-13.578",
        "age × hdl": "3.149",
        "treated": "2.019",
        "untreated": "1.957",
        "smoker": "7.574",
        "age × smoker": "-1.665",
        "diabetes": "0.661",
    },
    ("female", "african_american"): {
        "age": "17.114",
        "total": "0.940",
        "hdl": "-18.920",
        "age × hdl": "4.475",
        "treated": "29.291",
        "age × treated": "-6.432",
        "untreated": "27.820",
        "age × untreated": "-6.087",
        "smoker": "0.691",
        "diabetes": "0.874",
    },
    ("male", "white_or_other"): {
        "age": "12.344",
        "total": "11.853",
        "age × total": "-2.664",
        "hdl": "-7.990",
        "age × hdl": "1.769",
        "treated": "1.797",
        "untreated": "1.764",
        "smoker": "7.837",
        "age × smoker": "-1.795",
        "diabetes": "0.658",
    },
    ("male", "african_american"): {
        "age": "2.469",
        "total": "0.302",
        "hdl": "-0.307",
        "treated": "1.916",
        "untreated": "1.809",
        "smoker": "0.549",
        "diabetes": "0.645",
    },
}
"""Coefficients of the natural logarithms and of the flags [1]. Source: Goff 2013, table A."""
MEAN_AND_SURVIVAL = {
    ("female", "white_or_other"): (exact("-29.18"), exact("0.9665")),
    ("female", "african_american"): (exact("86.61"), exact("0.9533")),
    ("male", "white_or_other"): (exact("61.18"), exact("0.9144")),
    ("male", "african_american"): (exact("19.54"), exact("0.8954")),
}
"""Mean of the sums, and share without an event after ten years [1]. Source: Goff 2013, table A."""


def ascvd_pooled_cohort(
    sex: Sex,
    age: Annotated[Exact, Number("Age, 40 to 79 years", "a", 40, 79)],
    group: Annotated[
        str,
        Choice(
            "Group of the equations, as published",
            {"white_or_other": "White, and others for want of equations", "african_american": "African American"},
        ),
    ],
    total_cholesterol: Annotated[Exact, Number("Total cholesterol", "mg/dL", 50, 600, substance="cholesterol")],
    hdl_cholesterol: Annotated[Exact, Number("HDL cholesterol", "mg/dL", 10, 200, substance="cholesterol")],
    systolic: SystolicPressure,
    treated: Annotated[bool, Flag("Treated for high blood pressure")],
    diabetes: Annotated[bool, Flag("Diabetes")],
    smoker: Annotated[bool, Flag("Smokes at present")],
) -> Outcome:
    """Risk of a first atherosclerotic event within ten years from 40 to 79 years: Pooled Cohort Equations."""
    age_log, pressure = math.log(age), math.log(systolic)
    drug = "treated" if treated else "untreated"
    values = {
        "age": age_log,
        "age²": age_log**2,
        "total": math.log(total_cholesterol),
        "age × total": age_log * math.log(total_cholesterol),
        "hdl": math.log(hdl_cholesterol),
        "age × hdl": age_log * math.log(hdl_cholesterol),
        drug: pressure,
        f"age × {drug}": age_log * pressure,
        "smoker": float(smoker),
        "age × smoker": age_log * smoker,
        "diabetes": float(diabetes),
    }
    coefficients = COEFFICIENTS[sex, group]
    total = sum(exact(weight) * values.get(name, 0) for name, weight in coefficients.items())
    mean, survival = MEAN_AND_SURVIVAL[sex, group]
    value = (1 - float(survival) ** math.exp(total - mean)) * 100
    steps = (
        step("Sum of coefficients × values", "sum", total),
        step("Risk", "(1 - survival ^ exp(sum - mean)) × 100", value, survival=survival, sum=total, mean=mean),
    )
    return Outcome(value, steps)


CALCULATOR = Calculator(
    function=ascvd_pooled_cohort,
    title="Ten-year cardiovascular risk (Pooled Cohort Equations)",
    aliases=(
        "ASCVD",
        "pooled cohort equations",
        "PCE",
        "cardiovascular risk",
    ),
    specialty="cardiology",
    formula="(1 − S^exp(Σ coefficient × value − mean)) × 100, with the coefficients of sex and group",
    unit="%",
    decimals=1,
    sources=(GOFF,),
    bands=(
        Bands(
            GOFF,
            (
                Band(0, "not elevated"),
                Band("7.5", "elevated"),
            ),
        ),
    ),
    rises_with=("diabetes",),
)
