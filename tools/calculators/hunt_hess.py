"""Hunt and Hess grade of a subarachnoid haemorrhage."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Choice, Outcome, Source, Step

__all__ = ["CALCULATOR", "hunt_hess"]

HUNT = Source(
    (
        "Hunt WE, Hess RM. Surgical risk as related to time of intervention in the repair of intracranial aneurysms. "
        "J Neurosurg 1968;28:14-20"
    ),
    doi="10.3171/jns.1968.28.1.0014",
)
MARYLAND = Source(
    "University of Maryland emergency medicine: understanding subarachnoid hemorrhage severity and prognosis, 2010",
    url="https://em.umaryland.edu/educational_pearls/1245/",
)

GRADES = {
    "asymptomatic_or_mild": 1,
    "severe_headache": 2,
    "drowsy": 3,
    "stupor": 4,
    "deep_coma": 5,
}
"""Grade of the clinical state [1]. Source: Hunt 1968."""


def hunt_hess(
    state: Annotated[
        str,
        Choice(
            "Clinical state, the worst that fits",
            {
                "asymptomatic_or_mild": "no symptoms, or minimal headache and slight stiffness of the neck",
                "severe_headache": "moderate to severe headache, stiff neck, no deficit but of cranial nerves",
                "drowsy": "drowsiness, confusion or mild focal deficit",
                "stupor": "stupor, moderate to severe hemiparesis, perhaps early decerebrate rigidity",
                "deep_coma": "deep coma, decerebrate rigidity, moribund appearance",
            },
        ),
    ],
) -> Outcome:
    """Clinical severity of a subarachnoid haemorrhage from an aneurysm: Hunt and Hess grade."""
    return Outcome(GRADES[state], (Step("Clinical state", f"{state.replace('_', ' ')}: grade {GRADES[state]}"),))


CALCULATOR = Calculator(
    function=hunt_hess,
    title="Hunt and Hess grade of subarachnoid haemorrhage",
    aliases=("Hunt-Hess", "SAH", "subarachnoid hemorrhage", "aneurysm rupture"),
    specialty="neurology",
    formula=(
        "1 minimal headache; 2 moderate to severe headache, stiff neck; 3 drowsy, mild deficit; 4 stupor, hemiparesis; "
        "5 deep coma"
    ),
    unit="{grade}",
    sources=(HUNT, MARYLAND),
    bands=(
        Bands(
            MARYLAND,
            (
                Band(1, "grade 1: about 70 % survive"),
                Band(2, "grade 2: about 60 % survive"),
                Band(3, "grade 3: about 50 % survive"),
                Band(4, "grade 4: about 20 % survive"),
                Band(5, "grade 5: about 10 % survive"),
            ),
        ),
    ),
)
