"""Homeostatic model assessment of insulin resistance."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, step
from tools.calculating.usual import Glucose

__all__ = ["CALCULATOR", "homa_ir"]

DIVISOR = 405
"""Divisor for glucose in mg/dL. Source: Matthews 1985 has 22.5 for mmol/L; 22.5 × 18 = 405."""


def homa_ir(glucose: Glucose, insulin: Annotated[Exact, Number("Fasting insulin", "u[IU]/mL", "0.1", 1000)]) -> Outcome:
    """Insulin resistance from fasting glucose and insulin."""
    value = glucose * insulin / DIVISOR
    return Outcome(value, (step("HOMA-IR", "glucose × insulin / 405", value, glucose=glucose, insulin=insulin),))


CALCULATOR = Calculator(
    function=homa_ir,
    title="HOMA-IR (insulin resistance)",
    aliases=("HOMA", "homeostatic model assessment", "insulin resistance"),
    specialty="endocrinology",
    formula="fasting glucose [mg/dL] × fasting insulin [µIU/mL] / 405",
    unit="{index}",
    decimals=2,
    sources=(
        Source(
            "Matthews DR et al. Homeostasis model assessment: insulin resistance and beta-cell function from fasting "
            "plasma glucose and insulin concentrations in man. Diabetologia 1985;28:412-419",
            doi="10.1007/BF00280883",
            url="http://gihep.com/calculators/other/homa/",
        ),
    ),
    bands=(
        Bands(
            Source("gihep.com. HOMA calculator", url="http://gihep.com/calculators/other/homa/"),
            (
                Band(None, "normal insulin resistance"),
                Band(3, "moderate insulin resistance"),
                Band(5, "severe insulin resistance", above=True),
            ),
        ),
    ),
    rises_with=("glucose", "insulin"),
)
