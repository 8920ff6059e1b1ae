"""4C Mortality Score for COVID-19."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Item, Number, Outcome, Source, graded, item, tally
from tools.calculating.usual import Adult, RespiratoryRate, Sex

__all__ = ["CALCULATOR", "covid_4c_mortality"]

KNIGHT = Source(
    (
        "Knight SR et al. Risk stratification of patients admitted to hospital with covid-19 "
        "using the ISARIC WHO Clinical Characterisation Protocol: development and validation "
        "of the 4C Mortality Score. BMJ 2020;370:m3339"
    ),
    doi="10.1136/bmj.m3339",
)

AGE = ((None, 0), (50, 2), (60, 4), (70, 6), (80, 7))
"""Points by age [a]. Source: Knight 2020."""


def _of_urea(urea: Exact) -> int:
    """Points of the urea [mmol/L]. Source: Knight 2020."""
    if urea < 7:
        return 0
    return 1 if urea <= 14 else 3


def covid_4c_mortality(
    age: Adult,
    sex: Sex,
    comorbidities: Annotated[
        Exact,
        Number(
            (
                "Number of comorbidities: heart, lung, kidney and liver disease, dementia, "
                "neurological and connective tissue disease, diabetes, HIV, cancer, obesity"
            ),
            "{number}",
            0,
            11,
            whole=True,
        ),
    ],
    respiratory_rate: RespiratoryRate,
    oxygen_saturation: Annotated[Exact, Number("Oxygen saturation on room air", "%", 30, 100)],
    glasgow_coma_scale: Annotated[Exact, Number("Glasgow coma scale", "{number}", 3, 15, whole=True)],
    urea: Annotated[
        Exact, Number("Serum urea; in mg/dL give the urea nitrogen", "mmol/L", "0.3", 110, substance="urea-nitrogen")
    ],
    crp: Annotated[Exact, Number("C-reactive protein", "mg/L", 0, 1000)],
) -> Outcome:
    """Risk of death in hospital of an adult admitted with COVID-19: 4C Mortality Score."""
    return tally(
        graded("Age", age, AGE),
        item("Male", sex == "male"),
        graded("Comorbidities", comorbidities, ((1, 1), (2, 2))),
        graded("Respiratory rate 20 to 29 1, from 30/min 2", respiratory_rate, ((20, 1), (30, 2))),
        item("Oxygen saturation < 92 %", oxygen_saturation < 92, 2),
        item("Glasgow coma scale < 15", glasgow_coma_scale < 15, 2),
        Item("Urea 7 to 14 1, above 14 mmol/L 3", _of_urea(urea)),
        graded("C-reactive protein 50 to 99 1, from 100 mg/L 2", crp, ((50, 1), (100, 2))),
    )


CALCULATOR = Calculator(
    function=covid_4c_mortality,
    title="4C Mortality Score for COVID-19",
    aliases=(
        "4C mortality",
        "COVID-19 mortality",
        "ISARIC 4C",
    ),
    specialty="infectious disease",
    formula=(
        "Age 50–59: 2, 60–69: 4, 70–79: 6, ≥ 80: 7; male: 1; comorbidities 1: 1, ≥ 2: 2; respiratory "
        "rate 20–29: 1, ≥ 30: 2; saturation < 92 %: 2; Glasgow coma scale < 15: 2; urea 7–14: 1, > 14: "
        "3; C-reactive protein 50–99: 1, ≥ 100: 2"
    ),
    unit="{score}",
    sources=(KNIGHT,),
    bands=(
        Bands(
            KNIGHT,
            (
                Band(0, "low risk of death in hospital"),
                Band(4, "intermediate risk of death in hospital"),
                Band(9, "high risk of death in hospital"),
                Band(15, "very high risk of death in hospital"),
            ),
        ),
    ),
    rises_with=(
        "age",
        "comorbidities",
        "respiratory_rate",
        "urea",
        "crp",
    ),
    falls_with=(
        "oxygen_saturation",
        "glasgow_coma_scale",
    ),
)
