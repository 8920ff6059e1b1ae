"""ICH score."""

from typing import Annotated

from tools.calculating import Calculator, Exact, Flag, Number, Outcome, Source, graded, item, tally
from tools.calculating.usual import Adult

__all__ = ["CALCULATOR", "ich"]

HEMPHILL = Source(
    (
        "Hemphill JC et al. The ICH score: a simple, reliable grading scale for intracerebral"
        " hemorrhage. Stroke 2001;32:891-897"
    ),
    doi="10.1161/01.str.32.4.891",
)


def ich(
    glasgow_coma_scale: Annotated[Exact, Number("Glasgow coma scale", "{number}", 3, 15, whole=True)],
    volume: Annotated[Exact, Number("Volume of the haemorrhage", "mL", 0, 300)],
    intraventricular: Annotated[bool, Flag("Blood in the ventricles")],
    infratentorial: Annotated[bool, Flag("Infratentorial origin")],
    age: Adult,
) -> Outcome:
    """Risk of death within 30 days of an intracerebral haemorrhage: ICH score."""
    return tally(
        graded("Glasgow coma scale 5 to 12 1, 3 or 4 2", glasgow_coma_scale, ((None, 2), (5, 1), (13, 0))),
        item("Volume ≥ 30 mL", volume >= 30),
        item("Intraventricular haemorrhage", intraventricular),
        item("Infratentorial origin", infratentorial),
        item("Age ≥ 80 years", age >= 80),
    )


CALCULATOR = Calculator(
    function=ich,
    title="ICH score",
    aliases=(
        "ICH score",
        "intracerebral haemorrhage mortality",
        "Hemphill",
    ),
    specialty="neurology",
    formula=(
        "Glasgow coma scale 3–4: 2, 5–12: 1; volume ≥ 30 mL: 1; intraventricular: 1; infratentorial: 1; age ≥ 80: 1"
    ),
    unit="{score}",
    sources=(HEMPHILL,),
    rises_with=(
        "volume",
        "intraventricular",
        "infratentorial",
        "age",
    ),
    falls_with=("glasgow_coma_scale",),
)
