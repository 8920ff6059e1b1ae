"""Apgar score."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Choice, Exact, Item, Number, Outcome, Source, tally

__all__ = ["CALCULATOR", "apgar"]

AAP = Source(
    (
        "American Academy of Pediatrics, American College of Obstetricians and Gynecologists."
        " The Apgar score. Pediatrics 2015;136:819-822"
    ),
    doi="10.1542/peds.2015-2651",
)

COLOUR = {"blue_or_pale": 0, "body_pink_limbs_blue": 1, "pink": 2}
"""Points of the colour [1]. Source: AAP 2015."""
REFLEXES = {"none": 0, "grimace": 1, "cry": 2}
"""Points of the response to stimulation [1]. Source: AAP 2015."""
TONE = {"limp": 0, "some_flexion": 1, "active_motion": 2}
"""Points of the muscle tone [1]. Source: AAP 2015."""
RESPIRATION = {"absent": 0, "weak": 1, "good": 2}
"""Points of the respiration [1]. Source: AAP 2015."""


def _of_rate(rate: Exact) -> int:
    """Points of the heart rate [/min]. Source: AAP 2015."""
    if rate == 0:
        return 0
    return 1 if rate < 100 else 2


def apgar(
    colour: Annotated[str, Choice("Colour", {"blue_or_pale": "", "body_pink_limbs_blue": "", "pink": ""})],
    heart_rate: Annotated[Exact, Number("Heart rate, 0 where absent", "/min", 0, 300)],
    reflexes: Annotated[
        str, Choice("Response to stimulation", {"none": "", "grimace": "", "cry": "cry, cough, sneeze or withdrawal"})
    ],
    tone: Annotated[str, Choice("Muscle tone", {"limp": "", "some_flexion": "", "active_motion": ""})],
    respiration: Annotated[
        str, Choice("Respiration", {"absent": "", "weak": "weak cry, slow or irregular", "good": "good, crying"})
    ],
) -> Outcome:
    """Condition of a newborn at a named minute of life: Apgar score."""
    return tally(
        Item("Colour", COLOUR[colour]),
        Item("Heart rate below 100/min 1, from 100/min 2", _of_rate(heart_rate)),
        Item("Response to stimulation", REFLEXES[reflexes]),
        Item("Muscle tone", TONE[tone]),
        Item("Respiration", RESPIRATION[respiration]),
    )


CALCULATOR = Calculator(
    function=apgar,
    title="Apgar score",
    aliases=(
        "Apgar",
        "newborn assessment",
    ),
    specialty="paediatrics",
    formula="Colour, heart rate, response to stimulation, muscle tone and respiration, 0 to 2 each",
    unit="{score}",
    sources=(AAP,),
    bands=(
        Bands(
            AAP,
            (
                Band(0, "low where scored at 5 minutes"),
                Band(4, "moderately abnormal where scored at 5 minutes"),
                Band(7, "reassuring where scored at 5 minutes"),
            ),
        ),
    ),
    rises_with=("heart_rate",),
)
