"""GAP index for idiopathic pulmonary fibrosis."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Choice, Exact, Item, Number, Outcome, Source, item, tally
from tools.calculating.usual import Adult, Sex

__all__ = ["CALCULATOR", "gap_index"]

LEY = Source(
    (
        "Ley B et al. A multidimensional index and staging system for idiopathic pulmonary "
        "fibrosis. Ann Intern Med 2012;156:684-691"
    ),
    doi="10.7326/0003-4819-156-10-201205150-00004",
)

DLCO = {"above_55": 0, "36_to_55": 1, "35_or_below": 2, "cannot_perform": 3}
"""Points of the diffusing capacity [1]. Source: Ley 2012."""


def _of_age(age: Exact) -> int:
    """Points of the age [a]. Source: Ley 2012."""
    if age <= 60:
        return 0
    return 1 if age <= 65 else 2


def _of_fvc(fvc: Exact) -> int:
    """Points of the forced vital capacity [%]. Source: Ley 2012."""
    if fvc > 75:
        return 0
    return 1 if fvc >= 50 else 2


def gap_index(
    sex: Sex,
    age: Adult,
    fvc: Annotated[Exact, Number("Forced vital capacity, share of predicted", "%", 5, 200)],
    dlco: Annotated[
        str,
        Choice(
            "Diffusing capacity for carbon monoxide, share of predicted",
            {
                "above_55": "above 55 %",
                "36_to_55": "36 to 55 %",
                "35_or_below": "35 % or below",
                "cannot_perform": "cannot perform the test",
            },
        ),
    ],
) -> Outcome:
    """Stage and one-year mortality of idiopathic pulmonary fibrosis: GAP index."""
    return tally(
        item("Male", sex == "male"),
        Item("Age 61 to 65 years 1, above 65 years 2", _of_age(age)),
        Item("Vital capacity 50 to 75 % 1, below 50 % 2", _of_fvc(fvc)),
        Item("Diffusing capacity", DLCO[dlco]),
    )


CALCULATOR = Calculator(
    function=gap_index,
    title="GAP index for idiopathic pulmonary fibrosis",
    aliases=(
        "GAP",
        "idiopathic pulmonary fibrosis mortality",
    ),
    specialty="respiratory medicine",
    formula=(
        "Male: 1; age 61–65: 1, > 65: 2; vital capacity 50–75 %: 1, < 50 %: 2; diffusing capacity 36–55 "
        "%: 1, ≤ 35 %: 2, cannot perform: 3"
    ),
    unit="{score}",
    sources=(LEY,),
    bands=(
        Bands(
            LEY,
            (
                Band(0, "stage I"),
                Band(4, "stage II"),
                Band(6, "stage III"),
            ),
        ),
    ),
    rises_with=("age",),
    falls_with=("fvc",),
)
