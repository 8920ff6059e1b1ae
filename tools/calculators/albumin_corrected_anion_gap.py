"""Anion gap corrected for albumin."""

from tools.calculating import Band, Bands, Calculator, Exact, Outcome, Source, Step, exact, step
from tools.calculating.usual import Albumin, Bicarbonate, Chloride, Sodium
from tools.calculators.anion_gap import MYENDOCONSULT, gap, gap_step

__all__ = ["CALCULATOR", "FIGGE", "albumin_corrected_anion_gap", "corrected_gap", "corrected_steps"]

FIGGE = Source(
    "Figge J et al. Anion gap and hypoalbuminemia. Crit Care Med 1998;26:1807-1810",
    doi="10.1097/00003246-199811000-00019",
    url="https://doctaverse.pages.dev/blog/calculator/anion-gap-metabolic-acidosis",
)
PER_GRAM = exact("2.5")
"""Anion gap that each g/dL of albumin makes up [mmol/L]. Source: Figge 1998."""
NORMAL = 4
"""Albumin to which the gap is corrected [g/dL]. Source: doctaverse.pages.dev."""


def corrected_gap(sodium: Exact, chloride: Exact, bicarbonate: Exact, albumin: Exact) -> Exact:
    """Anion gap at normal albumin [mmol/L]."""
    return gap(sodium, chloride, bicarbonate) + PER_GRAM * (NORMAL - albumin)


def corrected_steps(sodium: Exact, chloride: Exact, bicarbonate: Exact, albumin: Exact) -> tuple[Step, Step]:
    """Show how the corrected gap comes about."""
    value = corrected_gap(sodium, chloride, bicarbonate, albumin)
    before = gap(sodium, chloride, bicarbonate)
    working = step("Corrected anion gap", "gap + 2.5 × (4 − albumin)", value, gap=before, albumin=albumin)
    return gap_step(sodium, chloride, bicarbonate), working


def albumin_corrected_anion_gap(
    sodium: Sodium, chloride: Chloride, bicarbonate: Bicarbonate, albumin: Albumin
) -> Outcome:
    """Anion gap as it would be at a normal albumin of 4 g/dL."""
    value = corrected_gap(sodium, chloride, bicarbonate, albumin)
    return Outcome(value, corrected_steps(sodium, chloride, bicarbonate, albumin))


CALCULATOR = Calculator(
    function=albumin_corrected_anion_gap,
    title="Anion gap corrected for albumin",
    aliases=("albumin corrected anion gap", "corrected anion gap"),
    specialty="nephrology",
    formula="(sodium − chloride − bicarbonate) + 2.5 × (4 − albumin [g/dL])",
    unit="mmol/L",
    decimals=2,
    sources=(FIGGE,),
    bands=(
        Bands(
            MYENDOCONSULT,
            (Band(None, "low"), Band(8, "normal"), Band(16, "high: unmeasured acid is likely", above=True)),
        ),
    ),
    rises_with=("sodium",),
    falls_with=("chloride", "bicarbonate", "albumin"),
)
