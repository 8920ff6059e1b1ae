"""Delta gap corrected for albumin."""

from tools.calculating import Calculator, Outcome, step
from tools.calculating.usual import Albumin, Bicarbonate, Chloride, Sodium
from tools.calculators.albumin_corrected_anion_gap import FIGGE, corrected_gap, corrected_steps
from tools.calculators.anion_gap import MYENDOCONSULT
from tools.calculators.delta_gap import NORMAL_GAP

__all__ = ["CALCULATOR", "albumin_corrected_delta_gap"]


def albumin_corrected_delta_gap(
    sodium: Sodium, chloride: Chloride, bicarbonate: Bicarbonate, albumin: Albumin
) -> Outcome:
    """How far the anion gap, corrected for albumin, lies above its normal value of 12 mmol/L."""
    before = corrected_gap(sodium, chloride, bicarbonate, albumin)
    value = before - NORMAL_GAP
    steps = corrected_steps(sodium, chloride, bicarbonate, albumin)
    return Outcome(value, (*steps, step("Delta gap", "gap − 12", value, gap=before)))


CALCULATOR = Calculator(
    function=albumin_corrected_delta_gap,
    title="Delta gap corrected for albumin",
    aliases=("albumin corrected delta gap",),
    specialty="nephrology",
    formula="(sodium − chloride − bicarbonate) + 2.5 × (4 − albumin [g/dL]) − 12",
    unit="mmol/L",
    decimals=2,
    sources=(FIGGE, MYENDOCONSULT),
    rises_with=("sodium",),
    falls_with=("chloride", "bicarbonate", "albumin"),
)
