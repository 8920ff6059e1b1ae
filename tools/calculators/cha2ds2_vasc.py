"""CHA2DS2-VASc."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Flag, Outcome, Source, graded, item, tally
from tools.calculating.usual import Adult, Sex

__all__ = ["CALCULATOR", "cha2ds2_vasc"]

LIP = Source(
    "Lip GY et al. Refining clinical risk stratification for predicting stroke and thromboembolism in atrial "
    "fibrillation: the Euro Heart Survey. Chest 2010;137:263-272",
    doi="10.1378/chest.09-1584",
    url="https://pmc.ncbi.nlm.nih.gov/articles/PMC5279844/table/t1-cia-12-175/",
)
TABLE = Source(
    "Assessment of stroke and bleeding risk in atrial fibrillation. Clin Cardiol 2012;35(Suppl 1):S21-S27",
    doi="10.1002/clc.20969",
    url="https://pmc.ncbi.nlm.nih.gov/articles/PMC6652729/table/tbl1",
)


def cha2ds2_vasc(
    age: Adult,
    sex: Sex,
    heart_failure: Annotated[bool, Flag("Congestive heart failure or left ventricular dysfunction")],
    hypertension: Annotated[bool, Flag("History of hypertension")],
    diabetes: Annotated[bool, Flag("Diabetes mellitus")],
    stroke: Annotated[bool, Flag("Earlier stroke, transient ischaemic attack or thromboembolism")],
    vascular_disease: Annotated[
        bool, Flag("Earlier myocardial infarction, peripheral artery disease or aortic plaque")
    ],
) -> Outcome:
    """Risk of stroke in adults with atrial fibrillation that is not due to valve disease."""
    return tally(
        item("Congestive heart failure", heart_failure),
        item("Hypertension", hypertension),
        graded("Age 65 to 74 (1), from 75 (2)", age, ((65, 1), (75, 2))),
        item("Diabetes", diabetes),
        item("Stroke, TIA or thromboembolism", stroke, 2),
        item("Vascular disease", vascular_disease),
        item("Female sex", sex == "female"),
    )


CALCULATOR = Calculator(
    function=cha2ds2_vasc,
    title="CHA2DS2-VASc score for stroke in atrial fibrillation",
    aliases=("CHA₂DS₂-VASc", "CHADS-VASc", "stroke risk atrial fibrillation", "anticoagulation in atrial fibrillation"),
    specialty="cardiology",
    formula="heart failure 1, hypertension 1, age ≥ 75 2 or 65-74 1, diabetes 1, stroke/TIA/thromboembolism 2, "
    "vascular disease 1, female 1",
    unit="{score}",
    sources=(LIP, TABLE),
    bands=(
        Bands(
            TABLE,
            (
                Band(0, "no antithrombotic therapy is recommended"),
                Band(1, "antithrombotic therapy is recommended, preferably an oral anticoagulant"),
                Band(2, "oral anticoagulation is recommended"),
            ),
        ),
    ),
    rises_with=("age", "heart_failure", "hypertension", "diabetes", "stroke", "vascular_disease"),
)
