"""Revised Trauma Score."""

from typing import Annotated

from tools.calculating import Calculator, Exact, Item, Number, Outcome, Source, exact, graded, tally

__all__ = ["CALCULATOR", "revised_trauma_score"]

CHAMPION = Source(
    "Champion HR et al. A revision of the Trauma Score. J Trauma 1989;29:623-629",
    doi="10.1097/00005373-198905000-00017",
)

OF_COMA, OF_PRESSURE, OF_RATE = exact("0.9368"), exact("0.7326"), exact("0.2908")
"""Weights of the coded values [1]. Source: Champion 1989."""
COMA = ((None, 0), (4, 1), (6, 2), (9, 3), (13, 4))
"""Code by the Glasgow coma scale [1]. Source: Champion 1989."""
PRESSURE = ((None, 0), (1, 1), (50, 2), (76, 3), (90, 4))
"""Code by the systolic pressure [mmHg]. Source: Champion 1989."""
RATE = ((None, 0), (1, 1), (6, 2), (10, 4), (30, 3))
"""Code by the respiratory rate [/min]. Source: Champion 1989."""


def revised_trauma_score(
    glasgow_coma_scale: Annotated[Exact, Number("Glasgow coma scale", "{number}", 3, 15, whole=True)],
    systolic: Annotated[Exact, Number("Systolic blood pressure, 0 where absent", "mm[Hg]", 0, 350)],
    respiratory_rate: Annotated[Exact, Number("Respiratory rate, 0 where absent", "/min", 0, 120)],
) -> Outcome:
    """Physiological severity of an injury: Revised Trauma Score."""
    coma, pressure, rate = (
        graded("Glasgow coma scale, coded", glasgow_coma_scale, COMA),
        graded("Systolic pressure, coded", systolic, PRESSURE),
        graded("Respiratory rate, coded", respiratory_rate, RATE),
    )
    return tally(
        Item("Glasgow coma scale, coded, × 0.9368", OF_COMA * coma.points),
        Item("Systolic pressure, coded, × 0.7326", OF_PRESSURE * pressure.points),
        Item("Respiratory rate, coded, × 0.2908", OF_RATE * rate.points),
    )


CALCULATOR = Calculator(
    function=revised_trauma_score,
    title="Revised Trauma Score",
    aliases=(
        "RTS",
        "T-RTS",
        "trauma score",
    ),
    specialty="trauma surgery",
    formula="0.9368 × coma scale + 0.7326 × systolic pressure + 0.2908 × respiratory rate, each coded 0 to 4",
    unit="{score}",
    decimals=4,
    sources=(CHAMPION,),
    rises_with=(
        "glasgow_coma_scale",
        "systolic",
    ),
)
