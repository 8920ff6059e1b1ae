"""ISTH score for disseminated intravascular coagulation."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Choice, Exact, Item, Number, Outcome, Source, graded, item, tally

__all__ = ["CALCULATOR", "isth_dic"]

LEVI = Source(
    (
        "Levi M et al. Guidelines for the diagnosis and management of disseminated "
        "intravascular coagulation. Br J Haematol 2009;145:24-33"
    ),
    doi="10.1111/j.1365-2141.2009.07600.x",
)

MARKERS = {"no_increase": 0, "moderate_increase": 2, "strong_increase": 3}
"""Points of the fibrin-related marker [1]. Source: Taylor 2001, as in Levi 2009."""


def isth_dic(
    platelets: Annotated[Exact, Number("Platelet count", "10*9/L", 1, 3000)],
    fibrin_markers: Annotated[
        str,
        Choice(
            "D-dimer or other fibrin-related marker",
            {"no_increase": "", "moderate_increase": "", "strong_increase": ""},
        ),
    ],
    prothrombin_prolongation: Annotated[
        Exact, Number("Prothrombin time beyond the upper limit of normal", "s", 0, 200)
    ],
    fibrinogen: Annotated[Exact, Number("Fibrinogen", "g/L", 0, 20)],
) -> Outcome:
    """Whether results fit overt disseminated intravascular coagulation in who has a cause of it: ISTH score."""
    return tally(
        graded("Platelets < 50: 2, < 100 × 10⁹/L: 1", platelets, ((None, 2), (50, 1), (100, 0))),
        Item("Fibrin-related marker", MARKERS[fibrin_markers]),
        graded("Prothrombin time longer by ≥ 6 s: 2, ≥ 3 s: 1", prothrombin_prolongation, ((None, 0), (3, 1), (6, 2))),
        item("Fibrinogen < 1 g/L", fibrinogen < 1),
    )


CALCULATOR = Calculator(
    function=isth_dic,
    title="ISTH score for disseminated intravascular coagulation",
    aliases=(
        "ISTH DIC",
        "DIC score",
        "disseminated intravascular coagulation",
    ),
    specialty="haematology",
    formula=(
        "Platelets < 100: 1, < 50: 2; fibrin-related marker moderately raised: 2, strongly: 3; "
        "prothrombin time prolonged by 3 to 6 s: 1, ≥ 6 s: 2; fibrinogen < 1 g/L: 1"
    ),
    unit="{score}",
    sources=(LEVI,),
    bands=(
        Bands(
            LEVI,
            (
                Band(
                    0, ("not suggestive of overt disseminated intravascular coagulation: repeat within one to two days")
                ),
                Band(5, "compatible with overt disseminated intravascular coagulation: repeat daily"),
            ),
        ),
    ),
    rises_with=("prothrombin_prolongation",),
    falls_with=(
        "platelets",
        "fibrinogen",
    ),
)
