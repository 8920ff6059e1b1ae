"""Canadian CT head rule."""

from typing import Annotated

from tools.calculating import Calculator, Exact, Flag, Number, Outcome, Source, Step

__all__ = ["CALCULATOR", "canadian_ct_head"]

STIELL = Source(
    ("Stiell IG et al. The Canadian CT Head Rule for patients with minor head injury. Lancet 2001;357:1391-1396"),
    doi="10.1016/S0140-6736(00)04561-X",
)


def canadian_ct_head(
    gcs_below_15_at_2_h: Annotated[bool, Flag("Glasgow coma scale below 15 two hours after the injury")],
    open_or_depressed_fracture: Annotated[bool, Flag("Suspected open or depressed skull fracture")],
    basal_fracture_signs: Annotated[bool, Flag("Any sign of basal skull fracture")],
    vomiting_twice: Annotated[bool, Flag("Two or more episodes of vomiting")],
    age: Annotated[Exact, Number("Age; the rule is for 16 years and older", "a", 16, 125)],
    amnesia_30_min: Annotated[bool, Flag("Amnesia for 30 minutes or more before the impact")],
    dangerous_mechanism: Annotated[
        bool,
        Flag("Dangerous mechanism: pedestrian or ejected from a vehicle, fall from more than 1 m or five stairs"),
    ],
) -> Outcome:
    """Whether a patient with a minor head injury needs CT: Canadian CT head rule."""
    high = gcs_below_15_at_2_h or open_or_depressed_fracture or basal_fracture_signs or vomiting_twice or age >= 65
    medium = amnesia_30_min or dangerous_mechanism
    steps = (
        Step("High-risk criterion", "yes" if high else "no"),
        Step("Medium-risk criterion", "yes" if medium else "no"),
    )
    if high:
        return Outcome("high_risk", steps)
    return Outcome("medium_risk" if medium else "no_criterion", steps)


CALCULATOR = Calculator(
    function=canadian_ct_head,
    title="Canadian CT head rule",
    aliases=(
        "CCHR",
        "Canadian CT head",
        "head injury CT",
    ),
    specialty="emergency medicine",
    formula=(
        "High risk: Glasgow coma scale < 15 at 2 h, suspected open or depressed fracture, signs of basal"
        " fracture, vomiting twice, age ≥ 65; medium risk: amnesia ≥ 30 min, dangerous mechanism"
    ),
    sources=(STIELL,),
    categories={
        "high_risk": "CT is needed: high risk of neurosurgical intervention",
        "medium_risk": "CT is needed: medium risk of brain injury on CT",
        "no_criterion": "no criterion: CT is not needed by this rule",
    },
)
