"""4Ts score for heparin-induced thrombocytopenia."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Choice, Item, Outcome, Source, tally

__all__ = ["CALCULATOR", "four_ts"]

LO = Source(
    (
        "Lo GK et al. Evaluation of pretest clinical score (4 T's) for the diagnosis of "
        "heparin-induced thrombocytopenia in two clinical settings. J Thromb Haemost "
        "2006;4:759-765"
    ),
    doi="10.1111/j.1538-7836.2006.01787.x",
)

THROMBOCYTOPENIA = {
    "fall_over_50_and_nadir_20_or_more": 2,
    "fall_30_to_50_or_nadir_10_to_19": 1,
    "fall_below_30_or_nadir_below_10": 0,
}
"""Points [1]. Source: Lo 2006."""
TIMING = {"clear_5_to_10_days": 2, "consistent_or_after_10_days": 1, "within_4_days": 0}
"""Points [1]. Source: Lo 2006."""
THROMBOSIS = {"new_or_necrosis_or_reaction": 2, "progressive_or_suspected": 1, "none": 0}
"""Points [1]. Source: Lo 2006."""
OTHER_CAUSES = {"none_apparent": 2, "possible": 1, "definite": 0}
"""Points [1]. Source: Lo 2006."""


def four_ts(
    thrombocytopenia: Annotated[
        str,
        Choice(
            "Fall of the platelets",
            {
                "fall_over_50_and_nadir_20_or_more": "fall > 50 % and nadir ≥ 20 × 10⁹/L",
                "fall_30_to_50_or_nadir_10_to_19": "fall 30 to 50 % or nadir 10 to 19 × 10⁹/L",
                "fall_below_30_or_nadir_below_10": "fall < 30 % or nadir < 10 × 10⁹/L",
            },
        ),
    ],
    timing: Annotated[
        str,
        Choice(
            "Timing of the fall",
            {
                "clear_5_to_10_days": (
                    "clear onset on days 5 to 10, or within one day after heparin in the last 30 days"
                ),
                "consistent_or_after_10_days": (
                    "consistent with days 5 to 10 but not clear, or after day 10, or within"
                    " one day after heparin 30 to 100 days ago"
                ),
                "within_4_days": "within 4 days without recent heparin",
            },
        ),
    ],
    thrombosis: Annotated[
        str,
        Choice(
            "Thrombosis or other sequelae",
            {
                "new_or_necrosis_or_reaction": "new thrombosis, skin necrosis, or acute reaction after a bolus",
                "progressive_or_suspected": (
                    "progressive, recurrent or suspected thrombosis, or skin redness without necrosis"
                ),
                "none": "none",
            },
        ),
    ],
    other_causes: Annotated[
        str,
        Choice(
            "Other causes of thrombocytopenia",
            {"none_apparent": "none apparent", "possible": "possible", "definite": "definite"},
        ),
    ],
) -> Outcome:
    """Pre-test probability of heparin-induced thrombocytopenia by the 4Ts."""
    return tally(
        Item("Fall of the platelets", THROMBOCYTOPENIA[thrombocytopenia]),
        Item("Timing of the fall", TIMING[timing]),
        Item("Thrombosis or other sequelae", THROMBOSIS[thrombosis]),
        Item("Other causes of thrombocytopenia", OTHER_CAUSES[other_causes]),
    )


CALCULATOR = Calculator(
    function=four_ts,
    title="4Ts score for heparin-induced thrombocytopenia",
    aliases=(
        "4Ts",
        "4 Ts",
        "HIT score",
        "heparin-induced thrombocytopenia",
    ),
    specialty="haematology",
    formula="0 to 2 points each: thrombocytopenia, timing, thrombosis, other causes",
    unit="{score}",
    sources=(LO,),
    bands=(
        Bands(
            LO,
            (
                Band(0, "low probability of heparin-induced thrombocytopenia"),
                Band(4, "intermediate probability of heparin-induced thrombocytopenia"),
                Band(6, "high probability of heparin-induced thrombocytopenia"),
            ),
        ),
    ),
)
