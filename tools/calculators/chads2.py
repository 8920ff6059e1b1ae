"""CHADS₂ score for stroke in atrial fibrillation."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Flag, Outcome, Source, item, tally
from tools.calculating.usual import Adult

__all__ = ["CALCULATOR", "chads2"]

GAGE = Source(
    ("Gage BF et al. Validation of clinical classification schemes for predicting stroke. JAMA 2001;285:2864-2870"),
    doi="10.1001/jama.285.22.2864",
)


def chads2(
    heart_failure: Annotated[bool, Flag("Congestive heart failure")],
    hypertension: Annotated[bool, Flag("Hypertension")],
    age: Adult,
    diabetes: Annotated[bool, Flag("Diabetes mellitus")],
    stroke: Annotated[bool, Flag("Previous stroke or transient ischaemic attack")],
) -> Outcome:
    """Yearly risk of stroke in atrial fibrillation without anticoagulation: CHADS₂."""
    return tally(
        item("Congestive heart failure", heart_failure),
        item("Hypertension", hypertension),
        item("Age ≥ 75 years", age >= 75),
        item("Diabetes", diabetes),
        item("Previous stroke or transient ischaemic attack", stroke, 2),
    )


CALCULATOR = Calculator(
    function=chads2,
    title="CHADS₂ score for stroke in atrial fibrillation",
    aliases=(
        "CHADS2",
        "stroke rate per 100 patient-years without antithrombotic therapy",
        "nonrheumatic atrial fibrillation",
    ),
    specialty="cardiology",
    formula=(
        "One point each: heart failure, hypertension, age ≥ 75, diabetes; two: previous stroke or "
        "transient ischaemic attack"
    ),
    unit="{score}",
    sources=(GAGE,),
    bands=(
        Bands(
            GAGE,
            (
                Band(0, "stroke rate 1.9 per 100 patient-years without antithrombotic therapy"),
                Band(1, "stroke rate 2.8 per 100 patient-years without antithrombotic therapy"),
                Band(2, "stroke rate 4.0 per 100 patient-years without antithrombotic therapy"),
                Band(3, "stroke rate 5.9 per 100 patient-years without antithrombotic therapy"),
                Band(4, "stroke rate 8.5 per 100 patient-years without antithrombotic therapy"),
                Band(5, "stroke rate 12.5 per 100 patient-years without antithrombotic therapy"),
                Band(6, "stroke rate 18.2 per 100 patient-years without antithrombotic therapy"),
            ),
        ),
    ),
    rises_with=(
        "heart_failure",
        "hypertension",
        "age",
        "diabetes",
        "stroke",
    ),
)
