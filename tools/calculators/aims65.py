"""AIMS65 score for upper gastrointestinal bleeding."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Flag, Outcome, Source, exact, item, tally
from tools.calculating.usual import Adult, Albumin, Inr, SystolicPressure

__all__ = ["CALCULATOR", "aims65"]

SALTZMAN = Source(
    (
        "Saltzman JR et al. A simple risk score accurately predicts in-hospital mortality, "
        "length of stay, and cost in acute upper GI bleeding. Gastrointest Endosc "
        "2011;74:1215-1224"
    ),
    doi="10.1016/j.gie.2011.06.024",
)


def aims65(
    albumin: Albumin,
    inr: Inr,
    altered_mental_status: Annotated[
        bool, Flag("Altered mental status: Glasgow coma scale below 14, disorientation, lethargy, stupor or coma")
    ],
    systolic: SystolicPressure,
    age: Adult,
) -> Outcome:
    """Risk of death in hospital in acute upper gastrointestinal bleeding: AIMS65."""
    return tally(
        item("Albumin < 3 g/dL", albumin < 3),
        item("INR > 1.5", inr > exact("1.5")),
        item("Altered mental status", altered_mental_status),
        item("Systolic ≤ 90 mmHg", systolic <= 90),
        item("Age > 65 years", age > 65),
    )


CALCULATOR = Calculator(
    function=aims65,
    title="AIMS65 score for upper gastrointestinal bleeding",
    aliases=(
        "AIMS65",
        "upper GI bleeding mortality",
    ),
    specialty="gastroenterology",
    formula=("One point each: albumin < 3 g/dL, INR > 1.5, altered mental status, systolic ≤ 90 mmHg, age > 65"),
    unit="{score}",
    sources=(SALTZMAN,),
    bands=(
        Bands(
            SALTZMAN,
            (
                Band(0, "lower risk: 0.3 % die in hospital"),
                Band(1, "lower risk: about 1 % die in hospital"),
                Band(2, "higher risk: about 3 to 5 % die in hospital"),
                Band(3, "higher risk: about 10 % die in hospital"),
                Band(4, "higher risk: about 15 % die in hospital"),
                Band(5, "higher risk: about 25 % die in hospital"),
            ),
        ),
    ),
    rises_with=(
        "inr",
        "altered_mental_status",
        "age",
    ),
    falls_with=(
        "albumin",
        "systolic",
    ),
)
