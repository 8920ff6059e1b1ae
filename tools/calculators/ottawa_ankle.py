"""Ottawa ankle and foot rules."""

from typing import Annotated

from tools.calculating import Calculator, Flag, Outcome, Source, Step

__all__ = ["CALCULATOR", "ottawa_ankle"]

BACHMANN = Source(
    (
        "Bachmann LM et al. Accuracy of Ottawa ankle rules to exclude fractures of the ankle "
        "and mid-foot: systematic review. BMJ 2003;326:417"
    ),
    doi="10.1136/bmj.326.7386.417",
)


def ottawa_ankle(
    pain_malleolar_zone: Annotated[bool, Flag("Pain in the malleolar zone")],
    tender_lateral_malleolus: Annotated[
        bool, Flag("Bone tenderness at the posterior edge or tip of the lateral malleolus")
    ],
    tender_medial_malleolus: Annotated[
        bool, Flag("Bone tenderness at the posterior edge or tip of the medial malleolus")
    ],
    pain_midfoot_zone: Annotated[bool, Flag("Pain in the midfoot zone")],
    tender_navicular: Annotated[bool, Flag("Bone tenderness at the navicular")],
    tender_fifth_metatarsal: Annotated[bool, Flag("Bone tenderness at the base of the fifth metatarsal")],
    cannot_bear_weight: Annotated[bool, Flag("Unable to bear weight for four steps, both at once and when examined")],
) -> Outcome:
    """Whether radiographs of the ankle or of the foot are needed after an injury: Ottawa ankle rules."""
    ankle = pain_malleolar_zone and (tender_lateral_malleolus or tender_medial_malleolus or cannot_bear_weight)
    foot = pain_midfoot_zone and (tender_navicular or tender_fifth_metatarsal or cannot_bear_weight)
    steps = (
        Step("Ankle: pain, and bone tenderness or no weight-bearing", "yes" if ankle else "no"),
        Step("Foot: pain, and bone tenderness or no weight-bearing", "yes" if foot else "no"),
    )
    if ankle and foot:
        return Outcome("ankle_and_foot", steps)
    if ankle or foot:
        return Outcome("ankle" if ankle else "foot", steps)
    return Outcome("none", steps)


CALCULATOR = Calculator(
    function=ottawa_ankle,
    title="Ottawa ankle and foot rules",
    aliases=(
        "Ottawa ankle",
        "Ottawa foot",
        "ankle radiograph",
        "ankle injury",
    ),
    specialty="emergency medicine",
    formula=(
        "Ankle: malleolar pain and bone tenderness of a malleolus or no weight-bearing; foot: midfoot "
        "pain and bone tenderness of the navicular or fifth metatarsal or no weight-bearing"
    ),
    sources=(BACHMANN,),
    categories={
        "ankle_and_foot": "radiographs of ankle and foot are needed",
        "ankle": "radiographs of the ankle are needed",
        "foot": "radiographs of the foot are needed",
        "none": "no radiograph is needed by these rules",
    },
)
