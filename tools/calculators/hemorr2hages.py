"""HEMORR₂HAGES score for major bleeding."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Flag, Outcome, Source, item, tally
from tools.calculating.usual import Adult

__all__ = ["CALCULATOR", "hemorr2hages"]

GAGE = Source(
    ("Gage BF et al. Clinical classification schemes for predicting hemorrhage. Am Heart J 2006;151:713-719"),
    doi="10.1016/j.ahj.2005.04.017",
    url="http://www.warfarindosing.org/Source/PredictionRule.aspx",
)


def hemorr2hages(
    age: Adult,
    hepatic_or_renal_disease: Annotated[bool, Flag("Hepatic or renal disease")],
    alcohol_abuse: Annotated[bool, Flag("Ethanol abuse")],
    malignancy: Annotated[bool, Flag("Malignancy")],
    reduced_platelets: Annotated[bool, Flag("Reduced platelet count or function, aspirin included")],
    previous_bleed: Annotated[bool, Flag("Previous bleed")],
    uncontrolled_hypertension: Annotated[bool, Flag("Uncontrolled hypertension")],
    anaemia: Annotated[bool, Flag("Anaemia")],
    genetic_factors: Annotated[bool, Flag("Genetic factors that raise the risk of bleeding (CYP2C9 variants)")],
    fall_risk: Annotated[bool, Flag("Excessive risk of falls")],
    stroke: Annotated[bool, Flag("Previous stroke")],
) -> Outcome:
    """Risk of major bleeding in atrial fibrillation with antithrombotic treatment: HEMORR₂HAGES."""
    return tally(
        item("Older than 75 years", age > 75),
        item("Hepatic or renal disease", hepatic_or_renal_disease),
        item("Ethanol abuse", alcohol_abuse),
        item("Malignancy", malignancy),
        item("Reduced platelet count or function, aspirin included", reduced_platelets),
        item("Previous bleed", previous_bleed, 2),
        item("Uncontrolled hypertension", uncontrolled_hypertension),
        item("Anaemia", anaemia),
        item("Genetic factors that raise the risk of bleeding", genetic_factors),
        item("Excessive risk of falls", fall_risk),
        item("Previous stroke", stroke),
    )


CALCULATOR = Calculator(
    function=hemorr2hages,
    title="HEMORR₂HAGES score for major bleeding",
    aliases=(
        "HEMORR2HAGES",
        "bleeding in atrial fibrillation",
        "bleeds per 100 patient-years of warfarin",
    ),
    specialty="cardiology",
    formula=(
        "Two points for a previous bleed; one each: hepatic or renal disease, ethanol, malignancy, age >"
        " 75, platelets, hypertension, anaemia, genetic factors, falls, stroke"
    ),
    unit="{score}",
    sources=(GAGE,),
    bands=(
        Bands(
            GAGE,
            (
                Band(0, "low risk: 1.9 major bleeds per 100 patient-years of warfarin"),
                Band(1, "low risk: 2.5 major bleeds per 100 patient-years of warfarin"),
                Band(2, "intermediate risk: 5.3 major bleeds per 100 patient-years of warfarin"),
                Band(3, "intermediate risk: 8.4 major bleeds per 100 patient-years of warfarin"),
                Band(4, "high risk: 10.4 major bleeds per 100 patient-years of warfarin"),
                Band(5, "high risk: 12.3 major bleeds per 100 patient-years of warfarin"),
            ),
        ),
    ),
    rises_with=(
        "age",
        "hepatic_or_renal_disease",
        "alcohol_abuse",
        "malignancy",
        "reduced_platelets",
        "previous_bleed",
        "uncontrolled_hypertension",
        "anaemia",
        "genetic_factors",
        "fall_risk",
        "stroke",
    ),
)
