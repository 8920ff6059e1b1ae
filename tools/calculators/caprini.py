"""Caprini risk assessment model of 2005."""

from typing import Annotated

from tools.calculating import (
    Band,
    Bands,
    Calculator,
    Choice,
    Exact,
    Flag,
    Given,
    Item,
    Needed,
    Number,
    Outcome,
    Source,
    graded,
    item,
    tally,
)
from tools.calculating.usual import Adult, Sex

__all__ = ["CALCULATOR", "caprini"]

CAPRINI = Source(
    "Caprini JA. Thrombosis risk assessment as a guide to quality patient care. Dis Mon 2005;51:70-78",
    doi="10.1016/j.disamonth.2005.02.003",
    url="https://cancersheadneck.biomedcentral.com/articles/10.1186/s41199-016-0014-9/tables/2",
)
GROUPS = Source(
    "WikiDoc. Caprini risk assessment model",
    url="https://www.wikidoc.org/index.php/Caprini_risk_assessment_model",
)
SURGERY = {
    "none": 0,
    "minor": 1,
    "major": 2,
    "laparoscopic": 2,
    "arthroscopic": 2,
    "major_lower_extremity_arthroplasty": 5,
}
MOBILITY = {"normal": 0, "bed_rest": 1, "confined_more_than_72_hours": 2}


def _is_woman(given: Given) -> bool:
    return given.get("sex") == "female"


WOMEN = Needed("the patient is a woman", _is_woman)


def caprini(
    age: Adult,
    sex: Sex,
    surgery: Annotated[
        str,
        Choice(
            "Operation that is planned",
            {
                "none": "",
                "minor": "",
                "major": "open, over 45 minutes",
                "laparoscopic": "over 45 minutes",
                "arthroscopic": "",
                "major_lower_extremity_arthroplasty": "elective",
            },
        ),
    ],
    recent_major_surgery: Annotated[bool, Flag("Major surgery within the last month")],
    heart_failure: Annotated[bool, Flag("Congestive heart failure within the last month")],
    sepsis: Annotated[bool, Flag("Sepsis within the last month")],
    pneumonia: Annotated[bool, Flag("Serious lung disease, including pneumonia, within the last month")],
    plaster_cast: Annotated[bool, Flag("Immobilising plaster cast within the last month")],
    fracture: Annotated[bool, Flag("Fracture of hip, pelvis or leg within the last month")],
    stroke: Annotated[bool, Flag("Stroke within the last month")],
    multiple_trauma: Annotated[bool, Flag("Multiple trauma within the last month")],
    spinal_cord_injury: Annotated[bool, Flag("Acute spinal cord injury with paralysis within the last month")],
    varicose_veins: Annotated[bool, Flag("Varicose veins")],
    swollen_legs: Annotated[bool, Flag("Swollen legs, now")],
    central_venous_access: Annotated[bool, Flag("Central venous access, now")],
    previous_thromboembolism: Annotated[bool, Flag("Earlier deep vein thrombosis or pulmonary embolism")],
    family_history: Annotated[bool, Flag("Thrombosis in the family")],
    factor_v_leiden: Annotated[bool, Flag("Factor V Leiden")],
    prothrombin_20210a: Annotated[bool, Flag("Prothrombin 20210A")],
    homocysteine: Annotated[bool, Flag("Elevated serum homocysteine")],
    lupus_anticoagulant: Annotated[bool, Flag("Lupus anticoagulant")],
    anticardiolipin: Annotated[bool, Flag("Elevated anticardiolipin antibodies")],
    heparin_thrombocytopenia: Annotated[bool, Flag("Heparin-induced thrombocytopenia")],
    other_thrombophilia: Annotated[bool, Flag("Another congenital or acquired thrombophilia")],
    mobility: Annotated[
        str, Choice("Mobility", {"normal": "", "bed_rest": "a medical patient", "confined_more_than_72_hours": ""})
    ],
    inflammatory_bowel_disease: Annotated[bool, Flag("History of inflammatory bowel disease")],
    body_mass_index: Annotated[Exact, Number("Body mass index", "kg/m2", 8, 150)],
    myocardial_infarction: Annotated[bool, Flag("Acute myocardial infarction")],
    copd: Annotated[bool, Flag("Abnormal lung function, as in COPD")],
    malignancy: Annotated[bool, Flag("Cancer, now or earlier")],
    pregnancy_or_postpartum: Annotated[bool | None, Flag("Pregnant, or within a month of birth", when=WOMEN)] = None,
    oestrogen_use: Annotated[bool | None, Flag("Oral contraceptive or hormone replacement", when=WOMEN)] = None,
    pregnancy_loss: Annotated[
        bool | None,
        Flag("Unexplained stillbirth, 3 or more miscarriages, or premature birth with toxaemia", when=WOMEN),
    ] = None,
) -> Outcome:
    """Risk of venous thromboembolism of an adult in hospital, above all before an operation."""
    woman = sex == "female"
    return tally(
        graded("Age 41-60 (1), 61-74 (2), from 75 (3)", age, ((41, 1), (61, 2), (75, 3))),
        Item("Operation", SURGERY[surgery]),
        item("Major surgery within a month", recent_major_surgery),
        item("Heart failure within a month", heart_failure),
        item("Sepsis within a month", sepsis),
        item("Serious lung disease within a month", pneumonia),
        item("Plaster cast", plaster_cast, 2),
        item("Fracture of hip, pelvis or leg", fracture, 5),
        item("Stroke", stroke, 5),
        item("Multiple trauma", multiple_trauma, 5),
        item("Spinal cord injury", spinal_cord_injury, 5),
        item("Varicose veins", varicose_veins),
        item("Swollen legs", swollen_legs),
        item("Central venous access", central_venous_access, 2),
        item("Earlier thromboembolism", previous_thromboembolism, 3),
        item("Family history of thrombosis", family_history, 3),
        item("Factor V Leiden", factor_v_leiden, 3),
        item("Prothrombin 20210A", prothrombin_20210a, 3),
        item("Homocysteine", homocysteine, 3),
        item("Lupus anticoagulant", lupus_anticoagulant, 3),
        item("Anticardiolipin antibodies", anticardiolipin, 3),
        item("Heparin-induced thrombocytopenia", heparin_thrombocytopenia, 3),
        item("Other thrombophilia", other_thrombophilia, 3),
        Item("Mobility", MOBILITY[mobility]),
        item("Inflammatory bowel disease", inflammatory_bowel_disease),
        item("BMI > 25 kg/m2", body_mass_index > 25),
        item("Acute myocardial infarction", myocardial_infarction),
        item("COPD", copd),
        item("Malignancy", malignancy, 2),
        item("Pregnancy or postpartum", woman and bool(pregnancy_or_postpartum)),
        item("Oestrogen use", woman and bool(oestrogen_use)),
        item("Pregnancy loss", woman and bool(pregnancy_loss)),
    )


CALCULATOR = Calculator(
    function=caprini,
    title="Caprini score for venous thromboembolism (2005)",
    aliases=("Caprini", "VTE risk", "venous thromboembolism prophylaxis", "thrombosis risk before surgery"),
    specialty="surgery",
    formula="1, 2, 3 or 5 points for each of some thirty risk factors",
    unit="{score}",
    sources=(CAPRINI,),
    bands=(
        Bands(GROUPS, (Band(0, "low risk"), Band(2, "moderate risk"), Band(3, "high risk"), Band(5, "highest risk"))),
    ),
    rises_with=("age", "stroke", "body_mass_index", "malignancy"),
)
