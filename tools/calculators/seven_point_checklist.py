"""Seven-point checklist of dermoscopy."""

from typing import Annotated

from guidelines import Classification
from tools.calculating import Calculator, Outcome
from tools.calculating.classified import bands_of, counted, flag, sources_of

__all__ = ["CALCULATOR", "seven_point_checklist"]

TABLE = Classification.load("seven-point-checklist-1998")
"""Its points, limit and their sources are in guidelines/classifications/seven-point-checklist-1998.toml."""


def seven_point_checklist(
    atypical_network: Annotated[bool, flag(TABLE, "atypical_network")],
    blue_white_veil: Annotated[bool, flag(TABLE, "blue_white_veil")],
    atypical_vessels: Annotated[bool, flag(TABLE, "atypical_vessels")],
    irregular_streaks: Annotated[bool, flag(TABLE, "irregular_streaks")],
    irregular_dots: Annotated[bool, flag(TABLE, "irregular_dots")],
    irregular_blotches: Annotated[bool, flag(TABLE, "irregular_blotches")],
    regression: Annotated[bool, flag(TABLE, "regression")],
) -> Outcome:
    """Suspicion of melanoma of a melanocytic skin lesion on dermoscopy: seven-point checklist of Argenziano."""
    return counted(
        TABLE,
        {
            "atypical_network": atypical_network,
            "blue_white_veil": blue_white_veil,
            "atypical_vessels": atypical_vessels,
            "irregular_streaks": irregular_streaks,
            "irregular_dots": irregular_dots,
            "irregular_blotches": irregular_blotches,
            "regression": regression,
        },
    )


CALCULATOR = Calculator(
    function=seven_point_checklist,
    title="Seven-point checklist of dermoscopy",
    aliases=("7-point checklist", "Argenziano", "melanoma", "dermatoscopy", "pigmented lesion"),
    specialty="dermatology",
    formula="2 each for atypical network, blue-whitish veil and atypical vessels; 1 each for the four others",
    unit="{score}",
    sources=sources_of(TABLE),
    bands=(bands_of(TABLE),),
    rises_with=(
        "atypical_network",
        "blue_white_veil",
        "atypical_vessels",
        "irregular_streaks",
        "irregular_dots",
        "irregular_blotches",
        "regression",
    ),
)
