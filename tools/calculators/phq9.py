"""PHQ-9 for depression."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Item, Number, Outcome, Source, tally

__all__ = ["CALCULATOR", "phq9"]

KROENKE = Source(
    (
        "Kroenke K, Spitzer RL, Williams JB. The PHQ-9: validity of a brief depression "
        "severity measure. J Gen Intern Med 2001;16:606-613"
    ),
    doi="10.1046/j.1525-1497.2001.016009606.x",
)


def phq9(
    little_interest: Annotated[
        Exact, Number("Little interest or pleasure in doing things", "{number}", 0, 3, whole=True)
    ],
    low_mood: Annotated[Exact, Number("Feeling down, depressed or hopeless", "{number}", 0, 3, whole=True)],
    sleep: Annotated[
        Exact, Number("Trouble falling or staying asleep, or sleeping too much", "{number}", 0, 3, whole=True)
    ],
    tired: Annotated[Exact, Number("Feeling tired or having little energy", "{number}", 0, 3, whole=True)],
    appetite: Annotated[Exact, Number("Poor appetite or overeating", "{number}", 0, 3, whole=True)],
    failure: Annotated[Exact, Number("Feeling bad about oneself, or a failure", "{number}", 0, 3, whole=True)],
    concentration: Annotated[Exact, Number("Trouble concentrating", "{number}", 0, 3, whole=True)],
    movement: Annotated[
        Exact,
        Number("Moving or speaking slowly, or being restless, so that others noticed", "{number}", 0, 3, whole=True),
    ],
    self_harm: Annotated[
        Exact, Number("Thoughts of being better off dead or of hurting oneself", "{number}", 0, 3, whole=True)
    ],
) -> Outcome:
    """Severity of depression over the last two weeks: PHQ-9, each item 0 (not at all) to 3 (nearly every day)."""
    warnings = ("Thoughts of death or self-harm were affirmed: ask about the risk of suicide.",) if self_harm else ()
    return tally(
        Item("Little interest or pleasure in doing things", little_interest),
        Item("Feeling down, depressed or hopeless", low_mood),
        Item("Trouble falling or staying asleep, or sleeping too much", sleep),
        Item("Feeling tired or having little energy", tired),
        Item("Poor appetite or overeating", appetite),
        Item("Feeling bad about oneself, or a failure", failure),
        Item("Trouble concentrating", concentration),
        Item("Moving or speaking slowly, or being restless, so that others noticed", movement),
        Item("Thoughts of being better off dead or of hurting oneself", self_harm),
        warnings=warnings,
    )


CALCULATOR = Calculator(
    function=phq9,
    title="PHQ-9 for depression",
    aliases=(
        "PHQ-9",
        "patient health questionnaire",
        "depression questionnaire",
    ),
    specialty="psychiatry",
    formula="Sum of nine items of 0 to 3",
    unit="{score}",
    sources=(KROENKE,),
    bands=(
        Bands(
            KROENKE,
            (
                Band(0, "minimal depression"),
                Band(5, "mild depression"),
                Band(10, "moderate depression"),
                Band(15, "moderately severe depression"),
                Band(20, "severe depression"),
            ),
        ),
    ),
    rises_with=(
        "little_interest",
        "low_mood",
        "sleep",
        "tired",
        "appetite",
        "failure",
        "concentration",
        "movement",
        "self_harm",
    ),
)
