"""ACR TI-RADS points of a thyroid nodule."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Choice, Flag, Item, Outcome, Source, item, tally

__all__ = ["CALCULATOR", "ti_rads"]

TESSLER = Source(
    (
        "Tessler FN et al. ACR Thyroid Imaging, Reporting and Data System (TI-RADS): white "
        "paper of the ACR TI-RADS Committee. J Am Coll Radiol 2017;14:587-595"
    ),
    doi="10.1016/j.jacr.2017.01.046",
)

COMPOSITION = {"cystic": 0, "spongiform": 0, "mixed": 1, "solid": 2}
"""Points of the composition [1]. Source: Tessler 2017."""
ECHOGENICITY = {"anechoic": 0, "hyperechoic_or_isoechoic": 1, "hypoechoic": 2, "very_hypoechoic": 3}
"""Points of the echogenicity [1]. Source: Tessler 2017."""
MARGIN = {"smooth": 0, "ill_defined": 0, "lobulated_or_irregular": 2, "extrathyroidal": 3}
"""Points of the margin [1]. Source: Tessler 2017."""


def ti_rads(
    composition: Annotated[
        str,
        Choice(
            "Composition",
            {
                "cystic": "cystic or almost completely cystic",
                "spongiform": "",
                "mixed": "mixed cystic and solid",
                "solid": "solid or almost completely solid",
            },
        ),
    ],
    echogenicity: Annotated[
        str,
        Choice(
            "Echogenicity", {"anechoic": "", "hyperechoic_or_isoechoic": "", "hypoechoic": "", "very_hypoechoic": ""}
        ),
    ],
    taller_than_wide: Annotated[bool, Flag("Taller than wide")],
    margin: Annotated[
        str,
        Choice(
            "Margin",
            {
                "smooth": "",
                "ill_defined": "",
                "lobulated_or_irregular": "",
                "extrathyroidal": "extends beyond the thyroid",
            },
        ),
    ],
    macrocalcifications: Annotated[bool, Flag("Macrocalcifications")],
    rim_calcifications: Annotated[bool, Flag("Peripheral (rim) calcifications")],
    punctate_foci: Annotated[bool, Flag("Punctate echogenic foci")],
) -> Outcome:
    """Suspicion of a thyroid nodule on ultrasound and when to puncture it: ACR TI-RADS points."""
    return tally(
        Item("Composition", COMPOSITION[composition]),
        Item("Echogenicity", ECHOGENICITY[echogenicity]),
        item("Taller than wide", taller_than_wide, 3),
        Item("Margin", MARGIN[margin]),
        item("Macrocalcifications", macrocalcifications),
        item("Rim calcifications", rim_calcifications, 2),
        item("Punctate echogenic foci", punctate_foci, 3),
    )


CALCULATOR = Calculator(
    function=ti_rads,
    title="ACR TI-RADS points of a thyroid nodule",
    aliases=(
        "TI-RADS",
        "thyroid nodule",
    ),
    specialty="radiology",
    formula=(
        "Composition 0–2, echogenicity 0–3, taller than wide 3, margin 0–3, macrocalcifications 1, rim "
        "calcifications 2, punctate foci 3"
    ),
    unit="{score}",
    sources=(TESSLER,),
    bands=(
        Bands(
            TESSLER,
            (
                Band(0, "TR1, benign: no puncture"),
                Band(1, "TR2, not suspicious: no puncture"),
                Band(3, "TR3, mildly suspicious: puncture from 2.5 cm, follow from 1.5 cm"),
                Band(4, "TR4, moderately suspicious: puncture from 1.5 cm, follow from 1 cm"),
                Band(7, "TR5, highly suspicious: puncture from 1 cm, follow from 0.5 cm"),
            ),
        ),
    ),
    rises_with=(
        "taller_than_wide",
        "macrocalcifications",
        "rim_calcifications",
        "punctate_foci",
    ),
)
