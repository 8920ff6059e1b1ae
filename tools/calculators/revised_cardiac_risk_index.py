"""Revised Cardiac Risk Index."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Flag, Outcome, Source, item, tally
from tools.calculating.usual import Creatinine

__all__ = ["CALCULATOR", "revised_cardiac_risk_index"]

LEE = Source(
    "Lee TH et al. Derivation and prospective validation of a simple index for prediction of cardiac risk of major "
    "noncardiac surgery. Circulation 1999;100:1043-1049",
    doi="10.1161/01.CIR.100.10.1043",
)


def revised_cardiac_risk_index(
    high_risk_surgery: Annotated[bool, Flag("Intraperitoneal, intrathoracic or suprainguinal vascular surgery")],
    ischaemic_heart_disease: Annotated[bool, Flag("History of ischaemic heart disease")],
    heart_failure: Annotated[bool, Flag("History of congestive heart failure")],
    cerebrovascular_disease: Annotated[bool, Flag("History of stroke or transient ischaemic attack")],
    insulin: Annotated[bool, Flag("Insulin before the operation")],
    creatinine: Creatinine,
) -> Outcome:
    """Risk of major cardiac complications of adults in major surgery that is not of the heart."""
    return tally(
        item("High-risk surgery", high_risk_surgery),
        item("Ischaemic heart disease", ischaemic_heart_disease),
        item("Congestive heart failure", heart_failure),
        item("Cerebrovascular disease", cerebrovascular_disease),
        item("Insulin", insulin),
        item("Creatinine > 2 mg/dL", creatinine > 2),
    )


CALCULATOR = Calculator(
    function=revised_cardiac_risk_index,
    title="Revised Cardiac Risk Index (Lee)",
    aliases=("RCRI", "Lee index", "preoperative cardiac risk"),
    specialty="anaesthesiology",
    formula="one point each: high-risk surgery, ischaemic heart disease, heart failure, cerebrovascular disease, "
    "insulin, creatinine > 2 mg/dL",
    unit="{score}",
    sources=(LEE,),
    bands=(
        Bands(
            LEE,
            (
                Band(0, "major cardiac complications in 0.4 %"),
                Band(1, "major cardiac complications in 0.9 %"),
                Band(2, "major cardiac complications in 7 %"),
                Band(3, "major cardiac complications in 11 %"),
            ),
        ),
    ),
    rises_with=("high_risk_surgery", "insulin", "creatinine"),
)
