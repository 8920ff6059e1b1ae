"""R.E.N.A.L. nephrometry score."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Choice, Exact, Item, Number, Outcome, Source, tally

__all__ = ["CALCULATOR", "renal_nephrometry"]

KUTIKOV = Source(
    (
        "Kutikov A, Uzzo RG. The R.E.N.A.L. nephrometry score: a comprehensive standardized "
        "system for quantitating renal tumor size, location and depth. J Urol "
        "2009;182:844-853"
    ),
    doi="10.1016/j.juro.2009.05.035",
)

LOCATION = {"above_or_below": 1, "crosses": 2, "between": 3}
"""Points of the location [1]. Source: Kutikov 2009."""


def _of_diameter(diameter: Exact) -> int:
    """Points of the diameter [cm]. Source: Kutikov 2009."""
    if diameter <= 4:
        return 1
    return 2 if diameter < 7 else 3


def _of_share(share: Exact) -> int:
    """Points of the exophytic share [%]. Source: Kutikov 2009."""
    if share >= 50:
        return 1
    return 2 if share > 0 else 3


def _of_nearness(nearness: Exact) -> int:
    """Points of the distance from the collecting system [mm]. Source: Kutikov 2009."""
    if nearness >= 7:
        return 1
    return 2 if nearness > 4 else 3


def renal_nephrometry(
    diameter: Annotated[Exact, Number("Greatest diameter of the mass", "cm", "0.1", 30)],
    exophytic: Annotated[Exact, Number("Share of the mass outside the kidney", "%", 0, 100)],
    nearness: Annotated[Exact, Number("Distance from the collecting system or sinus", "mm", 0, 100)],
    location: Annotated[
        str,
        Choice(
            "Location relative to the polar lines",
            {
                "above_or_below": "entirely above the upper or below the lower polar line",
                "crosses": "crosses a polar line",
                "between": (
                    "more than half across a polar line, across the axial midline, or entirely between the lines"
                ),
            },
        ),
    ],
) -> Outcome:
    """Complexity of a renal mass before partial nephrectomy: R.E.N.A.L. nephrometry score."""
    return tally(
        Item("Diameter", _of_diameter(diameter)),
        Item("Exophytic share", _of_share(exophytic)),
        Item("Nearness to the collecting system", _of_nearness(nearness)),
        Item("Location", LOCATION[location]),
    )


CALCULATOR = Calculator(
    function=renal_nephrometry,
    title="R.E.N.A.L. nephrometry score",
    aliases=(
        "RENAL score",
        "renal mass",
        "nephrometry",
    ),
    specialty="urology",
    formula=(
        "Diameter ≤ 4 cm: 1, < 7: 2, ≥ 7: 3; exophytic ≥ 50 %: 1, less: 2, none: 3; distance ≥ 7 mm: 1, "
        "> 4: 2, ≤ 4: 3; location 1–3"
    ),
    unit="{score}",
    sources=(KUTIKOV,),
    bands=(
        Bands(
            KUTIKOV,
            (
                Band(4, "low complexity"),
                Band(7, "moderate complexity"),
                Band(10, "high complexity"),
            ),
        ),
    ),
    rises_with=("diameter",),
    falls_with=(
        "exophytic",
        "nearness",
    ),
)
