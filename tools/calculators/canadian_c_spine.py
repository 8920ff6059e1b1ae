"""Canadian C-spine rule."""

from typing import Annotated

from tools.calculating import Calculator, Exact, Flag, Number, Outcome, Source, Step

__all__ = ["CALCULATOR", "canadian_c_spine"]

STIELL = Source(
    (
        "Stiell IG et al. The Canadian C-spine rule for radiography in alert and stable "
        "trauma patients. JAMA 2001;286:1841-1848"
    ),
    doi="10.1001/jama.286.15.1841",
)


def canadian_c_spine(
    age: Annotated[Exact, Number("Age; the rule is for 16 years and older", "a", 16, 125)],
    dangerous_mechanism: Annotated[
        bool,
        Flag(
            "Dangerous mechanism: fall from 1 m or five stairs, axial load to the head, high-"
            "speed, roll-over or ejection crash, motorised recreational vehicle, bicycle "
            "collision"
        ),
    ],
    paraesthesia: Annotated[bool, Flag("Paraesthesia in the limbs")],
    low_risk_factor: Annotated[
        bool,
        Flag(
            "Any low-risk factor: simple rear-end collision, sitting, walked at any time, delayed"
            " neck pain, no midline tenderness"
        ),
    ],
    rotates_neck: Annotated[bool, Flag("Rotates the neck actively by 45° to the left and right")],
) -> Outcome:
    """Whether an alert and stable patient needs imaging of the cervical spine after trauma: Canadian C-spine rule."""
    steps = (
        Step(
            "Age ≥ 65, dangerous mechanism or paraesthesia",
            "yes" if age >= 65 or dangerous_mechanism or paraesthesia else "no",
        ),
        Step("A low-risk factor allows to test the range of motion", "yes" if low_risk_factor else "no"),
        Step("Rotates by 45° to both sides", "yes" if rotates_neck else "no"),
    )
    if age >= 65 or dangerous_mechanism or paraesthesia or not low_risk_factor or not rotates_neck:
        return Outcome("imaging", steps)
    return Outcome("no_imaging", steps)


CALCULATOR = Calculator(
    function=canadian_c_spine,
    title="Canadian C-spine rule",
    aliases=(
        "CCR",
        "Canadian C-spine",
        "cervical spine imaging",
        "neck trauma",
    ),
    specialty="emergency medicine",
    formula=(
        "Imaging where age ≥ 65, dangerous mechanism or paraesthesia; or no low-risk factor; or the neck"
        " cannot be rotated by 45° to both sides"
    ),
    sources=(STIELL,),
    categories={
        "imaging": "imaging of the cervical spine is needed",
        "no_imaging": "no imaging of the cervical spine is needed",
    },
)
