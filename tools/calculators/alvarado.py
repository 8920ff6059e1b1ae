"""Alvarado score for appendicitis."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Number, Outcome, Source, exact, item, tally
from tools.calculating.usual import Temperature

__all__ = ["CALCULATOR", "alvarado"]

ALVARADO = Source(
    ("Alvarado A. A practical score for the early diagnosis of acute appendicitis. Ann Emerg Med 1986;15:557-564"),
    doi="10.1016/S0196-0644(86)80993-3",
)
FPNOTEBOOK = Source(
    "Family Practice Notebook: Alvarado score", url="https://fpnotebook.com/legacy/Surgery/Exam/AlvrdScr.htm"
)


def alvarado(
    migration: Annotated[bool, Flag("Pain that moved to the right lower quadrant")],
    anorexia: Annotated[bool, Flag("Anorexia, or ketones in the urine")],
    nausea_or_vomiting: Annotated[bool, Flag("Nausea or vomiting")],
    right_lower_quadrant_tenderness: Annotated[bool, Flag("Tenderness in the right lower quadrant")],
    rebound_tenderness: Annotated[bool, Flag("Rebound tenderness")],
    left_shift: Annotated[bool, Flag("Left shift of the leucocytes")],
    temperature: Temperature,
    leucocytes: Annotated[Exact, Number("Leucocyte count", "10*9/L", "0.1", 500)],
) -> Outcome:
    """Probability of acute appendicitis by the Alvarado score (MANTRELS)."""
    return tally(
        item("Pain that moved to the right lower quadrant", migration, 1),
        item("Anorexia, or ketones in the urine", anorexia, 1),
        item("Nausea or vomiting", nausea_or_vomiting, 1),
        item("Tenderness in the right lower quadrant", right_lower_quadrant_tenderness, 2),
        item("Rebound tenderness", rebound_tenderness, 1),
        item("Left shift of the leucocytes", left_shift, 1),
        item("Temperature ≥ 37.3 °C", temperature >= exact("37.3")),
        item("Leucocytes > 10 × 10⁹/L", leucocytes > 10, 2),
    )


CALCULATOR = Calculator(
    function=alvarado,
    title="Alvarado score for appendicitis",
    aliases=(
        "Alvarado",
        "MANTRELS",
        "appendicitis",
    ),
    specialty="gastroenterology",
    formula=(
        "Two points each: tenderness in the right lower quadrant, leucocytes > 10; one each: migration "
        "of pain, anorexia, nausea or vomiting, rebound tenderness, temperature ≥ 37.3 °C, left shift"
    ),
    unit="{score}",
    sources=(
        ALVARADO,
        FPNOTEBOOK,
    ),
    bands=(
        Bands(
            FPNOTEBOOK,
            (
                Band(0, "appendicitis is unlikely"),
                Band(4, "imaging is needed"),
                Band(7, "appendicitis is probable"),
                Band(9, "appendicitis is very probable"),
            ),
        ),
    ),
    rises_with=(
        "migration",
        "anorexia",
        "nausea_or_vomiting",
        "right_lower_quadrant_tenderness",
        "rebound_tenderness",
        "left_shift",
        "temperature",
        "leucocytes",
    ),
)
