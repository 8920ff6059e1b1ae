"""BODE index for COPD."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, graded, item, tally

__all__ = ["CALCULATOR", "bode"]

CELLI = Source(
    (
        "Celli BR et al. The body-mass index, airflow obstruction, dyspnea, and exercise "
        "capacity index in chronic obstructive pulmonary disease. N Engl J Med "
        "2004;350:1005-1012"
    ),
    doi="10.1056/NEJMoa021322",
)

FEV1 = ((None, 3), (36, 2), (50, 1), (65, 0))
"""Points by the share of the predicted volume [%]. Source: Celli 2004."""
DISTANCE = ((None, 3), (150, 2), (250, 1), (350, 0))
"""Points by the distance walked [m]. Source: Celli 2004."""
DYSPNOEA = ((None, 0), (2, 1), (3, 2), (4, 3))
"""Points by dyspnoea [1]. Source: Celli 2004."""


def bode(
    fev1: Annotated[Exact, Number("Forced expiratory volume in 1 s, share of predicted", "%", 5, 200)],
    walk_distance: Annotated[Exact, Number("Distance walked in 6 minutes", "m", 0, 1200)],
    dyspnoea: Annotated[Exact, Number("Dyspnoea by the modified MRC scale", "{number}", 0, 4, whole=True)],
    bmi: Annotated[Exact, Number("Body mass index", "kg/m2", 8, 150)],
) -> Outcome:
    """Survival with chronic obstructive pulmonary disease: BODE index."""
    return tally(
        item("Body mass index ≤ 21 kg/m²", bmi <= 21),
        graded("Forced expiratory volume", fev1, FEV1),
        graded("Dyspnoea", dyspnoea, DYSPNOEA),
        graded("Distance walked", walk_distance, DISTANCE),
    )


CALCULATOR = Calculator(
    function=bode,
    title="BODE index for COPD",
    aliases=(
        "BODE",
        "COPD survival",
    ),
    specialty="respiratory medicine",
    formula=(
        "FEV1 ≥ 65 %: 0, 50–64: 1, 36–49: 2, ≤ 35: 3; distance ≥ 350 m: 0, 250–349: 1, 150–249: 2, ≤ "
        "149: 3; dyspnoea 0–1: 0, 2: 1, 3: 2, 4: 3; body mass index ≤ 21: 1"
    ),
    unit="{score}",
    sources=(CELLI,),
    bands=(
        Bands(
            CELLI,
            (
                Band(0, "first quartile of the index: best survival"),
                Band(3, "second quartile"),
                Band(5, "third quartile"),
                Band(7, "fourth quartile of the index: worst survival"),
            ),
        ),
    ),
    rises_with=("dyspnoea",),
    falls_with=(
        "fev1",
        "walk_distance",
        "bmi",
    ),
)
