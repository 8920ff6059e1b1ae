"""Harvey-Bradshaw index for Crohn's disease."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Choice, Exact, Item, Number, Outcome, Source, tally

__all__ = ["CALCULATOR", "harvey_bradshaw"]

HARVEY = Source(
    ("Harvey RF, Bradshaw JM. A simple index of Crohn's-disease activity. Lancet 1980;1:514"),
    doi="10.1016/S0140-6736(80)92767-1",
)

WELLBEING = {"very_well": 0, "slightly_below_par": 1, "poor": 2, "very_poor": 3, "terrible": 4}
"""Points of well-being [1]. Source: Harvey 1980."""
PAIN = {"none": 0, "mild": 1, "moderate": 2, "severe": 3}
"""Points of abdominal pain [1]. Source: Harvey 1980."""
MASS = {"none": 0, "dubious": 1, "definite": 2, "definite_and_tender": 3}
"""Points of an abdominal mass [1]. Source: Harvey 1980."""


def harvey_bradshaw(
    wellbeing: Annotated[
        str,
        Choice(
            "General well-being",
            {"very_well": "", "slightly_below_par": "", "poor": "", "very_poor": "", "terrible": ""},
        ),
    ],
    abdominal_pain: Annotated[str, Choice("Abdominal pain", {"none": "", "mild": "", "moderate": "", "severe": ""})],
    liquid_stools: Annotated[Exact, Number("Liquid or soft stools of the day", "{number}", 0, 60, whole=True)],
    abdominal_mass: Annotated[
        str, Choice("Abdominal mass", {"none": "", "dubious": "", "definite": "", "definite_and_tender": ""})
    ],
    complications: Annotated[
        Exact,
        Number(
            (
                "Complications among arthralgia, uveitis, erythema nodosum, aphthous ulcers, pyoderma"
                " gangrenosum, anal fissure, new fistula and abscess"
            ),
            "{number}",
            0,
            8,
            whole=True,
        ),
    ],
) -> Outcome:
    """Activity of Crohn's disease on the previous day: Harvey-Bradshaw index."""
    return tally(
        Item("General well-being", WELLBEING[wellbeing]),
        Item("Abdominal pain", PAIN[abdominal_pain]),
        Item("Liquid stools", liquid_stools),
        Item("Abdominal mass", MASS[abdominal_mass]),
        Item("Complications", complications),
    )


CALCULATOR = Calculator(
    function=harvey_bradshaw,
    title="Harvey-Bradshaw index for Crohn's disease",
    aliases=(
        "HBI",
        "Harvey-Bradshaw",
        "Crohn's disease activity",
    ),
    specialty="gastroenterology",
    formula=("Well-being 0–4, abdominal pain 0–3, mass 0–3, and one point for each liquid stool and each complication"),
    unit="{score}",
    sources=(HARVEY,),
    bands=(
        Bands(
            HARVEY,
            (
                Band(0, "remission"),
                Band(5, "mild disease"),
                Band(8, "moderate disease"),
                Band(17, "severe disease"),
            ),
        ),
    ),
    rises_with=(
        "liquid_stools",
        "complications",
    ),
)
