"""APACHE II."""

from typing import Annotated

from tools.calculating import (
    Band,
    Bands,
    Calculator,
    Choice,
    Exact,
    Flag,
    Item,
    Needed,
    Number,
    Outcome,
    Source,
    exact,
    graded,
    tally,
)
from tools.calculating.usual import (
    Adult,
    Creatinine,
    Fio2,
    GlasgowComaScale,
    HeartRate,
    MeanArterialPressure,
    Potassium,
    RespiratoryRate,
    Sodium,
    Temperature,
    WhiteCells,
)

__all__ = ["CALCULATOR", "apache2"]

KNAUS = Source(
    "Knaus WA et al. APACHE II: a severity of disease classification system. Crit Care Med 1985;13:818-829",
    doi="10.1097/00003246-198510000-00009",
    url="https://scribd.com/document/530208593/Apache-Skor-2",
)
HALF_OXYGEN = 50
"""Inspired oxygen from which the gradient counts, and not the pressure [%]. Source: Knaus 1985."""
CHRONIC = {"none": 0, "elective_postoperative": 2, "nonoperative_or_emergency": 5}


def _oxygenation(fio2: Exact, pao2: Exact | None, gradient: Exact | None) -> Item:
    if fio2 >= HALF_OXYGEN and gradient is not None:
        return graded("Alveolar-arterial gradient", gradient, ((None, 0), (200, 2), (350, 3), (500, 4)))
    pressure = pao2 if pao2 is not None else Exact(0)
    points = 0 if pressure > 70 else 1 if pressure > 60 else 3 if pressure >= 55 else 4
    return Item("PaO2", points)


def _creatinine(creatinine: Exact, acute: bool) -> Item:
    found = graded(
        "Creatinine", creatinine, ((None, 2), (exact("0.6"), 0), (exact("1.5"), 2), (2, 3), (exact("3.5"), 4))
    )
    doubled = acute and creatinine >= exact("1.5")
    return Item("Creatinine, doubled for acute renal failure", 2 * found.points) if doubled else found


def apache2(
    age: Adult,
    temperature: Temperature,
    mean_arterial_pressure: MeanArterialPressure,
    heart_rate: HeartRate,
    respiratory_rate: RespiratoryRate,
    fio2: Fio2,
    ph: Annotated[Exact, Number("Arterial pH", "{number}", "6.3", 8)],
    sodium: Sodium,
    potassium: Potassium,
    creatinine: Creatinine,
    acute_renal_failure: Annotated[bool, Flag("Acute renal failure")],
    haematocrit: Annotated[Exact, Number("Haematocrit", "%", 3, 80)],
    white_cells: WhiteCells,
    glasgow_coma_scale: GlasgowComaScale,
    chronic_health: Annotated[
        str,
        Choice(
            "Severe organ insufficiency or immune compromise before admission, by the kind of admission",
            {
                "none": "no such history",
                "elective_postoperative": "such a history, after elective surgery",
                "nonoperative_or_emergency": "such a history, without or after emergency surgery",
            },
        ),
    ],
    pao2: Annotated[
        Exact | None,
        Number(
            "Arterial oxygen pressure",
            "mm[Hg]",
            10,
            700,
            when=Needed("fio2 is below 50 %", lambda given: 0 < given.get("fio2", 0) < HALF_OXYGEN),
        ),
    ] = None,
    aa_gradient: Annotated[
        Exact | None,
        Number(
            "Alveolar-arterial oxygen gradient",
            "mm[Hg]",
            0,
            760,
            when=Needed("fio2 is 50 % or more", lambda given: given.get("fio2", 0) >= HALF_OXYGEN),
        ),
    ] = None,
) -> Outcome:
    """Severity of illness of adults from the worst values of their first 24 hours in intensive care."""
    return tally(
        graded(
            "Temperature",
            temperature,
            ((None, 4), (30, 3), (32, 2), (34, 1), (36, 0), (exact("38.5"), 1), (39, 3), (41, 4)),
        ),
        graded(
            "Mean arterial pressure",
            mean_arterial_pressure,
            ((None, 4), (50, 2), (70, 0), (110, 2), (130, 3), (160, 4)),
        ),
        graded("Heart rate", heart_rate, ((None, 4), (40, 3), (55, 2), (70, 0), (110, 2), (140, 3), (180, 4))),
        graded("Respiratory rate", respiratory_rate, ((None, 4), (6, 2), (10, 1), (12, 0), (25, 1), (35, 3), (50, 4))),
        _oxygenation(fio2, pao2, aa_gradient),
        graded(
            "pH",
            ph,
            (
                (None, 4),
                (exact("7.15"), 3),
                (exact("7.25"), 2),
                (exact("7.33"), 0),
                (exact("7.5"), 1),
                (exact("7.6"), 3),
                (exact("7.7"), 4),
            ),
        ),
        graded("Sodium", sodium, ((None, 4), (111, 3), (120, 2), (130, 0), (150, 1), (155, 2), (160, 3), (180, 4))),
        graded(
            "Potassium",
            potassium,
            ((None, 4), (exact("2.5"), 2), (3, 1), (exact("3.5"), 0), (exact("5.5"), 1), (6, 3), (7, 4)),
        ),
        _creatinine(creatinine, acute_renal_failure),
        graded("Haematocrit", haematocrit, ((None, 4), (20, 2), (30, 0), (46, 1), (50, 2), (60, 4))),
        graded("White cells", white_cells, ((None, 4), (1, 2), (3, 0), (15, 1), (20, 2), (40, 4))),
        Item("Glasgow Coma Scale (15 minus it)", 15 - glasgow_coma_scale),
        graded("Age", age, ((None, 0), (45, 2), (55, 3), (65, 5), (75, 6))),
        Item("Chronic health", CHRONIC[chronic_health]),
    )


CALCULATOR = Calculator(
    function=apache2,
    title="APACHE II score",
    aliases=("APACHE 2", "acute physiology and chronic health evaluation", "ICU mortality"),
    specialty="intensive care",
    formula="points 0-4 for each of 11 measurements, 15 − GCS, age 0-6, chronic health 0, 2 or 5; creatinine doubled "
    "in acute renal failure",
    unit="{score}",
    sources=(KNAUS,),
    bands=(
        Bands(
            Source(
                "Approximate hospital mortality by APACHE II, after Knaus 1985, as rccc.eu gives it",
                doi="10.1097/00003246-198510000-00009",
                url="https://www.rccc.eu/medcal3000/ApacheScore.htm",
            ),
            (
                Band(0, "mortality about 4 % without surgery, 1 % after surgery"),
                Band(5, "mortality about 8 % without surgery, 3 % after surgery"),
                Band(10, "mortality about 15 % without surgery, 7 % after surgery"),
                Band(15, "mortality about 24 % without surgery, 12 % after surgery"),
                Band(20, "mortality about 40 % without surgery, 30 % after surgery"),
                Band(25, "mortality about 55 % without surgery, 35 % after surgery"),
                Band(30, "mortality about 73 %, without as after surgery"),
                Band(35, "mortality about 85 % without surgery, 88 % after surgery"),
            ),
        ),
    ),
    rises_with=("age", "acute_renal_failure"),
    falls_with=("glasgow_coma_scale",),
)
