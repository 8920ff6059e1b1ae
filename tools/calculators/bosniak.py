"""Bosniak class, version 2019, of a cystic renal mass."""

from typing import Annotated

from guidelines import Classification
from tools.calculating import Calculator, Outcome
from tools.calculating.classified import choice, classified, flag, meanings, sources_of

__all__ = ["CALCULATOR", "bosniak"]

TABLE = Classification.load("bosniak-2019")
"""Its rows and their sources are in guidelines/classifications/bosniak-2019.toml."""


def bosniak(
    solid: Annotated[bool, flag(TABLE, "solid")],
    wall: Annotated[str, choice(TABLE, "wall")],
    septa: Annotated[str, choice(TABLE, "septa")],
    protrusion: Annotated[str, choice(TABLE, "protrusion")],
    calcification: Annotated[bool, flag(TABLE, "calcification")],
    content: Annotated[str, choice(TABLE, "content")],
) -> Outcome:
    """Class of a cystic mass of the kidney on CT or MRI by wall, septa, protrusions and content: Bosniak 2019."""
    return classified(
        TABLE,
        {
            "solid": solid,
            "wall": wall,
            "septa": septa,
            "protrusion": protrusion,
            "calcification": calcification,
            "content": content,
        },
    )


CALCULATOR = Calculator(
    function=bosniak,
    title="Bosniak class 2019 of a cystic renal mass",
    aliases=("Bosniak", "renal cyst", "kidney cyst", "cystic renal mass", "complex cyst"),
    specialty="radiology",
    formula=(
        "The highest class that wall (2, 3, 4 mm), septa (number; 2, 3, 4 mm) or enhancing protrusions (3, 4 mm) "
        "reach; where none does, by calcification and content"
    ),
    sources=sources_of(TABLE),
    categories=meanings(TABLE),
)
