"""Padua prediction score for venous thromboembolism."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Number, Outcome, Source, item, tally
from tools.calculating.usual import Adult

__all__ = ["CALCULATOR", "padua"]

BARBAR = Source(
    (
        "Barbar S et al. A risk assessment model for the identification of hospitalized "
        "medical patients at risk for venous thromboembolism. J Thromb Haemost "
        "2010;8:2450-2457"
    ),
    doi="10.1111/j.1538-7836.2010.04044.x",
)


def padua(
    age: Adult,
    active_cancer: Annotated[
        bool, Flag("Active cancer: metastases, or chemotherapy or radiotherapy within six months")
    ],
    previous_vte: Annotated[bool, Flag("Previous thromboembolism other than of superficial veins")],
    reduced_mobility: Annotated[bool, Flag("Bed rest with bathroom privileges for at least three days")],
    thrombophilia: Annotated[bool, Flag("Known thrombophilic condition")],
    recent_trauma_or_surgery: Annotated[bool, Flag("Trauma or surgery within one month")],
    heart_or_respiratory_failure: Annotated[bool, Flag("Heart or respiratory failure")],
    acute_infarction_or_stroke: Annotated[bool, Flag("Acute myocardial infarction or ischaemic stroke")],
    acute_infection_or_rheumatic_disorder: Annotated[bool, Flag("Acute infection or rheumatological disorder")],
    hormonal_treatment: Annotated[bool, Flag("Ongoing hormonal treatment")],
    bmi: Annotated[Exact, Number("Body mass index", "kg/m2", 8, 150)],
) -> Outcome:
    """Risk of venous thromboembolism of a medical inpatient by the Padua prediction score."""
    return tally(
        item("Active cancer", active_cancer, 3),
        item("Previous thromboembolism other than of superficial veins", previous_vte, 3),
        item("Bed rest with bathroom privileges for at least three days", reduced_mobility, 3),
        item("Known thrombophilic condition", thrombophilia, 3),
        item("Trauma or surgery within one month", recent_trauma_or_surgery, 2),
        item("Heart or respiratory failure", heart_or_respiratory_failure, 1),
        item("Acute myocardial infarction or ischaemic stroke", acute_infarction_or_stroke, 1),
        item("Acute infection or rheumatological disorder", acute_infection_or_rheumatic_disorder, 1),
        item("Ongoing hormonal treatment", hormonal_treatment, 1),
        item("Age ≥ 70 years", age >= 70),
        item("Body mass index ≥ 30 kg/m²", bmi >= 30),
    )


CALCULATOR = Calculator(
    function=padua,
    title="Padua prediction score for venous thromboembolism",
    aliases=(
        "Padua",
        "thromboprophylaxis of medical inpatients",
    ),
    specialty="haematology",
    formula=(
        "Three points each: active cancer, previous thromboembolism, reduced mobility, thrombophilia; "
        "two: recent trauma or surgery; one each: age ≥ 70, heart or respiratory failure, infarction or "
        "stroke, infection or rheumatic disorder, body mass index ≥ 30, hormonal treatment"
    ),
    unit="{score}",
    sources=(BARBAR,),
    bands=(
        Bands(
            BARBAR,
            (
                Band(0, "low risk of venous thromboembolism"),
                Band(4, ("high risk of venous thromboembolism: prophylaxis is indicated unless contraindicated")),
            ),
        ),
    ),
    rises_with=(
        "age",
        "active_cancer",
        "previous_vte",
        "reduced_mobility",
        "thrombophilia",
        "recent_trauma_or_surgery",
        "heart_or_respiratory_failure",
        "acute_infarction_or_stroke",
        "acute_infection_or_rheumatic_disorder",
        "hormonal_treatment",
        "bmi",
    ),
)
