"""FUNC score of intracerebral haemorrhage."""

from typing import Annotated

from tools.calculating import Calculator, Choice, Exact, Flag, Item, Number, Outcome, Source, graded, item, tally
from tools.calculating.usual import Adult

__all__ = ["CALCULATOR", "func"]

ROST = Source(
    (
        "Rost NS et al. Prediction of functional outcome in patients with primary "
        "intracerebral hemorrhage: the FUNC score. Stroke 2008;39:2304-2309"
    ),
    doi="10.1161/STROKEAHA.107.512202",
)

LOCATION = {"lobar": 2, "deep": 1, "infratentorial": 0}
"""Points of the location [1]. Source: Rost 2008."""


def _of_volume(volume: Exact) -> int:
    """Points of the volume [mL]. Source: Rost 2008."""
    if volume < 30:
        return 4
    return 2 if volume <= 60 else 0


def func(
    volume: Annotated[Exact, Number("Volume of the haemorrhage", "mL", 0, 300)],
    age: Adult,
    location: Annotated[str, Choice("Location", {"lobar": "", "deep": "", "infratentorial": ""})],
    glasgow_coma_scale: Annotated[Exact, Number("Glasgow coma scale", "{number}", 3, 15, whole=True)],
    cognitive_impairment: Annotated[bool, Flag("Cognitive impairment before the haemorrhage")],
) -> Outcome:
    """Chance of functional independence 90 days after an intracerebral haemorrhage: FUNC score, higher is better."""
    return tally(
        Item("Volume below 30 mL 4, to 60 mL 2", _of_volume(volume)),
        graded("Age below 70 years 2, 70 to 79 years 1", age, ((None, 2), (70, 1), (80, 0))),
        Item("Location", LOCATION[location]),
        item("Glasgow coma scale ≥ 9", glasgow_coma_scale >= 9, 2),
        item("No cognitive impairment before", not cognitive_impairment),
    )


CALCULATOR = Calculator(
    function=func,
    title="FUNC score of intracerebral haemorrhage",
    aliases=(
        "FUNC",
        "outcome of intracerebral haemorrhage",
    ),
    specialty="neurology",
    formula=(
        "Volume < 30 mL: 4, 30–60: 2; age < 70: 2, 70–79: 1; lobar: 2, deep: 1; Glasgow coma scale ≥ 9: "
        "2; no cognitive impairment: 1"
    ),
    unit="{score}",
    sources=(ROST,),
    rises_with=("glasgow_coma_scale",),
    falls_with=(
        "volume",
        "age",
        "cognitive_impairment",
    ),
)
