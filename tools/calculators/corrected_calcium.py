"""Calcium corrected for albumin."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, exact, step
from tools.calculating.usual import Albumin

__all__ = ["CALCULATOR", "corrected_calcium"]

PER_GRAM = exact("0.8")
"""Calcium that each g/dL of albumin carries [mg/dL]. Source: Payne's rule as compendiumapp gives it."""
NORMAL = 4
"""Albumin to which calcium is corrected [g/dL]. Source: the same."""


def corrected_calcium(
    calcium: Annotated[Exact, Number("Total serum calcium", "mg/dL", 2, 25, substance="calcium")], albumin: Albumin
) -> Outcome:
    """Total calcium as it would be at a normal albumin of 4 g/dL; measure ionised calcium where it matters."""
    value = calcium + PER_GRAM * (NORMAL - albumin)
    working = step("Corrected calcium", "calcium + 0.8 × (4 − albumin)", value, calcium=calcium, albumin=albumin)
    return Outcome(value, (working,))


CALCULATOR = Calculator(
    function=corrected_calcium,
    title="Calcium corrected for albumin",
    aliases=("corrected calcium", "calcium correction", "hypoalbuminemia", "adjusted calcium"),
    specialty="endocrinology",
    formula="calcium [mg/dL] + 0.8 × (4 − albumin [g/dL])",
    unit="mg/dL",
    decimals=2,
    sources=(
        Source("Calcium correction calculator for hypoalbuminemia", url="https://compendiumapp.com/post_oBxiCv-LI"),
        Source(
            "Payne RB et al. Interpretation of serum calcium in patients with abnormal serum proteins. "
            "Br Med J 1973;4:643-646",
            doi="10.1136/bmj.4.5893.643",
        ),
    ),
    bands=(
        Bands(
            Source("Corrected calcium calculator", url="https://www.onlinemedicaltools.com/tools/corrected-calcium"),
            (
                Band(None, "hypocalcaemia"),
                Band("8.5", "within the normal range of 8.5 to 10.5 mg/dL"),
                Band("10.5", "hypercalcaemia", above=True),
            ),
        ),
    ),
    rises_with=("calcium",),
    falls_with=("albumin",),
)
