"""Delta ratio."""

from tools.calculating import Band, Bands, Calculator, Exact, Outcome, step
from tools.calculating.usual import Bicarbonate, Chloride, Sodium
from tools.calculators.anion_gap import MYENDOCONSULT, gap, gap_step
from tools.calculators.delta_gap import NORMAL_GAP
from tools.errors import BadArguments

__all__ = ["CALCULATOR", "RATIO_BANDS", "delta_ratio", "ratio_of"]

NORMAL_BICARBONATE = 24
"""Bicarbonate that counts as normal [mmol/L]. Source: myendoconsult."""
RATIO_BANDS = Bands(
    MYENDOCONSULT,
    (
        Band(0, "acidosis with a normal anion gap (hyperchloraemic)"),
        Band("0.4", "acidosis with a high and one with a normal anion gap together"),
        Band(1, "acidosis with a high anion gap alone"),
        Band(
            2,
            "acidosis with a high anion gap, beside metabolic alkalosis or compensated respiratory acidosis",
            above=True,
        ),
    ),
)
"""What the ratio means, with or without correction for albumin."""


def ratio_of(delta: Exact, bicarbonate: Exact) -> Exact:
    """Rise of the anion gap over the fall of bicarbonate [1].

    Raises:
        BadArguments: If bicarbonate is normal, so that there is no fall.
    """
    if bicarbonate == NORMAL_BICARBONATE:
        raise BadArguments("bicarbonate is exactly 24 mmol/L: it has not fallen, and the ratio is not defined.")
    return delta / (NORMAL_BICARBONATE - bicarbonate)


def delta_ratio(sodium: Sodium, chloride: Chloride, bicarbonate: Bicarbonate) -> Outcome:
    """Rise of the anion gap over the fall of bicarbonate, to find mixed disorders in metabolic acidosis."""
    delta = gap(sodium, chloride, bicarbonate) - NORMAL_GAP
    value = ratio_of(delta, bicarbonate)
    working = step("Delta ratio", "delta / (24 − bicarbonate)", value, delta=delta, bicarbonate=bicarbonate)
    return Outcome(value, (gap_step(sodium, chloride, bicarbonate), working))


CALCULATOR = Calculator(
    function=delta_ratio,
    title="Delta ratio",
    aliases=("delta-delta", "delta delta ratio", "mixed acid-base disorder"),
    specialty="nephrology",
    formula="((sodium − chloride − bicarbonate) − 12) / (24 − bicarbonate)",
    unit="{ratio}",
    decimals=3,
    sources=(MYENDOCONSULT,),
    bands=(RATIO_BANDS,),
)
