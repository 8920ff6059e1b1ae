"""Clinical Disease Activity Index for rheumatoid arthritis."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Item, Number, Outcome, Source, tally

__all__ = ["CALCULATOR", "cdai_ra"]

ALETAHA = Source(
    (
        "Aletaha D et al. Acute phase reactants add little to composite disease activity "
        "indices for rheumatoid arthritis. Arthritis Res Ther 2005;7:R796-R806"
    ),
    doi="10.1186/ar1740",
)
GUIDE = Source(
    "Cambio CDS, openEHR common clinical models: activity of rheumatoid arthritis",
    url="https://github.com/gdl-lang/common-clinical-models",
)


def cdai_ra(
    tender_joints: Annotated[Exact, Number("Tender joints among 28", "{number}", 0, 28, whole=True)],
    swollen_joints: Annotated[Exact, Number("Swollen joints among 28", "{number}", 0, 28, whole=True)],
    patient_global: Annotated[Exact, Number("Activity by the patient, 0 to 10", "{number}", 0, 10)],
    physician_global: Annotated[Exact, Number("Activity by the physician, 0 to 10", "{number}", 0, 10)],
) -> Outcome:
    """Activity of rheumatoid arthritis without a laboratory value: Clinical Disease Activity Index."""
    return tally(
        Item("Tender joints", tender_joints),
        Item("Swollen joints", swollen_joints),
        Item("Activity by the patient", patient_global),
        Item("Activity by the physician", physician_global),
    )


CALCULATOR = Calculator(
    function=cdai_ra,
    title="Clinical Disease Activity Index for rheumatoid arthritis",
    aliases=(
        "CDAI",
        "rheumatoid arthritis activity",
    ),
    specialty="rheumatology",
    formula="Tender joints + swollen joints + activity by the patient + activity by the physician",
    unit="{score}",
    decimals=1,
    sources=(
        ALETAHA,
        GUIDE,
    ),
    bands=(
        Bands(
            GUIDE,
            (
                Band(0, "remission"),
                Band("2.8", "low disease activity", above=True),
                Band(10, "moderate disease activity", above=True),
                Band(22, "high disease activity", above=True),
            ),
        ),
    ),
    rises_with=(
        "tender_joints",
        "swollen_joints",
        "patient_global",
        "physician_global",
    ),
)
