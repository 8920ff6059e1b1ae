"""Winter's formula."""

from typing import Annotated

from tools.calculating import Calculator, Exact, Number, Outcome, Source, exact, step

__all__ = ["CALCULATOR", "winters"]

ALBERT = Source(
    (
        "Albert MS, Dell RB, Winters RW. Quantitative displacement of acid-base equilibrium "
        "in metabolic acidosis. Ann Intern Med 1967;66:312-322"
    ),
    doi="10.7326/0003-4819-66-2-312",
)

SLOPE, BASE = exact("1.5"), 8
"""Expected tension for a mmol/L of bicarbonate [mmHg L/mmol], and at none [mmHg]. Source: Albert 1967."""
EITHER_WAY = 2
"""The range extends this far to either side [mmHg]. Source: Albert 1967."""


def winters(
    bicarbonate: Annotated[Exact, Number("Serum bicarbonate", "mmol/L", 1, 24, substance="bicarbonate")],
) -> Outcome:
    """Expected arterial carbon dioxide tension in a pure metabolic acidosis: Winter's formula."""
    value = SLOPE * bicarbonate + BASE
    steps = (
        step("Expected tension", "1.5 × bicarbonate + 8", value, bicarbonate=bicarbonate),
        step("Lower end of the range", "expected - 2", value - EITHER_WAY, expected=value),
        step("Upper end of the range", "expected + 2", value + EITHER_WAY, expected=value),
    )
    return Outcome(value, steps)


CALCULATOR = Calculator(
    function=winters,
    title="Winter's formula",
    aliases=(
        "Winters",
        "expected pCO2",
        "respiratory compensation",
        "metabolic acidosis",
    ),
    specialty="critical care",
    formula=(
        "1.5 × bicarbonate + 8 ± 2; a measured tension below the range means an added respiratory "
        "alkalosis, above it an added respiratory acidosis"
    ),
    unit="mm[Hg]",
    decimals=1,
    sources=(ALBERT,),
    rises_with=("bicarbonate",),
)
