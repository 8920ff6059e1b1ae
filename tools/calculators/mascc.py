"""MASCC risk index for febrile neutropenia."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Choice, Flag, Item, Outcome, Source, item, tally
from tools.calculating.usual import Adult

__all__ = ["CALCULATOR", "mascc"]

KLASTERSKY = Source(
    (
        "Klastersky J et al. The Multinational Association for Supportive Care in Cancer risk"
        " index. J Clin Oncol 2000;18:3038-3051"
    ),
    doi="10.1200/JCO.2000.18.16.3038",
)

BURDEN = {"mild": 5, "moderate": 3, "severe": 0}
"""Points of the burden of illness [1]. Source: Klastersky 2000."""


def mascc(
    burden: Annotated[
        str,
        Choice(
            "Burden of illness",
            {"mild": "no or mild symptoms", "moderate": "moderate symptoms", "severe": "severe symptoms or moribund"},
        ),
    ],
    no_hypotension: Annotated[bool, Flag("No hypotension (systolic above 90 mmHg)")],
    no_copd: Annotated[bool, Flag("No active chronic obstructive lung disease")],
    solid_or_no_fungal: Annotated[bool, Flag("Solid tumour, or no previous fungal infection")],
    no_dehydration: Annotated[bool, Flag("No dehydration that needs parenteral fluids")],
    outpatient: Annotated[bool, Flag("Outpatient at the onset of fever")],
    age: Adult,
) -> Outcome:
    """Risk of complications of febrile neutropenia: MASCC risk index."""
    return tally(
        Item("Burden of illness", BURDEN[burden]),
        item("No hypotension", no_hypotension, 5),
        item("No chronic obstructive lung disease", no_copd, 4),
        item("Solid tumour or no previous fungal infection", solid_or_no_fungal, 4),
        item("No dehydration", no_dehydration, 3),
        item("Outpatient", outpatient, 3),
        item("Age < 60 years", age < 60, 2),
    )


CALCULATOR = Calculator(
    function=mascc,
    title="MASCC risk index for febrile neutropenia",
    aliases=(
        "MASCC",
        "febrile neutropenia",
    ),
    specialty="oncology",
    formula=(
        "Mild burden: 5, moderate: 3; no hypotension: 5; no obstructive lung disease: 4; solid tumour or"
        " no fungal infection: 4; no dehydration: 3; outpatient: 3; age < 60: 2"
    ),
    unit="{score}",
    sources=(KLASTERSKY,),
    bands=(
        Bands(
            KLASTERSKY,
            (
                Band(0, "not of low risk"),
                Band(21, "low risk of complications"),
            ),
        ),
    ),
    rises_with=(
        "no_hypotension",
        "no_copd",
        "solid_or_no_fungal",
        "no_dehydration",
        "outpatient",
    ),
    falls_with=("age",),
)
