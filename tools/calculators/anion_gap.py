"""Anion gap."""

from tools.calculating import Band, Bands, Calculator, Exact, Outcome, Source, Step, step
from tools.calculating.usual import Bicarbonate, Chloride, Sodium

__all__ = ["CALCULATOR", "MYENDOCONSULT", "anion_gap", "gap", "gap_step"]

MYENDOCONSULT = Source(
    "Anion gap, delta gap and delta ratio, after Oh MS, Carroll HJ. The anion gap. N Engl J Med 1977;297:814-817",
    doi="10.1056/NEJM197710132971507",
    url="https://myendoconsult.com/learn/anion-gap-formula/",
)


def gap(sodium: Exact, chloride: Exact, bicarbonate: Exact) -> Exact:
    """Anion gap [mmol/L] of three concentrations [mmol/L]."""
    return sodium - chloride - bicarbonate


def gap_step(sodium: Exact, chloride: Exact, bicarbonate: Exact) -> Step:
    """Show how the gap comes about."""
    value = gap(sodium, chloride, bicarbonate)
    return step(
        "Anion gap", "sodium − chloride − bicarbonate", value, sodium=sodium, chloride=chloride, bicarbonate=bicarbonate
    )


def anion_gap(sodium: Sodium, chloride: Chloride, bicarbonate: Bicarbonate) -> Outcome:
    """Anion gap of the serum, without potassium."""
    return Outcome(gap(sodium, chloride, bicarbonate), (gap_step(sodium, chloride, bicarbonate),))


CALCULATOR = Calculator(
    function=anion_gap,
    title="Anion gap",
    aliases=("AG", "metabolic acidosis"),
    specialty="nephrology",
    formula="sodium − chloride − bicarbonate",
    unit="mmol/L",
    decimals=1,
    sources=(MYENDOCONSULT,),
    bands=(
        Bands(
            MYENDOCONSULT,
            (Band(None, "low"), Band(8, "normal"), Band(16, "high: unmeasured acid is likely", above=True)),
        ),
    ),
    rises_with=("sodium",),
    falls_with=("chloride", "bicarbonate"),
)
