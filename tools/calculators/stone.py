"""STONE score for ureteral stones."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Choice, Flag, Item, Outcome, Source, item, tally
from tools.calculating.usual import Sex

__all__ = ["CALCULATOR", "stone"]

MOORE = Source(
    (
        "Moore CL et al. Derivation and validation of a clinical prediction rule for "
        "uncomplicated ureteral stone, the STONE score. BMJ 2014;348:g2191"
    ),
    doi="10.1136/bmj.g2191",
)

HOURS = {"above_24": 0, "6_to_24": 1, "below_6": 3}
"""Points of the duration [1]. Source: Moore 2014."""
NAUSEA = {"none": 0, "nausea": 1, "vomiting": 2}
"""Points of nausea or vomiting [1]. Source: Moore 2014."""


def stone(
    sex: Sex,
    hours: Annotated[
        str,
        Choice(
            "Duration of the pain",
            {"above_24": "more than 24 hours", "6_to_24": "6 to 24 hours", "below_6": "less than 6 hours"},
        ),
    ],
    non_black: Annotated[bool, Flag("Not of Black race, as the study asked")],
    nausea: Annotated[str, Choice("Nausea or vomiting", {"none": "", "nausea": "nausea alone", "vomiting": ""})],
    haematuria: Annotated[bool, Flag("Erythrocytes in the urine on dipstick")],
) -> Outcome:
    """Probability of an uncomplicated ureteral stone in flank pain: STONE score."""
    return tally(
        item("Male", sex == "male", 2),
        Item("Duration of the pain", HOURS[hours]),
        item("Not of Black race", non_black, 3),
        Item("Nausea or vomiting", NAUSEA[nausea]),
        item("Erythrocytes in the urine", haematuria, 3),
    )


CALCULATOR = Calculator(
    function=stone,
    title="STONE score for ureteral stones",
    aliases=(
        "STONE",
        "ureteric stone",
        "renal colic",
    ),
    specialty="urology",
    formula="Male: 2; pain 6–24 h: 1, < 6 h: 3; not of Black race: 3; nausea: 1, vomiting: 2; haematuria: 3",
    unit="{score}",
    sources=(MOORE,),
    bands=(
        Bands(
            MOORE,
            (
                Band(0, "low probability of a ureteral stone, about 9 %"),
                Band(6, "moderate probability of a ureteral stone, about 51 %"),
                Band(10, "high probability of a ureteral stone, about 89 %"),
            ),
        ),
    ),
    rises_with=(
        "non_black",
        "haematuria",
    ),
)
