"""DAS28-CRP for rheumatoid arthritis."""

import math
from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, exact, step

__all__ = ["CALCULATOR", "das28_crp"]

PREVOO = Source(
    (
        "Prevoo ML et al. Modified disease activity scores that include twenty-eight-joint "
        "counts. Arthritis Rheum 1995;38:44-48"
    ),
    doi="10.1002/art.1780380107",
)
GUIDE = Source(
    "Cambio CDS, openEHR common clinical models: activity of rheumatoid arthritis",
    url="https://github.com/gdl-lang/common-clinical-models",
)

OF_TENDER, OF_SWOLLEN, OF_MARKER, OF_HEALTH, CONSTANT = (
    exact("0.56"),
    exact("0.28"),
    exact("0.36"),
    exact("0.014"),
    exact("0.96"),
)
"""Weights of the roots of the counts, of the logarithm and of the general health, and the constant [1].

Source: DAS28-CRP as the openEHR guideline DAS28-CRP.v1 gives it.
"""


def das28_crp(
    tender_joints: Annotated[Exact, Number("Tender joints among 28", "{number}", 0, 28, whole=True)],
    swollen_joints: Annotated[Exact, Number("Swollen joints among 28", "{number}", 0, 28, whole=True)],
    crp: Annotated[Exact, Number("C-reactive protein", "mg/L", 0, 1000)],
    global_health: Annotated[
        Exact, Number("General health by the patient on a visual analogue scale of 100 mm", "mm", 0, 100)
    ],
) -> Outcome:
    """Activity of rheumatoid arthritis from 28 joints and C-reactive protein: DAS28-CRP."""
    value = (
        OF_TENDER * math.sqrt(tender_joints)
        + OF_SWOLLEN * math.sqrt(swollen_joints)
        + OF_MARKER * math.log(crp + 1)
        + float(OF_HEALTH * global_health + CONSTANT)
    )
    formula = "0.56 × √tender + 0.28 × √swollen + 0.36 × ln(crp + 1) + 0.014 × health + 0.96"
    return Outcome(
        value,
        (step("Score", formula, value, tender=tender_joints, swollen=swollen_joints, crp=crp, health=global_health),),
    )


CALCULATOR = Calculator(
    function=das28_crp,
    title="DAS28-CRP for rheumatoid arthritis",
    aliases=(
        "DAS28",
        "disease activity score",
        "rheumatoid arthritis activity",
    ),
    specialty="rheumatology",
    formula=("0.56 × √tender + 0.28 × √swollen + 0.36 × ln(CRP [mg/L] + 1) + 0.014 × general health [mm] + 0.96"),
    unit="{score}",
    decimals=2,
    sources=(
        PREVOO,
        GUIDE,
    ),
    bands=(
        Bands(
            GUIDE,
            (
                Band(None, "remission"),
                Band("2.6", "low disease activity"),
                Band("3.2", "moderate disease activity", above=True),
                Band("5.1", "high disease activity", above=True),
            ),
        ),
    ),
    rises_with=(
        "tender_joints",
        "swollen_joints",
        "crp",
        "global_health",
    ),
)
