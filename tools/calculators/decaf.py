"""DECAF score for exacerbations of COPD."""

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
    item,
    tally,
)

__all__ = ["CALCULATOR", "decaf"]

STEER = Source(
    (
        "Steer J, Gibson J, Bourke SC. The DECAF score: predicting hospital mortality in "
        "exacerbations of chronic obstructive pulmonary disease. Thorax 2012;67:970-976"
    ),
    doi="10.1136/thoraxjnl-2012-202103",
)

DYSPNOEA = {"below_5": 0, "5a": 1, "5b": 2}
"""Points of dyspnoea [1]. Source: Steer 2012."""


def decaf(
    dyspnoea: Annotated[
        str,
        Choice(
            "Extended MRC dyspnoea score in the stable state",
            {
                "below_5": "below 5",
                "5a": "too breathless to leave the house, washes and dresses alone",
                "5b": "needs help with washing and dressing",
            },
        ),
    ],
    eosinophils: Annotated[Exact, Number("Eosinophil count", "10*9/L", 0, 50)],
    consolidation: Annotated[bool, Flag("Consolidation")],
    arterial_ph: Annotated[Exact, Number("Arterial pH", "{number}", "6.5", "7.9")],
    atrial_fibrillation: Annotated[bool, Flag("Atrial fibrillation")],
) -> Outcome:
    """Risk of death in hospital of an exacerbation of COPD: DECAF."""
    return tally(
        Item("Dyspnoea", DYSPNOEA[dyspnoea]),
        item("Eosinophils < 0.05 × 10⁹/L", eosinophils < exact("0.05")),
        item("Consolidation", consolidation),
        item("Arterial pH < 7.30", arterial_ph < exact("7.3")),
        item("Atrial fibrillation", atrial_fibrillation),
    )


CALCULATOR = Calculator(
    function=decaf,
    title="DECAF score for exacerbations of COPD",
    aliases=(
        "DECAF",
        "COPD exacerbation mortality",
    ),
    specialty="respiratory medicine",
    formula=("Dyspnoea 5a: 1, 5b: 2; one each: eosinophils < 0.05, consolidation, pH < 7.30, atrial fibrillation"),
    unit="{score}",
    sources=(STEER,),
    bands=(
        Bands(
            STEER,
            (
                Band(0, "low risk of death in hospital"),
                Band(2, "intermediate risk of death in hospital"),
                Band(3, "high risk of death in hospital"),
            ),
        ),
    ),
    rises_with=(
        "consolidation",
        "atrial_fibrillation",
    ),
    falls_with=(
        "eosinophils",
        "arterial_ph",
    ),
)
