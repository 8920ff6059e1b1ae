"""Malnutrition Universal Screening Tool (MUST)."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Item, Number, Outcome, Source, exact, item, tally

__all__ = ["CALCULATOR", "must"]

STRATTON = Source(
    (
        "Stratton RJ et al. Malnutrition in hospital outpatients and inpatients: prevalence, "
        "concurrent validity and ease of use of MUST for adults. Br J Nutr 2004;92:799-808"
    ),
    doi="10.1079/BJN20041258",
)


def _of_bmi(bmi: Exact) -> int:
    """Points of the body mass index [kg/m2]. Source: Stratton 2004."""
    if bmi < exact("18.5"):
        return 2
    return 1 if bmi <= 20 else 0


def _of_loss(loss: Exact) -> int:
    """Points of the weight loss [%]. Source: Stratton 2004."""
    if loss > 10:
        return 2
    return 1 if loss >= 5 else 0


def must(
    bmi: Annotated[Exact, Number("Body mass index", "kg/m2", 8, 150)],
    weight_loss: Annotated[Exact, Number("Unplanned weight loss within 3 to 6 months", "%", 0, 80)],
    acutely_ill_without_intake: Annotated[
        bool, Flag("Acutely ill, and no nutritional intake for more than 5 days has happened or is likely")
    ],
) -> Outcome:
    """Risk of malnutrition of an adult: Malnutrition Universal Screening Tool."""
    return tally(
        Item("Body mass index 18.5 to 20 kg/m² 1, below 18.5 kg/m² 2", _of_bmi(bmi)),
        Item("Weight loss 5 to 10 % 1, more than 10 % 2", _of_loss(weight_loss)),
        item("Acutely ill without intake", acutely_ill_without_intake, 2),
    )


CALCULATOR = Calculator(
    function=must,
    title="Malnutrition Universal Screening Tool (MUST)",
    aliases=(
        "MUST",
        "malnutrition",
    ),
    specialty="nutrition",
    formula=("Body mass index 18.5–20: 1, < 18.5: 2; weight loss 5–10 %: 1, > 10 %: 2; acutely ill without intake: 2"),
    unit="{score}",
    sources=(STRATTON,),
    bands=(
        Bands(
            STRATTON,
            (
                Band(0, "low risk: routine care"),
                Band(1, "medium risk: observe"),
                Band(2, "high risk: treat"),
            ),
        ),
    ),
    rises_with=(
        "weight_loss",
        "acutely_ill_without_intake",
    ),
    falls_with=("bmi",),
)
