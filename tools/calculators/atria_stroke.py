"""ATRIA stroke risk score."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Number, Outcome, Source, graded, item, tally
from tools.calculating.usual import Adult, Sex

__all__ = ["CALCULATOR", "atria_stroke"]

SINGER = Source(
    (
        "Singer DE et al. A new risk scheme to predict ischemic stroke and other "
        "thromboembolism in atrial fibrillation: the ATRIA study stroke risk score. J Am "
        "Heart Assoc 2013;2:e000250"
    ),
    doi="10.1161/JAHA.113.000250",
)

WITHOUT_STROKE = ((None, 0), (65, 3), (75, 5), (85, 6))
"""Points by age [a] without a previous stroke. Source: Singer 2013."""
WITH_STROKE = ((None, 8), (65, 7), (75, 7), (85, 9))
"""Points by age [a] with a previous stroke. Source: Singer 2013."""


def atria_stroke(
    age: Adult,
    sex: Sex,
    previous_stroke: Annotated[bool, Flag("Previous ischaemic stroke")],
    heart_failure: Annotated[bool, Flag("Congestive heart failure")],
    hypertension: Annotated[bool, Flag("Hypertension")],
    diabetes: Annotated[bool, Flag("Diabetes mellitus")],
    proteinuria: Annotated[bool, Flag("Proteinuria")],
    egfr: Annotated[Exact, Number("Estimated glomerular filtration rate", "mL/min/{1.73_m2}", 1, 200)],
    dialysis: Annotated[bool, Flag("End-stage renal disease")],
) -> Outcome:
    """Yearly risk of stroke in atrial fibrillation without anticoagulation: ATRIA stroke score."""
    return tally(
        graded("Age, with or without a previous stroke", age, WITH_STROKE if previous_stroke else WITHOUT_STROKE),
        item("Female", sex == "female"),
        item("Congestive heart failure", heart_failure),
        item("Hypertension", hypertension),
        item("Diabetes", diabetes),
        item("Proteinuria", proteinuria),
        item("Glomerular filtration < 45 mL/min/1.73 m² or end-stage renal disease", egfr < 45 or dialysis),
    )


CALCULATOR = Calculator(
    function=atria_stroke,
    title="ATRIA stroke risk score",
    aliases=(
        "ATRIA stroke",
        "stroke in atrial fibrillation",
    ),
    specialty="cardiology",
    formula=(
        "Age ≥ 85: 6, 75–84: 5, 65–74: 3 (with a previous stroke ≥ 85: 9, 65–84: 7, < 65: 8); one each: "
        "female, heart failure, hypertension, diabetes, proteinuria, glomerular filtration < 45"
    ),
    unit="{score}",
    sources=(SINGER,),
    bands=(
        Bands(
            SINGER,
            (
                Band(0, "low risk: less than 1 % a year"),
                Band(6, "intermediate risk: 1 to below 2 % a year"),
                Band(7, "high risk: 2 % a year or more"),
            ),
        ),
    ),
    rises_with=(
        "previous_stroke",
        "heart_failure",
        "hypertension",
        "diabetes",
        "proteinuria",
        "dialysis",
    ),
    falls_with=("egfr",),
)
