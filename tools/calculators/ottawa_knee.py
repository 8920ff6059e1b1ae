"""Ottawa knee rule."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Flag, Outcome, Source, item, tally
from tools.calculating.usual import Adult

__all__ = ["CALCULATOR", "ottawa_knee"]

OTTAWA = Source(
    "Guideline Central: Ottawa Knee Rules, after Stiell IG et al. 1995",
    url="https://www.guidelinecentral.com/calculators/2c9e8038734e3c9e017353446e670034/",
)


def ottawa_knee(
    age: Adult,
    isolated_patellar_tenderness: Annotated[bool, Flag("Tenderness of the patella and of no other bone of the knee")],
    fibular_head_tenderness: Annotated[bool, Flag("Tenderness at the head of the fibula")],
    cannot_flex_90: Annotated[bool, Flag("Unable to flex the knee to 90°")],
    cannot_bear_weight: Annotated[bool, Flag("Unable to bear weight for four steps, both at once and when examined")],
) -> Outcome:
    """Whether radiographs are needed after an injury of the knee: number of Ottawa knee criteria present."""
    return tally(
        item("Age ≥ 55 years", age >= 55),
        item("Tenderness of the patella and of no other bone of the knee", isolated_patellar_tenderness),
        item("Tenderness at the head of the fibula", fibular_head_tenderness),
        item("Unable to flex the knee to 90°", cannot_flex_90),
        item("Unable to bear weight for four steps, both at once and when examined", cannot_bear_weight),
    )


CALCULATOR = Calculator(
    function=ottawa_knee,
    title="Ottawa knee rule",
    aliases=(
        "Ottawa knee",
        "knee radiograph",
        "knee injury",
    ),
    specialty="emergency medicine",
    formula=(
        "Number of: age ≥ 55, isolated patellar tenderness, tenderness of the fibular head, no flexion "
        "to 90°, no weight-bearing"
    ),
    unit="{score}",
    sources=(OTTAWA,),
    bands=(
        Bands(
            OTTAWA,
            (
                Band(0, "no radiograph is needed by this rule"),
                Band(1, "radiographs of the knee are needed"),
            ),
        ),
    ),
    rises_with=(
        "age",
        "isolated_patellar_tenderness",
        "fibular_head_tenderness",
        "cannot_flex_90",
        "cannot_bear_weight",
    ),
)
