"""FOUR score for coma."""

from typing import Annotated

from tools.calculating import Calculator, Choice, Item, Outcome, Source, tally

__all__ = ["CALCULATOR", "four_score"]

WIJDICKS = Source(
    ("Wijdicks EF et al. Validation of a new coma scale: the FOUR score. Ann Neurol 2005;58:585-593"),
    doi="10.1002/ana.20611",
)


def four_score(
    eye: Annotated[
        str,
        Choice(
            "Eye response",
            {
                "4": "lids open or opened, tracking or blinking to command",
                "3": "lids open but not tracking",
                "2": "lids closed, open to a loud voice",
                "1": "lids closed, open to pain",
                "0": "lids remain closed with pain",
            },
        ),
    ],
    motor: Annotated[
        str,
        Choice(
            "Motor response",
            {
                "4": "thumbs up, fist or peace sign",
                "3": "localising to pain",
                "2": "flexion to pain",
                "1": "extension to pain",
                "0": "none, or generalised myoclonus status",
            },
        ),
    ],
    brainstem: Annotated[
        str,
        Choice(
            "Brainstem reflexes",
            {
                "4": "pupil and corneal reflexes present",
                "3": "one pupil wide and fixed",
                "2": "pupil or corneal reflexes absent",
                "1": "pupil and corneal reflexes absent",
                "0": "pupil, corneal and cough reflexes absent",
            },
        ),
    ],
    respiration: Annotated[
        str,
        Choice(
            "Respiration",
            {
                "4": "not intubated, regular",
                "3": "not intubated, Cheyne-Stokes",
                "2": "not intubated, irregular",
                "1": "breathes above the ventilator rate",
                "0": "breathes at the ventilator rate, or apnoea",
            },
        ),
    ],
) -> Outcome:
    """Depth of coma, also under ventilation: Full Outline of UnResponsiveness."""
    return tally(
        Item("Eye response", int(eye)),
        Item("Motor response", int(motor)),
        Item("Brainstem reflexes", int(brainstem)),
        Item("Respiration", int(respiration)),
    )


CALCULATOR = Calculator(
    function=four_score,
    title="FOUR score for coma",
    aliases=(
        "FOUR",
        "full outline of unresponsiveness",
        "coma scale",
    ),
    specialty="neurology",
    formula="Eye response, motor response, brainstem reflexes and respiration, 0 to 4 each",
    unit="{score}",
    sources=(WIJDICKS,),
)
