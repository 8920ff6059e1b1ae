"""Total dermoscopy score of the ABCD rule."""

from typing import Annotated

from guidelines import Classification
from tools.calculating import Calculator, Exact, Outcome
from tools.calculating.classified import bands_of, count, counted, sources_of

__all__ = ["CALCULATOR", "dermoscopy_abcd"]

TABLE = Classification.load("dermoscopy-abcd-1994")
"""Its weights, limits and their sources are in guidelines/classifications/dermoscopy-abcd-1994.toml."""


def dermoscopy_abcd(
    asymmetry: Annotated[Exact, count(TABLE, "asymmetry")],
    border: Annotated[Exact, count(TABLE, "border")],
    colours: Annotated[Exact, count(TABLE, "colours")],
    structures: Annotated[Exact, count(TABLE, "structures")],
) -> Outcome:
    """Suspicion of melanoma of a melanocytic skin lesion on dermoscopy: total score of the ABCD rule."""
    counts = {"asymmetry": asymmetry, "border": border, "colours": colours, "structures": structures}
    return counted(TABLE, counts)


CALCULATOR = Calculator(
    function=dermoscopy_abcd,
    title="ABCD rule of dermoscopy: total dermoscopy score",
    aliases=("ABCD rule", "TDS", "total dermoscopy score", "melanoma", "dermatoscopy", "pigmented lesion"),
    specialty="dermatology",
    formula="1.3 × asymmetry (0–2) + 0.1 × border (0–8) + 0.5 × colours (1–6) + 0.5 × structures (1–5)",
    unit="{score}",
    decimals=1,
    sources=sources_of(TABLE),
    bands=(bands_of(TABLE),),
    rises_with=("asymmetry", "border", "colours", "structures"),
)
