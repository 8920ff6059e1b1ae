"""Meaning of an Agatston coronary calcium score."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, Step
from tools.calculating.exact import written

__all__ = ["CALCULATOR", "agatston"]

AGATSTON = Source(
    (
        "Agatston AS et al. Quantification of coronary artery calcium using ultrafast computed tomography. "
        "J Am Coll Cardiol 1990;15:827-832"
    ),
    doi="10.1016/0735-1097(90)90282-T",
)


def agatston(
    score: Annotated[Exact, Number("Total Agatston score of all coronary arteries", "{number}", 0, 20000)],
) -> Outcome:
    """Burden of coronary calcium on CT: what a total Agatston score means."""
    return Outcome(score, (Step("Total score", written(score)),))


CALCULATOR = Calculator(
    function=agatston,
    title="Agatston coronary calcium score",
    aliases=("coronary artery calcium", "CAC score", "calcium score", "coronary calcification"),
    specialty="radiology",
    formula=(
        "Sum over the lesions of area [mm²] × factor of the peak (130–199 HU 1, 200–299 HU 2, 300–399 HU 3, ≥ 400 HU 4)"
    ),
    unit="{score}",
    decimals=1,
    sources=(AGATSTON,),
    bands=(
        Bands(
            Source(
                "Calcium score (Agatston): risk level for significant coronary artery disease, after Rumberger 1999",
                url=(
                    "http://radclass.mudr.org/content/"
                    "calcium-score-agatston-risk-level-significant-coronary-artery-disease-cad"
                ),
            ),
            (
                Band(None, "no calcium found: very low risk of significant coronary disease"),
                Band(0, "1 to 10, minimal calcium: low risk of significant coronary disease", above=True),
                Band(10, "11 to 100, mild calcium: moderate risk of significant coronary disease", above=True),
                Band(100, "101 to 400, moderate calcium: moderately high risk", above=True),
                Band(400, "above 400, extensive calcium: high risk of significant coronary disease", above=True),
            ),
        ),
    ),
    rises_with=("score",),
)
