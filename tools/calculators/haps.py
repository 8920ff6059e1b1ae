"""Harmless Acute Pancreatitis Score (HAPS)."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Number, Outcome, Source, exact, item, tally
from tools.calculating.usual import Creatinine, Sex

__all__ = ["CALCULATOR", "haps"]

LANKISCH = Source(
    ("Lankisch PG et al. The harmless acute pancreatitis score. Clin Gastroenterol Hepatol 2009;7:702-705"),
    doi="10.1016/j.cgh.2009.02.020",
)

HAEMATOCRIT = {"female": exact("39.6"), "male": exact(43)}
"""Haematocrit from which a point is given [%]. Source: Lankisch 2009."""


def haps(
    peritonism: Annotated[bool, Flag("Rebound tenderness or guarding")],
    creatinine: Creatinine,
    haematocrit: Annotated[Exact, Number("Haematocrit", "%", 5, 75)],
    sex: Sex,
) -> Outcome:
    """Whether a first attack of acute pancreatitis will be harmless: Harmless Acute Pancreatitis Score."""
    return tally(
        item("Rebound tenderness or guarding", peritonism),
        item("Creatinine ≥ 2 mg/dL", creatinine >= 2),
        item("Haematocrit ≥ 43 % (men), ≥ 39.6 % (women)", haematocrit >= HAEMATOCRIT[sex]),
    )


CALCULATOR = Calculator(
    function=haps,
    title="Harmless Acute Pancreatitis Score (HAPS)",
    aliases=(
        "HAPS",
        "harmless pancreatitis",
    ),
    specialty="gastroenterology",
    formula=(
        "One point each: rebound tenderness or guarding; creatinine ≥ 2 mg/dL; haematocrit ≥ 43 % (men) "
        "or ≥ 39.6 % (women)"
    ),
    unit="{score}",
    sources=(LANKISCH,),
    bands=(
        Bands(
            LANKISCH,
            (
                Band(0, "a harmless course is likely"),
                Band(1, "a harmless course cannot be foretold"),
            ),
        ),
    ),
    rises_with=(
        "peritonism",
        "creatinine",
        "haematocrit",
    ),
)
