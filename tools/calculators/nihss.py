"""NIH Stroke Scale (NIHSS)."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Item, Number, Outcome, Source, tally

__all__ = ["CALCULATOR", "nihss"]

BROTT = Source(
    ("Brott T et al. Measurements of acute cerebral infarction: a clinical examination scale. Stroke 1989;20:864-870"),
    doi="10.1161/01.str.20.7.864",
)


def nihss(
    consciousness: Annotated[
        Exact,
        Number(
            (
                "1a Level of consciousness: 0 alert, 1 arousable by minor stimulation, 2 by repeated "
                "or painful stimulation, 3 reflex responses or none"
            ),
            "{number}",
            0,
            3,
            whole=True,
        ),
    ],
    questions: Annotated[
        Exact, Number("1b Month and age: 0 both right, 1 one right, 2 none right", "{number}", 0, 2, whole=True)
    ],
    commands: Annotated[
        Exact, Number("1c Eyes and grip: 0 both tasks, 1 one task, 2 neither", "{number}", 0, 2, whole=True)
    ],
    gaze: Annotated[
        Exact, Number("2 Horizontal gaze: 0 normal, 1 partial palsy, 2 forced deviation", "{number}", 0, 2, whole=True)
    ],
    visual_fields: Annotated[
        Exact,
        Number(
            "3 Visual fields: 0 no loss, 1 partial, 2 complete, 3 bilateral hemianopia", "{number}", 0, 3, whole=True
        ),
    ],
    facial_palsy: Annotated[
        Exact, Number("4 Facial palsy: 0 none, 1 minor, 2 partial, 3 complete", "{number}", 0, 3, whole=True)
    ],
    left_arm: Annotated[
        Exact,
        Number(
            ("5a Left arm: 0 no drift, 1 drift, 2 some effort against gravity, 3 none, 4 no movement"),
            "{number}",
            0,
            4,
            whole=True,
        ),
    ],
    right_arm: Annotated[Exact, Number("5b Right arm, as the left", "{number}", 0, 4, whole=True)],
    left_leg: Annotated[
        Exact,
        Number(
            ("6a Left leg: 0 no drift, 1 drift, 2 some effort against gravity, 3 none, 4 no movement"),
            "{number}",
            0,
            4,
            whole=True,
        ),
    ],
    right_leg: Annotated[Exact, Number("6b Right leg, as the left", "{number}", 0, 4, whole=True)],
    ataxia: Annotated[Exact, Number("7 Limb ataxia: 0 none, 1 one limb, 2 two limbs", "{number}", 0, 2, whole=True)],
    sensory: Annotated[
        Exact, Number("8 Sensory loss: 0 none, 1 mild to moderate, 2 severe or total", "{number}", 0, 2, whole=True)
    ],
    language: Annotated[
        Exact,
        Number(
            ("9 Language: 0 normal, 1 mild to moderate aphasia, 2 severe aphasia, 3 mute or global aphasia"),
            "{number}",
            0,
            3,
            whole=True,
        ),
    ],
    dysarthria: Annotated[
        Exact, Number("10 Dysarthria: 0 none, 1 mild to moderate, 2 severe or mute", "{number}", 0, 2, whole=True)
    ],
    neglect: Annotated[
        Exact,
        Number("11 Extinction and inattention: 0 none, 1 one modality, 2 more than one", "{number}", 0, 2, whole=True),
    ],
) -> Outcome:
    """Severity of an acute stroke by the NIH Stroke Scale, from its fifteen items."""
    return tally(
        Item("1a Level of consciousness", consciousness),
        Item("1b Month and age", questions),
        Item("1c Eyes and grip", commands),
        Item("2 Horizontal gaze", gaze),
        Item("3 Visual fields", visual_fields),
        Item("4 Facial palsy", facial_palsy),
        Item("5a Left arm", left_arm),
        Item("5b Right arm", right_arm),
        Item("6a Left leg", left_leg),
        Item("6b Right leg", right_leg),
        Item("7 Limb ataxia", ataxia),
        Item("8 Sensory loss", sensory),
        Item("9 Language", language),
        Item("10 Dysarthria", dysarthria),
        Item("11 Extinction and inattention", neglect),
    )


CALCULATOR = Calculator(
    function=nihss,
    title="NIH Stroke Scale (NIHSS)",
    aliases=(
        "NIHSS",
        "stroke severity",
        "NIH stroke scale",
    ),
    specialty="neurology",
    formula="Sum of the fifteen items, 0 to 42",
    unit="{score}",
    sources=(BROTT,),
    bands=(
        Bands(
            BROTT,
            (
                Band(0, "no stroke symptoms"),
                Band(1, "minor stroke"),
                Band(5, "moderate stroke"),
                Band(16, "moderate to severe stroke"),
                Band(21, "severe stroke"),
            ),
        ),
    ),
    rises_with=(
        "consciousness",
        "questions",
        "commands",
        "gaze",
        "visual_fields",
        "facial_palsy",
        "left_arm",
        "right_arm",
        "left_leg",
        "right_leg",
        "ataxia",
        "sensory",
        "language",
        "dysarthria",
        "neglect",
    ),
)
