"""Framingham risk of hard coronary heart disease."""

from math import exp, log
from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Number, Outcome, Source, exact, step
from tools.calculating.usual import Sex, SystolicPressure

__all__ = ["CALCULATOR", "framingham_hard_chd"]

ATP = Source(
    "Third report of the National Cholesterol Education Program (NCEP) Expert Panel (ATP III), final report. "
    "Circulation 2002;106:3143-3421",
    url="https://www.mdcalc.com/framingham-risk-score-hard-coronary-heart-disease",
)
TERMS = ("age", "cholesterol", "hdl", "systolic", "treated", "smoker", "age_cholesterol", "age_smoker", "age_age")
COEFFICIENTS = {
    "male": (
        "52.00961",
        "20.014077",
        "-0.905964",
        "1.305784",
        "0.241549",
        "12.096316",
        "-4.605038",
        "-2.84367",
        "-2.93323",
    ),
    "female": (
        "31.764001",
        "22.465206",
        "-1.187731",
        "2.552905",
        "0.420251",
        "13.07543",
        "-5.060998",
        "-2.996945",
        "0",
    ),
}
"""Coefficients of `TERMS`; ages, cholesterol and pressure enter by their logarithm. Source: ATP III."""
CONSTANT = {"male": exact("172.300168"), "female": exact("146.5933061")}
"""What is taken off the sum. Source: ATP III."""
SURVIVAL = {"male": exact("0.9402"), "female": exact("0.98767")}
"""Share without an event after ten years at the mean of all factors. Source: ATP III."""
SMOKER_AGE = {"male": 70, "female": 78}
"""Age at which the term for smokers stops changing [a]. Source: ATP III."""


def framingham_hard_chd(
    sex: Sex,
    age: Annotated[Exact, Number("Age; the equation is for 30 to 79 years", "a", 30, 79)],
    total_cholesterol: Annotated[Exact, Number("Total cholesterol", "mg/dL", 30, 1500, substance="cholesterol")],
    hdl: Annotated[Exact, Number("HDL cholesterol", "mg/dL", 2, 250, substance="cholesterol")],
    systolic: SystolicPressure,
    treated: Annotated[bool, Flag("Blood pressure is treated with medicine")],
    smoker: Annotated[bool, Flag("Smoker")],
) -> Outcome:
    """Risk of myocardial infarction or coronary death within ten years, without known heart disease or diabetes."""
    years, fat = log(age), log(total_cholesterol)
    values = {
        "age": years,
        "cholesterol": fat,
        "hdl": log(hdl),
        "systolic": log(systolic),
        "treated": float(treated),
        "smoker": float(smoker),
        "age_cholesterol": years * fat,
        "age_smoker": log(min(age, Exact(SMOKER_AGE[sex]))) * smoker,
        "age_age": years * years,
    }
    weights = dict(zip(TERMS, (float(exact(one)) for one in COEFFICIENTS[sex]), strict=True))
    total = sum(weights[name] * value for name, value in values.items()) - float(CONSTANT[sex])
    risk = 100 * (1 - float(SURVIVAL[sex]) ** exp(total))
    return Outcome(
        risk,
        (
            step("Sum of the terms minus the constant", "total", total, total=total),
            step("Risk", "100 × (1 − survival^exp(total))", risk, survival=SURVIVAL[sex], total=total),
        ),
    )


CALCULATOR = Calculator(
    function=framingham_hard_chd,
    title="Framingham risk of hard coronary heart disease (ATP III)",
    aliases=("Framingham risk score", "coronary heart disease risk", "10-year cardiac risk"),
    specialty="cardiology",
    formula="1 − S₀^exp(sum), with logarithms of age, cholesterol, HDL and systolic pressure, treatment, smoking and "
    "products with age, by sex",
    unit="%",
    decimals=1,
    sources=(ATP,),
    bands=(Bands(ATP, (Band(0, "low risk"), Band(10, "intermediate risk"), Band(20, "high risk", above=True))),),
    rises_with=("systolic", "treated"),
    falls_with=("hdl",),
)
