"""Simplified Disease Activity Index for rheumatoid arthritis."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Item, Number, Outcome, Source, tally

__all__ = ["CALCULATOR", "sdai"]

SMOLEN = Source(
    (
        "Smolen JS et al. A simplified disease activity index for rheumatoid arthritis for "
        "use in clinical practice. Rheumatology (Oxford) 2003;42:244-257"
    ),
    doi="10.1093/rheumatology/keg072",
)
GUIDE = Source(
    "Cambio CDS, openEHR common clinical models: activity of rheumatoid arthritis",
    url="https://github.com/gdl-lang/common-clinical-models",
)


def sdai(
    tender_joints: Annotated[Exact, Number("Tender joints among 28", "{number}", 0, 28, whole=True)],
    swollen_joints: Annotated[Exact, Number("Swollen joints among 28", "{number}", 0, 28, whole=True)],
    patient_global: Annotated[Exact, Number("Activity by the patient, 0 to 10", "{number}", 0, 10)],
    physician_global: Annotated[Exact, Number("Activity by the physician, 0 to 10", "{number}", 0, 10)],
    crp: Annotated[Exact, Number("C-reactive protein", "mg/L", 0, 1000)],
) -> Outcome:
    """Activity of rheumatoid arthritis with C-reactive protein: Simplified Disease Activity Index."""
    share = crp / 10
    return tally(
        Item("Tender joints", tender_joints),
        Item("Swollen joints", swollen_joints),
        Item("Activity by the patient", patient_global),
        Item("Activity by the physician", physician_global),
        Item("C-reactive protein in mg/dL", share),
    )


CALCULATOR = Calculator(
    function=sdai,
    title="Simplified Disease Activity Index for rheumatoid arthritis",
    aliases=(
        "SDAI",
        "rheumatoid arthritis activity",
    ),
    specialty="rheumatology",
    formula=(
        "Tender joints + swollen joints + activity by the patient + activity by the physician + "
        "C-reactive protein [mg/dL]"
    ),
    unit="{score}",
    decimals=1,
    sources=(
        SMOLEN,
        GUIDE,
    ),
    bands=(
        Bands(
            GUIDE,
            (
                Band(0, "remission"),
                Band("3.3", "low disease activity", above=True),
                Band(11, "moderate disease activity", above=True),
                Band(26, "high disease activity", above=True),
            ),
        ),
    ),
    rises_with=(
        "tender_joints",
        "swollen_joints",
        "patient_global",
        "physician_global",
        "crp",
    ),
)
