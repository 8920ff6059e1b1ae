"""AST to platelet ratio index (APRI)."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, step

__all__ = ["CALCULATOR", "apri"]

WAI = Source(
    (
        "Wai CT et al. A simple noninvasive index can predict both significant fibrosis and "
        "cirrhosis in patients with chronic hepatitis C. Hepatology 2003;38:518-526"
    ),
    doi="10.1053/jhep.2003.50346",
)


def apri(
    ast: Annotated[Exact, Number("Aspartate aminotransferase", "U/L", 1, 30000)],
    ast_upper_limit: Annotated[Exact, Number("Upper limit of normal of aspartate aminotransferase", "U/L", 5, 200)],
    platelets: Annotated[Exact, Number("Platelet count", "10*9/L", 1, 3000)],
) -> Outcome:
    """Likelihood of fibrosis and cirrhosis in chronic hepatitis: ratio of aspartate aminotransferase to platelets."""
    value = ast / ast_upper_limit / platelets * 100
    return Outcome(
        value,
        (step("Index", "ast / limit / platelets × 100", value, ast=ast, limit=ast_upper_limit, platelets=platelets),),
    )


CALCULATOR = Calculator(
    function=apri,
    title="AST to platelet ratio index (APRI)",
    aliases=(
        "APRI",
        "liver fibrosis",
    ),
    specialty="hepatology",
    formula="(AST / upper limit of normal) / platelets [10⁹/L] × 100",
    unit="{score}",
    decimals=2,
    sources=(WAI,),
    bands=(
        Bands(
            WAI,
            (
                Band(0, "significant fibrosis is less likely"),
                Band("0.5", "indeterminate"),
                Band("1.5", "significant fibrosis is likely", above=True),
                Band(2, "cirrhosis is likely", above=True),
            ),
        ),
    ),
    rises_with=("ast",),
    falls_with=("platelets",),
)
