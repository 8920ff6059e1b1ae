"""Delta ratio corrected for albumin."""

from tools.calculating import Calculator, Outcome, step
from tools.calculating.usual import Albumin, Bicarbonate, Chloride, Sodium
from tools.calculators.albumin_corrected_anion_gap import FIGGE, corrected_gap, corrected_steps
from tools.calculators.anion_gap import MYENDOCONSULT
from tools.calculators.delta_gap import NORMAL_GAP
from tools.calculators.delta_ratio import RATIO_BANDS, ratio_of

__all__ = ["CALCULATOR", "albumin_corrected_delta_ratio"]


def albumin_corrected_delta_ratio(
    sodium: Sodium, chloride: Chloride, bicarbonate: Bicarbonate, albumin: Albumin
) -> Outcome:
    """Rise of the anion gap, corrected for albumin, over the fall of bicarbonate."""
    delta = corrected_gap(sodium, chloride, bicarbonate, albumin) - NORMAL_GAP
    value = ratio_of(delta, bicarbonate)
    working = step("Delta ratio", "delta / (24 − bicarbonate)", value, delta=delta, bicarbonate=bicarbonate)
    return Outcome(value, (*corrected_steps(sodium, chloride, bicarbonate, albumin), working))


CALCULATOR = Calculator(
    function=albumin_corrected_delta_ratio,
    title="Delta ratio corrected for albumin",
    aliases=("albumin corrected delta ratio",),
    specialty="nephrology",
    formula="((sodium − chloride − bicarbonate) + 2.5 × (4 − albumin [g/dL]) − 12) / (24 − bicarbonate)",
    unit="{ratio}",
    decimals=3,
    sources=(FIGGE, MYENDOCONSULT),
    bands=(RATIO_BANDS,),
)
