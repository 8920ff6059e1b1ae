"""PECARN rule for head injury in children."""

from typing import Annotated

from tools.calculating import Calculator, Exact, Flag, Number, Outcome, Source, Step

__all__ = ["CALCULATOR", "pecarn_head"]

KUPPERMANN = Source(
    (
        "Kuppermann N et al. Identification of children at very low risk of clinically-"
        "important brain injuries after head trauma. Lancet 2009;374:1160-1170"
    ),
    doi="10.1016/S0140-6736(09)61558-0",
)


def pecarn_head(
    age: Annotated[Exact, Number("Age below 18 years", "a", 0, "17.99")],
    altered_mental_status: Annotated[
        bool,
        Flag(
            "Glasgow coma scale 14 or altered mental status: agitation, somnolence, repetitive questions, slow response"
        ),
    ],
    skull_fracture: Annotated[bool, Flag("Palpable skull fracture; from 2 years on signs of a basilar fracture")],
    loss_of_consciousness: Annotated[bool, Flag("Loss of consciousness; under 2 years only from 5 seconds on")],
    severe_mechanism: Annotated[bool, Flag("Severe mechanism of injury")],
    scalp_haematoma: Annotated[bool, Flag("Occipital, parietal or temporal scalp haematoma; counts under 2 years")],
    acts_abnormally: Annotated[bool, Flag("Not acting normally by the parent; counts under 2 years")],
    vomiting: Annotated[bool, Flag("Vomiting; counts from 2 years on")],
    severe_headache: Annotated[bool, Flag("Severe headache; counts from 2 years on")],
) -> Outcome:
    """Need for CT of a child with a head injury and Glasgow coma scale 14 or 15 within 24 hours: PECARN."""
    infant = age < 2
    by_age = (scalp_haematoma, acts_abnormally) if infant else (vomiting, severe_headache)
    if altered_mental_status or skull_fracture:
        found = "high"
    elif loss_of_consciousness or severe_mechanism or any(by_age):
        found = "intermediate"
    else:
        found = "very_low"
    return Outcome(found, (Step("Rule", "under 2 years" if infant else "from 2 years on"),))


CALCULATOR = Calculator(
    function=pecarn_head,
    title="PECARN rule for head injury in children",
    aliases=(
        "PECARN",
        "paediatric head injury",
        "pediatric head trauma",
    ),
    specialty="emergency medicine",
    formula=(
        "High: altered mental status or skull fracture; intermediate: another predictor of the age "
        "group; very low: none"
    ),
    sources=(KUPPERMANN,),
    categories={
        "high": "high risk of a clinically important brain injury: CT is recommended",
        "intermediate": ("intermediate risk: observation or CT, by experience, number of findings, course and age"),
        "very_low": "very low risk: CT is not recommended",
    },
)
