"""DAS28-ESR for rheumatoid arthritis."""

import math
from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, exact, step

__all__ = ["CALCULATOR", "das28_esr"]

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

OF_TENDER, OF_SWOLLEN, OF_MARKER, OF_HEALTH = exact("0.56"), exact("0.28"), exact("0.70"), exact("0.014")
"""Weights of the roots of the counts, of the logarithm and of the general health [1]. Source: Prevoo 1995."""


def das28_esr(
    tender_joints: Annotated[Exact, Number("Tender joints among 28", "{number}", 0, 28, whole=True)],
    swollen_joints: Annotated[Exact, Number("Swollen joints among 28", "{number}", 0, 28, whole=True)],
    esr: Annotated[Exact, Number("Erythrocyte sedimentation rate", "mm/h", 1, 200)],
    global_health: Annotated[
        Exact, Number("General health by the patient on a visual analogue scale of 100 mm", "mm", 0, 100)
    ],
) -> Outcome:
    """Activity of rheumatoid arthritis from 28 joints and the erythrocyte sedimentation rate: DAS28-ESR."""
    value = (
        OF_TENDER * math.sqrt(tender_joints)
        + OF_SWOLLEN * math.sqrt(swollen_joints)
        + OF_MARKER * math.log(esr)
        + float(OF_HEALTH * global_health)
    )
    formula = "0.56 × √tender + 0.28 × √swollen + 0.70 × ln(esr) + 0.014 × health"
    return Outcome(
        value,
        (step("Score", formula, value, tender=tender_joints, swollen=swollen_joints, esr=esr, health=global_health),),
    )


CALCULATOR = Calculator(
    function=das28_esr,
    title="DAS28-ESR for rheumatoid arthritis",
    aliases=(
        "DAS28",
        "disease activity score",
        "rheumatoid arthritis activity",
    ),
    specialty="rheumatology",
    formula="0.56 × √tender + 0.28 × √swollen + 0.70 × ln(ESR [mm/h]) + 0.014 × general health [mm]",
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
        "esr",
        "global_health",
    ),
)
