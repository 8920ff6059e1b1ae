"""Parkland formula for burns."""

from typing import Annotated

from tools.calculating import Calculator, Exact, Number, Outcome, Source, step
from tools.calculating.usual import Weight

__all__ = ["CALCULATOR", "parkland"]

BAXTER = Source(
    (
        "Baxter CR, Shires T. Physiological response to crystalloid resuscitation of severe "
        "burns. Ann N Y Acad Sci 1968;150:874-894"
    ),
    doi="10.1111/j.1749-6632.1968.tb14738.x",
)

PER_KILOGRAM = 4
"""Crystalloid for a kilogram and a percent burned [mL/kg/%]. Source: Baxter 1968."""


def parkland(
    weight: Weight,
    burned_surface: Annotated[Exact, Number("Burned share of the body surface, second and third degree", "%", 0, 100)],
) -> Outcome:
    """Crystalloid for the first 24 hours after a burn of an adult by the Parkland formula."""
    value = PER_KILOGRAM * weight * burned_surface
    steps = (
        step("Within 24 h of the burn", "4 × weight × surface", value, weight=weight, surface=burned_surface),
        step("Of it within the first 8 h", "volume / 2", value / 2, volume=value),
    )
    return Outcome(value, steps)


CALCULATOR = Calculator(
    function=parkland,
    title="Parkland formula for burns",
    aliases=(
        "Parkland",
        "Baxter",
        "burn resuscitation",
    ),
    specialty="emergency medicine",
    formula="4 mL × weight [kg] × burned surface [%]",
    unit="mL",
    sources=(BAXTER,),
    rises_with=(
        "weight",
        "burned_surface",
    ),
)
