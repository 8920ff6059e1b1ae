"""Lung-RADS v2022 category of a nodule by its size."""

from typing import Annotated

from tools.calculating import Calculator, Choice, Exact, Needed, Number, Outcome, Source, Step
from tools.calculating.exact import written
from tools.errors import BadArguments

__all__ = ["CALCULATOR", "lung_rads"]

CHRISTENSEN = Source(
    (
        "Christensen J et al. ACR Lung-RADS v2022: assessment categories and management recommendations. "
        "J Am Coll Radiol 2024;21:473-488"
    ),
    doi="10.1016/j.jacr.2023.09.009",
)
# The sizes were read in the table of version 1.1, whose sizes of these nodules v2022 keeps.
TABLE = Source(
    "Overview of the Lung-RADS classification system, appendix A table 2, NCBI Bookshelf NBK568579",
    url="https://www.ncbi.nlm.nih.gov/books/NBK568579/table/appa.tab2/",
)

_CATEGORIES = ("2", "3", "4a", "4b")
"""From low to high suspicion."""
SOLID = {"baseline": (6, 8, 15), "new": (4, 6, 8)}
"""Mean diameter from which a solid nodule is 3, 4A and 4B [mm]. Source: Lung-RADS v2022."""
COMPONENT = (6, 8)
"""Solid component from which a part-solid nodule is 4A and 4B at baseline [mm]. Source: Lung-RADS v2022."""
NEW_COMPONENT = 4
"""Solid component from which a new one is 4B, below it 4A [mm]. Source: Lung-RADS v2022."""
PART_SOLID = 6
"""Total diameter from which the solid component of a part-solid nodule decides [mm]. Source: Lung-RADS v2022."""
GROUND_GLASS = 30
"""Mean diameter from which a ground-glass nodule is 3 [mm]. Source: Lung-RADS v2022."""


def _part_solid(size: Exact, component: Exact, occasion: str) -> str:
    """The category of a part-solid nodule."""
    if occasion == "new":
        if component >= NEW_COMPONENT:
            return "4b"
        return "4a" if size >= PART_SOLID else "3"
    if size < PART_SOLID:
        return "2"
    return _CATEGORIES[1 + sum(component >= start for start in COMPONENT)]


def lung_rads(
    kind: Annotated[
        str, Choice("Attenuation", {"solid": "", "part_solid": "", "ground_glass": "pure ground glass, non-solid"})
    ],
    occasion: Annotated[
        str,
        Choice(
            "When it was found",
            {"baseline": "on the first screening CT", "new": "on a later screening CT, not there before"},
        ),
    ],
    size: Annotated[Exact, Number("Mean of long and short axis of the whole nodule", "mm", 1, 150)],
    solid_component: Annotated[
        Exact | None,
        Number(
            "Mean diameter of the solid component of a part-solid nodule",
            "mm",
            "0.1",
            150,
            when=Needed("the nodule is part-solid", lambda given: given.get("kind") == "part_solid"),
        ),
    ] = None,
) -> Outcome:
    """Lung-RADS v2022 category of a nodule at baseline or new by size; not of juxtapleural or airway ones or cysts."""
    steps = (Step("Row of the table", f"{kind.replace('_', ' ')}, {occasion}, {written(size)} mm"),)
    if kind == "ground_glass":
        return Outcome("3" if size >= GROUND_GLASS else "2", steps)
    if kind == "solid":
        return Outcome(_CATEGORIES[sum(size >= start for start in SOLID[occasion])], steps)
    component = Exact(0) if solid_component is None else solid_component
    if component > size:
        raise BadArguments(
            f"solid_component must be at most size, {written(size)} mm, got {written(component)} mm. "
            "Give the whole nodule as size."
        )
    unsure = occasion == "new" and size < PART_SOLID and component >= NEW_COMPONENT
    return Outcome(
        _part_solid(size, component, occasion),
        (*steps, Step("Solid component", f"{written(component)} mm")),
        ("By its total diameter alone it would be category 3; the new solid component was let decide.",)
        if unsure
        else (),
    )


CALCULATOR = Calculator(
    function=lung_rads,
    title="Lung-RADS v2022 category of a nodule by size",
    aliases=("Lung-RADS", "lung cancer screening", "low-dose CT", "LDCT", "screening nodule"),
    specialty="radiology",
    formula=(
        "Solid 3, 4A, 4B from 6, 8, 15 mm at baseline, from 4, 6, 8 mm if new; part-solid from 6 mm: 3, 4A from 6 and "
        "4B from 8 mm of solid component, a new component below 4 mm 4A, from 4 mm 4B, new below 6 mm 3; "
        "ground glass 3 from 30 mm"
    ),
    sources=(CHRISTENSEN, TABLE),
    categories={
        "2": "category 2, benign appearance: go on with yearly low-dose CT, in 12 months",
        "3": "category 3, probably benign (cancer in 1 to 2 %): low-dose CT in 6 months",
        "4a": (
            "category 4A, suspicious (cancer in 5 to 15 %): low-dose CT in 3 months; PET-CT may be considered from "
            "8 mm of solid nodule or component"
        ),
        "4b": (
            "category 4B, very suspicious (cancer in more than 15 %): chest CT with or without contrast, PET-CT from 8 "
            "mm of solid part, or tissue sampling, by probability of cancer and comorbidity"
        ),
    },
)
