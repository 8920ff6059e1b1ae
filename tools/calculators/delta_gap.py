"""Delta gap."""

from tools.calculating import Calculator, Outcome, step
from tools.calculating.usual import Bicarbonate, Chloride, Sodium
from tools.calculators.anion_gap import MYENDOCONSULT, gap, gap_step

__all__ = ["CALCULATOR", "NORMAL_GAP", "delta_gap"]

NORMAL_GAP = 12
"""Anion gap that counts as normal [mmol/L]. Source: myendoconsult."""


def delta_gap(sodium: Sodium, chloride: Chloride, bicarbonate: Bicarbonate) -> Outcome:
    """How far the anion gap lies above its normal value of 12 mmol/L."""
    before = gap(sodium, chloride, bicarbonate)
    value = before - NORMAL_GAP
    return Outcome(value, (gap_step(sodium, chloride, bicarbonate), step("Delta gap", "gap − 12", value, gap=before)))


CALCULATOR = Calculator(
    function=delta_gap,
    title="Delta gap",
    aliases=("delta anion gap", "mixed acid-base disorder"),
    specialty="nephrology",
    formula="(sodium − chloride − bicarbonate) − 12",
    unit="mmol/L",
    decimals=1,
    sources=(MYENDOCONSULT,),
    rises_with=("sodium",),
    falls_with=("chloride", "bicarbonate"),
)
