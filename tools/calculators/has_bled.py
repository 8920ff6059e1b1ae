"""HAS-BLED."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Number, Outcome, Source, item, tally
from tools.calculating.usual import Adult
from tools.calculators.cha2ds2_vasc import TABLE

__all__ = ["CALCULATOR", "has_bled"]

PISTERS = Source(
    "Pisters R et al. A novel user-friendly score (HAS-BLED) to assess 1-year risk of major bleeding in patients with "
    "atrial fibrillation: the Euro Heart Survey. Chest 2010;138:1093-1100",
    doi="10.1378/chest.10-0134",
    url="https://pmc.ncbi.nlm.nih.gov/articles/PMC5279844/table/t1-cia-12-175/",
)


def has_bled(
    hypertension: Annotated[bool, Flag("Uncontrolled hypertension, systolic above 160 mmHg")],
    renal_disease: Annotated[bool, Flag("Dialysis, kidney transplant or creatinine above 200 umol/L (2.26 mg/dL)")],
    liver_disease: Annotated[
        bool, Flag("Cirrhosis, or bilirubin above twice and AST or ALT above thrice the normal limit")
    ],
    stroke: Annotated[bool, Flag("Earlier stroke")],
    bleeding: Annotated[bool, Flag("Earlier major bleeding, or a predisposition to bleeding")],
    labile_inr: Annotated[bool, Flag("Labile INR: less than 60 % of time in range, on warfarin")],
    age: Adult,
    drugs: Annotated[bool, Flag("Antiplatelet agents or non-steroidal anti-inflammatory drugs")],
    alcohol_per_week: Annotated[Exact, Number("Alcoholic drinks a week", "{number}", 0, 300)],
) -> Outcome:
    """Risk of major bleeding within a year in adults with atrial fibrillation on anticoagulation."""
    return tally(
        item("Hypertension", hypertension),
        item("Abnormal renal function", renal_disease),
        item("Abnormal liver function", liver_disease),
        item("Stroke", stroke),
        item("Bleeding", bleeding),
        item("Labile INR", labile_inr),
        item("Age > 65 years", age > 65),
        item("Drugs", drugs),
        item("Alcohol ≥ 8 drinks a week", alcohol_per_week >= 8),
    )


CALCULATOR = Calculator(
    function=has_bled,
    title="HAS-BLED score for major bleeding on anticoagulation",
    aliases=("HASBLED", "bleeding risk", "bleeding risk on warfarin"),
    specialty="cardiology",
    formula="one point each: hypertension, renal disease, liver disease, stroke, bleeding, labile INR, age > 65, "
    "drugs, alcohol ≥ 8 drinks a week",
    unit="{score}",
    sources=(PISTERS,),
    bands=(Bands(TABLE, (Band(0, "not high"), Band(3, "caution with anticoagulation, and regular review"))),),
    rises_with=("hypertension", "renal_disease", "stroke", "bleeding", "age", "alcohol_per_week"),
)
