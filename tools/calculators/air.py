"""Appendicitis Inflammatory Response (AIR) score."""

from typing import Annotated

from tools.calculating import (
    Band,
    Bands,
    Calculator,
    Choice,
    Exact,
    Flag,
    Item,
    Number,
    Outcome,
    Source,
    exact,
    graded,
    item,
    tally,
)
from tools.calculating.usual import Temperature

__all__ = ["CALCULATOR", "air"]

ANDERSSON = Source(
    ("Andersson M, Andersson RE. The appendicitis inflammatory response score. World J Surg 2008;32:1843-1849"),
    doi="10.1007/s00268-008-9649-y",
)

REBOUND = {"none": 0, "light": 1, "medium": 2, "strong": 3}
"""Points of rebound tenderness or defence [1]. Source: Andersson 2008."""


def air(
    vomiting: Annotated[bool, Flag("Vomiting")],
    iliac_fossa_pain: Annotated[bool, Flag("Pain in the right inferior fossa")],
    rebound: Annotated[
        str, Choice("Rebound tenderness or muscular defence", {"none": "", "light": "", "medium": "", "strong": ""})
    ],
    temperature: Temperature,
    leucocytes: Annotated[Exact, Number("Leucocyte count", "10*9/L", "0.1", 500)],
    neutrophils: Annotated[Exact, Number("Share of polymorphonuclear leucocytes", "%", 0, 100)],
    crp: Annotated[Exact, Number("C-reactive protein", "mg/L", 0, 1000)],
) -> Outcome:
    """Probability of acute appendicitis by the Appendicitis Inflammatory Response score."""
    return tally(
        item("Vomiting", vomiting),
        item("Pain in the right inferior fossa", iliac_fossa_pain),
        Item("Rebound tenderness or defence", REBOUND[rebound]),
        item("Temperature ≥ 38.5 °C", temperature >= exact("38.5")),
        graded("Neutrophils 70 to 84 % 1, from 85 % 2", neutrophils, ((None, 0), (70, 1), (85, 2))),
        graded("Leucocytes 10.0 to 14.9 1, from 15.0 × 10⁹/L 2", leucocytes, ((None, 0), (10, 1), (15, 2))),
        graded("C-reactive protein 10 to 49 1, from 50 mg/L 2", crp, ((None, 0), (10, 1), (50, 2))),
    )


CALCULATOR = Calculator(
    function=air,
    title="Appendicitis Inflammatory Response (AIR) score",
    aliases=(
        "AIR score",
        "Andersson score",
        "appendicitis",
    ),
    specialty="gastroenterology",
    formula=(
        "Vomiting: 1; pain in the right inferior fossa: 1; rebound or defence light 1, medium 2, strong "
        "3; temperature ≥ 38.5 °C: 1; neutrophils 70–84 %: 1, ≥ 85 %: 2; leucocytes 10–14.9: 1, ≥ 15: 2;"
        " C-reactive protein 10–49: 1, ≥ 50: 2"
    ),
    unit="{score}",
    sources=(ANDERSSON,),
    bands=(
        Bands(
            ANDERSSON,
            (
                Band(
                    0,
                    ("low probability of appendicitis: follow-up as an outpatient where the general condition is good"),
                ),
                Band(5, "indeterminate: active observation in hospital"),
                Band(9, "high probability of appendicitis: surgical exploration is considered"),
            ),
        ),
    ),
    rises_with=(
        "vomiting",
        "iliac_fossa_pain",
        "temperature",
        "leucocytes",
        "neutrophils",
        "crp",
    ),
)
