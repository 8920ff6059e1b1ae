"""Modified Rankin scale."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Choice, Outcome, Source, Step

__all__ = ["CALCULATOR", "modified_rankin"]

VAN_SWIETEN = Source(
    (
        "van Swieten JC et al. Interobserver agreement for the assessment of handicap in stroke patients. "
        "Stroke 1988;19:604-607"
    ),
    doi="10.1161/01.STR.19.5.604",
)
NEUROVASCULAR = Source(
    "Neurovascular Medicine: modified Rankin scale, with grade 6 and good outcome as 0 to 2",
    url="https://neurovascularmedicine.com/modifiedrankin.php",
)

GRADES = {
    "no_symptoms": 0,
    "no_significant_disability": 1,
    "slight_disability": 2,
    "moderate_disability": 3,
    "moderately_severe_disability": 4,
    "severe_disability": 5,
    "dead": 6,
}
"""Grade of the state [1]. Source: van Swieten 1988; 6 is a later addition."""


def modified_rankin(
    state: Annotated[
        str,
        Choice(
            "State of the patient",
            {
                "no_symptoms": "no symptoms at all",
                "no_significant_disability": "symptoms, but all usual duties and activities are carried out",
                "slight_disability": "not all earlier activities, but own affairs without assistance",
                "moderate_disability": "needs some help, walks without assistance",
                "moderately_severe_disability": "neither walks nor tends to bodily needs without assistance",
                "severe_disability": "bedridden, incontinent, in need of constant nursing care",
                "dead": "",
            },
        ),
    ],
) -> Outcome:
    """Disability after a stroke: modified Rankin scale."""
    return Outcome(GRADES[state], (Step("State", f"{state.replace('_', ' ')}: grade {GRADES[state]}"),))


CALCULATOR = Calculator(
    function=modified_rankin,
    title="Modified Rankin scale",
    aliases=("mRS", "Rankin", "disability after stroke", "functional outcome"),
    specialty="neurology",
    formula="0 no symptoms, 1 no significant, 2 slight, 3 moderate, 4 moderately severe, 5 severe disability, 6 dead",
    unit="{grade}",
    sources=(VAN_SWIETEN, NEUROVASCULAR),
    bands=(
        Bands(
            NEUROVASCULAR,
            (
                Band(0, "no symptoms; good outcome (0 to 2)"),
                Band(1, "no significant disability; good outcome (0 to 2)"),
                Band(2, "slight disability, looks after own affairs; good outcome (0 to 2)"),
                Band(3, "moderate disability, walks without assistance"),
                Band(4, "moderately severe disability, does not walk without assistance"),
                Band(5, "severe disability, in need of constant care"),
                Band(6, "dead"),
            ),
        ),
    ),
)
