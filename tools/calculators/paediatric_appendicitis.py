"""Paediatric appendicitis score (PAS)."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Flag, Outcome, Source, item, tally

__all__ = ["CALCULATOR", "paediatric_appendicitis"]

SAMUEL = Source("Samuel M. Pediatric appendicitis score. J Pediatr Surg 2002;37:877-881", doi="10.1053/jpsu.2002.32893")


def paediatric_appendicitis(
    cough_percussion_hopping_tenderness: Annotated[
        bool, Flag("Tenderness in the right lower quadrant on coughing, percussion or hopping")
    ],
    anorexia: Annotated[bool, Flag("Anorexia")],
    fever: Annotated[bool, Flag("Fever (38 °C or more)")],
    nausea_or_vomiting: Annotated[bool, Flag("Nausea or vomiting")],
    right_lower_quadrant_tenderness: Annotated[bool, Flag("Tenderness in the right iliac fossa")],
    leucocytosis: Annotated[bool, Flag("Leucocytes above 10 × 10⁹/L")],
    neutrophilia: Annotated[bool, Flag("Neutrophilia above 7.5 × 10⁹/L")],
    migration: Annotated[bool, Flag("Pain that moved to the right lower quadrant")],
) -> Outcome:
    """Probability of acute appendicitis in a child by the Pediatric Appendicitis Score (Samuel)."""
    return tally(
        item(
            "Tenderness in the right lower quadrant on coughing, percussion or hopping",
            cough_percussion_hopping_tenderness,
            2,
        ),
        item("Anorexia", anorexia, 1),
        item("Fever (38 °C or more)", fever, 1),
        item("Nausea or vomiting", nausea_or_vomiting, 1),
        item("Tenderness in the right iliac fossa", right_lower_quadrant_tenderness, 2),
        item("Leucocytes above 10 × 10⁹/L", leucocytosis, 1),
        item("Neutrophilia above 7.5 × 10⁹/L", neutrophilia, 1),
        item("Pain that moved to the right lower quadrant", migration, 1),
    )


CALCULATOR = Calculator(
    function=paediatric_appendicitis,
    title="Paediatric appendicitis score (PAS)",
    aliases=(
        "PAS",
        "pediatric appendicitis score",
        "appendicitis in children",
    ),
    specialty="paediatrics",
    formula=(
        "Two points each: tenderness on cough, percussion or hopping, tenderness in the right iliac "
        "fossa; one each: anorexia, fever, nausea or vomiting, leucocytosis, neutrophilia, migration of "
        "pain"
    ),
    unit="{score}",
    sources=(SAMUEL,),
    bands=(
        Bands(
            SAMUEL,
            (
                Band(0, "low probability of appendicitis"),
                Band(4, "equivocal: imaging or observation"),
                Band(7, "high probability of appendicitis"),
            ),
        ),
    ),
    rises_with=(
        "cough_percussion_hopping_tenderness",
        "anorexia",
        "fever",
        "nausea_or_vomiting",
        "right_lower_quadrant_tenderness",
        "leucocytosis",
        "neutrophilia",
        "migration",
    ),
)
