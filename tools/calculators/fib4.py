"""Fibrosis-4 index."""

from math import sqrt
from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, step
from tools.calculating.usual import Adult, Platelets

__all__ = ["CALCULATOR", "fib4"]

STERLING = Source(
    "Sterling RK et al. Development of a simple noninvasive index to predict significant fibrosis in patients with "
    "HIV/HCV coinfection. Hepatology 2006;43:1317-1325",
    doi="10.1002/hep.21178",
    url="http://wjgnet.com/1007-9327/full/v28/i15/1563-T1.htm",
)
CUTS = Source(
    "FIB-4 index: below the low cut-off advanced fibrosis is unlikely", url="https://www.aihaoyisheng.com/en/tools/fib4"
)


def fib4(
    age: Adult,
    ast: Annotated[Exact, Number("Aspartate aminotransferase", "U/L", 3, 20000)],
    alt: Annotated[Exact, Number("Alanine aminotransferase", "U/L", 3, 20000)],
    platelets: Platelets,
) -> Outcome:
    """Probability of advanced liver fibrosis in adults with chronic liver disease, best from 35 to 65."""
    value = age * ast / (platelets * sqrt(alt))
    return Outcome(
        value,
        (step("FIB-4", "age × ast / (platelets × √alt)", value, age=age, ast=ast, platelets=platelets, alt=alt),),
    )


CALCULATOR = Calculator(
    function=fib4,
    title="FIB-4 index for liver fibrosis",
    aliases=("fibrosis-4", "FIB-4", "liver fibrosis"),
    specialty="gastroenterology",
    formula="age × AST / (platelets [10⁹/L] × √ALT)",
    unit="{index}",
    decimals=2,
    sources=(STERLING,),
    bands=(
        Bands(
            CUTS,
            (
                Band(0, "advanced fibrosis is unlikely"),
                Band("1.45", "indeterminate: further tests"),
                Band("3.25", "advanced fibrosis is probable", above=True),
            ),
        ),
    ),
    rises_with=("age", "ast"),
    falls_with=("platelets", "alt"),
)
