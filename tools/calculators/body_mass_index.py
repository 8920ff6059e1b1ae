"""Body mass index."""

from tools.calculating import Band, Bands, Calculator, Exact, Outcome, Source, step
from tools.calculating.usual import Height, Weight

__all__ = ["CALCULATOR", "WHO", "body_mass_index", "mass_index"]

WHO = Source(
    "International classification of adult weight by BMI, adapted from World Health Organization 1995, 2000 and 2004",
    url="http://food2goodhealth.com/Health-Tools/BMI-Calculator.aspx",
)


def mass_index(weight: Exact, height: Exact) -> Exact:
    """Body mass index [kg/m2] of a weight [kg] and a height [cm]."""
    return weight / (height / 100) ** 2


def body_mass_index(weight: Weight, height: Height) -> Outcome:
    """Body mass index; the meaning holds for adults."""
    value = mass_index(weight, height)
    return Outcome(value, (step("BMI", "weight / (height / 100)²", value, weight=weight, height=height),))


CALCULATOR = Calculator(
    function=body_mass_index,
    title="Body mass index (BMI)",
    aliases=("BMI", "Quetelet index", "obesity class"),
    specialty="general medicine",
    formula="weight [kg] / (height [m])²",
    unit="kg/m2",
    decimals=2,
    sources=(WHO,),
    bands=(
        Bands(
            WHO,
            (
                Band(None, "underweight (adults)"),
                Band("18.5", "normal weight (adults)"),
                Band(25, "pre-obesity (adults)"),
                Band(30, "obesity class I (adults)"),
                Band(35, "obesity class II (adults)"),
                Band(40, "obesity class III (adults)"),
            ),
        ),
    ),
    rises_with=("weight",),
    falls_with=("height",),
)
