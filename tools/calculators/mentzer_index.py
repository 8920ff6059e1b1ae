"""Mentzer index of a microcytic anaemia."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, step

__all__ = ["CALCULATOR", "mentzer_index"]

FORMULA = Source(
    "Medical Algorithms Company: Mentzer formula",
    url="https://www.medicalalgorithms.com/mentzer-formula",
)
VEHAPOGLU = Source(
    (
        "Vehapoglu A et al. Hematological indices for differential diagnosis of beta thalassemia trait and iron "
        "deficiency anemia. Anemia 2014, PMC4003757"
    ),
    url="https://pmc.ncbi.nlm.nih.gov/articles/PMC4003757",
)


def mentzer_index(
    mean_cell_volume: Annotated[Exact, Number("Mean corpuscular volume (MCV)", "fL", 30, 160)],
    red_cells: Annotated[Exact, Number("Red blood cell count", "10*12/L", "0.5", 12)],
) -> Outcome:
    """Thalassaemia trait or iron deficiency in a microcytic anaemia: Mentzer index, a screen and no diagnosis."""
    value = mean_cell_volume / red_cells
    return Outcome(value, (step("Index", "mcv / cells", value, mcv=mean_cell_volume, cells=red_cells),))


CALCULATOR = Calculator(
    function=mentzer_index,
    title="Mentzer index",
    aliases=("Mentzer", "thalassaemia trait", "iron deficiency", "microcytic anaemia"),
    specialty="haematology",
    formula="Mean corpuscular volume [fL] / red blood cells [10¹²/L]",
    unit="{index}",
    decimals=1,
    sources=(FORMULA, VEHAPOGLU),
    bands=(
        Bands(
            FORMULA,
            (
                Band(0, "below 13: thalassaemia trait is likelier; confirm it"),
                Band(13, "above 13 (13 itself tells neither): iron deficiency is likelier; confirm it"),
            ),
        ),
    ),
    rises_with=("mean_cell_volume",),
    falls_with=("red_cells",),
)
