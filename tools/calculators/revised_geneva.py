"""Revised Geneva score for pulmonary embolism."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Flag, Outcome, Source, graded, item, tally
from tools.calculating.usual import Adult, HeartRate

__all__ = ["CALCULATOR", "revised_geneva"]

LE_GAL = Source(
    (
        "Le Gal G et al. Prediction of pulmonary embolism in the emergency department: the "
        "revised Geneva score. Ann Intern Med 2006;144:165-171"
    ),
    doi="10.7326/0003-4819-144-3-200602070-00004",
)


def revised_geneva(
    age: Adult,
    previous_vte: Annotated[bool, Flag("Previous deep vein thrombosis or pulmonary embolism")],
    surgery_or_fracture: Annotated[
        bool, Flag("Surgery under general anaesthesia or fracture of the lower limbs within one month")
    ],
    active_cancer: Annotated[bool, Flag("Active malignant condition, solid or haematological, or cured within a year")],
    unilateral_leg_pain: Annotated[bool, Flag("Pain of one lower limb")],
    haemoptysis: Annotated[bool, Flag("Haemoptysis")],
    heart_rate: HeartRate,
    deep_vein_tenderness: Annotated[
        bool, Flag("Pain on palpation of the deep veins of a lower limb and oedema of one side")
    ],
) -> Outcome:
    """Pre-test probability of pulmonary embolism by the revised Geneva score, from history and examination alone."""
    return tally(
        item("Age > 65 years", age > 65),
        item("Previous thromboembolism", previous_vte, 3),
        item("Surgery or fracture within a month", surgery_or_fracture, 2),
        item("Active cancer", active_cancer, 2),
        item("Pain of one lower limb", unilateral_leg_pain, 3),
        item("Haemoptysis", haemoptysis, 2),
        graded("Heart rate 75 to 94/min 3, from 95/min 5", heart_rate, ((None, 0), (75, 3), (95, 5))),
        item("Tender deep veins and oedema of one side", deep_vein_tenderness, 4),
    )


CALCULATOR = Calculator(
    function=revised_geneva,
    title="Revised Geneva score for pulmonary embolism",
    aliases=(
        "Geneva score",
        "rGeneva",
        "probability of pulmonary embolism",
    ),
    specialty="respiratory medicine",
    formula=(
        "Age > 65: 1; previous thromboembolism: 3; surgery or fracture: 2; cancer: 2; pain of one leg: "
        "3; haemoptysis: 2; heart rate 75–94: 3, ≥ 95: 5; tender deep veins with oedema of one side: 4"
    ),
    unit="{score}",
    sources=(LE_GAL,),
    bands=(
        Bands(
            LE_GAL,
            (
                Band(0, "low probability of pulmonary embolism, about 8 %"),
                Band(4, "intermediate probability of pulmonary embolism, about 28 %"),
                Band(11, "high probability of pulmonary embolism, about 74 %"),
            ),
        ),
    ),
    rises_with=(
        "age",
        "previous_vte",
        "surgery_or_fracture",
        "active_cancer",
        "unilateral_leg_pain",
        "haemoptysis",
        "heart_rate",
        "deep_vein_tenderness",
    ),
)
