"""PaO₂/FiO₂ ratio (Horowitz index)."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, step

__all__ = ["CALCULATOR", "pf_ratio"]

BERLIN = Source(
    ("ARDS Definition Task Force. Acute respiratory distress syndrome: the Berlin definition. JAMA 2012;307:2526-2533"),
    doi="10.1001/jama.2012.5669",
)


def pf_ratio(
    arterial_oxygen: Annotated[Exact, Number("Arterial oxygen tension", "mm[Hg]", 10, 700)],
    inspired_oxygen: Annotated[Exact, Number("Inspired fraction of oxygen", "%", 21, 100)],
) -> Outcome:
    """Oxygenation: ratio of arterial oxygen tension to the inspired fraction of oxygen (Horowitz index)."""
    value = arterial_oxygen / (inspired_oxygen / 100)
    return Outcome(
        value, (step("Ratio", "tension / fraction", value, tension=arterial_oxygen, fraction=inspired_oxygen / 100),)
    )


CALCULATOR = Calculator(
    function=pf_ratio,
    title="PaO₂/FiO₂ ratio (Horowitz index)",
    aliases=(
        "P/F ratio",
        "PF ratio",
        "Horowitz",
        "oxygenation in ARDS",
    ),
    specialty="critical care",
    formula="Arterial oxygen tension [mmHg] / inspired fraction of oxygen",
    unit="mm[Hg]",
    sources=(BERLIN,),
    bands=(
        Bands(
            BERLIN,
            (
                Band(0, "severe range of ARDS, if the other criteria are met: mortality 45 %"),
                Band(100, "moderate range of ARDS, if the other criteria are met: mortality 32 %", above=True),
                Band(200, "mild range of ARDS, if the other criteria are met: mortality 27 %", above=True),
                Band(300, "above the range of ARDS", above=True),
            ),
        ),
    ),
    rises_with=("arterial_oxygen",),
    falls_with=("inspired_oxygen",),
)
