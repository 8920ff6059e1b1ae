"""Rockall score for upper gastrointestinal bleeding."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Choice, Item, Outcome, Source, graded, tally
from tools.calculating.usual import Adult

__all__ = ["CALCULATOR", "rockall"]

ROCKALL = Source(
    ("Rockall TA et al. Risk assessment after acute upper gastrointestinal haemorrhage. Gut 1996;38:316-321"),
    doi="10.1136/gut.38.3.316",
)

SHOCK = {"none": 0, "tachycardia": 1, "hypotension": 2}
"""Points of shock [1]. Source: Rockall 1996."""
COMORBIDITY = {"none": 0, "cardiac_or_other_major": 2, "renal_liver_failure_or_disseminated_cancer": 3}
"""Points of comorbidity [1]. Source: Rockall 1996."""
DIAGNOSIS = {"mallory_weiss_or_none": 0, "other": 1, "upper_gi_malignancy": 2}
"""Points of the diagnosis [1]. Source: Rockall 1996."""
STIGMATA = {"none_or_dark_spot": 0, "blood_clot_or_vessel": 2}
"""Points of stigmata of recent haemorrhage [1]. Source: Rockall 1996."""


def rockall(
    age: Adult,
    shock: Annotated[
        str,
        Choice(
            "Shock",
            {
                "none": "systolic ≥ 100 mmHg and heart rate < 100/min",
                "tachycardia": "systolic ≥ 100 mmHg and heart rate ≥ 100/min",
                "hypotension": "systolic < 100 mmHg",
            },
        ),
    ],
    comorbidity: Annotated[
        str,
        Choice(
            "Comorbidity",
            {
                "none": "no major comorbidity",
                "cardiac_or_other_major": "heart failure, ischaemic heart disease or another major comorbidity",
                "renal_liver_failure_or_disseminated_cancer": "renal failure, liver failure or disseminated malignancy",
            },
        ),
    ],
    diagnosis: Annotated[
        str,
        Choice(
            "Endoscopic diagnosis",
            {
                "mallory_weiss_or_none": "Mallory-Weiss tear, or no lesion and no stigmata",
                "other": "all other diagnoses",
                "upper_gi_malignancy": "malignancy of the upper gastrointestinal tract",
            },
        ),
    ],
    stigmata: Annotated[
        str,
        Choice(
            "Stigmata of recent haemorrhage",
            {
                "none_or_dark_spot": "none, or a dark spot only",
                "blood_clot_or_vessel": "blood, adherent clot, or a visible or spurting vessel",
            },
        ),
    ],
) -> Outcome:
    """Risk of rebleeding and death in upper gastrointestinal bleeding, with endoscopy: full Rockall score."""
    return tally(
        graded("Age 60 to 79 years 1, from 80 years 2", age, ((None, 0), (60, 1), (80, 2))),
        Item("Shock", SHOCK[shock]),
        Item("Comorbidity", COMORBIDITY[comorbidity]),
        Item("Diagnosis", DIAGNOSIS[diagnosis]),
        Item("Stigmata of recent haemorrhage", STIGMATA[stigmata]),
    )


CALCULATOR = Calculator(
    function=rockall,
    title="Rockall score for upper gastrointestinal bleeding",
    aliases=(
        "Rockall",
        "complete Rockall score",
        "rebleeding",
    ),
    specialty="gastroenterology",
    formula=("Age 60–79: 1, ≥ 80: 2; shock 0–2; comorbidity 0, 2 or 3; endoscopic diagnosis 0–2; stigmata 0 or 2"),
    unit="{score}",
    sources=(ROCKALL,),
    bands=(
        Bands(
            ROCKALL,
            (
                Band(0, "low risk of rebleeding and death"),
                Band(3, "raised risk of rebleeding and death"),
                Band(8, "high risk of death"),
            ),
        ),
    ),
    rises_with=("age",),
)
