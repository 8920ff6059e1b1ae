"""Bishop score."""

from typing import Annotated

from tools.calculating import Calculator, Choice, Exact, Item, Number, Outcome, Source, graded, tally

__all__ = ["CALCULATOR", "bishop"]

BISHOP = Source(
    (
        "Bishop EH. Pelvic scoring for elective induction. Obstet Gynecol 1964;24:266-268, as"
        " the openEHR guideline Bishop_score.v1.0.0 of Cambio has it"
    ),
    url="https://github.com/gdl-lang/common-clinical-models",
)

POSITION = {"posterior": 0, "central": 1, "anterior": 2}
"""Points of the position [1]. Source: Bishop 1964."""
CONSISTENCY = {"firm": 0, "medium": 1, "soft": 2}
"""Points of the consistency [1]. Source: Bishop 1964."""
DILATION = ((None, 0), (1, 1), (3, 2), (5, 3))
"""Points by the dilation [cm]. Source: Bishop 1964."""
EFFACEMENT = ((None, 0), (40, 1), (60, 2), (80, 3))
"""Points by the effacement [%]. Source: Bishop 1964."""
STATION = ((None, 0), (-2, 1), (-1, 2), (1, 3))
"""Points by the station [1]. Source: Bishop 1964."""


def bishop(
    position: Annotated[str, Choice("Position of the cervix", {"posterior": "", "central": "", "anterior": ""})],
    consistency: Annotated[str, Choice("Consistency of the cervix", {"firm": "", "medium": "", "soft": ""})],
    dilation: Annotated[Exact, Number("Dilation, in whole centimetres", "cm", 0, 10)],
    effacement: Annotated[Exact, Number("Effacement", "%", 0, 100)],
    station: Annotated[
        Exact, Number("Station of the fetal head against the ischial spines, negative above", "{number}", -5, 5)
    ],
) -> Outcome:
    """Ripeness of the cervix before induction of labour: Bishop score."""
    return tally(
        Item("Position", POSITION[position]),
        Item("Consistency", CONSISTENCY[consistency]),
        graded("Dilation", dilation, DILATION),
        graded("Effacement", effacement, EFFACEMENT),
        graded("Station", station, STATION),
    )


CALCULATOR = Calculator(
    function=bishop,
    title="Bishop score",
    aliases=(
        "Bishop",
        "induction of labour",
        "cervical ripeness",
    ),
    specialty="obstetrics",
    formula=(
        "Position 0–2; consistency 0–2; dilation 1–2 cm: 1, 3–4: 2, ≥ 5: 3; effacement 40–50 %: 1, "
        "60–70: 2, ≥ 80: 3; station −2: 1, −1 or 0: 2, ≥ 1: 3"
    ),
    unit="{score}",
    sources=(BISHOP,),
    rises_with=(
        "dilation",
        "effacement",
        "station",
    ),
)
