"""Equivalent doses of corticosteroids."""

from typing import Annotated

from tools.calculating import Calculator, Choice, Exact, Number, Outcome, Source, exact, step

__all__ = ["CALCULATOR", "steroid_conversion"]

GLOBALRPH = Source(
    "Corticosteroid converter, after Meikle AW, Tyler FH. Potency and duration of action of glucocorticoids. "
    "Am J Med 1977;63:200-207",
    url="https://globalrph.com/medcalcs/corticosteroid-converter-based-on-anti-inflammatory-potency",
)
EQUIVALENT = {
    "cortisone": exact(25),
    "hydrocortisone": exact(20),
    "prednisone": exact(5),
    "prednisolone": exact(5),
    "methylprednisolone": exact(4),
    "triamcinolone": exact(4),
    "dexamethasone": exact("0.75"),
    "betamethasone": exact("0.75"),
}
"""Doses of equal anti-inflammatory effect, by mouth or vein [mg]. Source: GlobalRPh (betamethasone: 0.6 to 0.75)."""
NAMES = dict.fromkeys(EQUIVALENT, "")


def steroid_conversion(
    drug: Annotated[str, Choice("Corticosteroid that is given", NAMES)],
    dose: Annotated[Exact, Number("Its dose", "mg", "0.01", 5000)],
    target: Annotated[str, Choice("Corticosteroid that is wanted", NAMES)],
) -> Outcome:
    """Dose of another corticosteroid with the same anti-inflammatory effect; salt retention differs."""
    value = dose * EQUIVALENT[target] / EQUIVALENT[drug]
    working = step("Dose", "dose × wanted / given", value, dose=dose, wanted=EQUIVALENT[target], given=EQUIVALENT[drug])
    return Outcome(value, (working,))


CALCULATOR = Calculator(
    function=steroid_conversion,
    title="Corticosteroid conversion",
    aliases=("steroid conversion", "glucocorticoid equivalent dose", "prednisone equivalent"),
    specialty="pharmacology",
    formula="dose × equivalent dose of the target / equivalent dose of the drug; equivalent: cortisone 25, "
    "hydrocortisone 20, prednisone and prednisolone 5, methylprednisolone and triamcinolone 4, dexamethasone and "
    "betamethasone 0.75 mg",
    unit="mg",
    decimals=3,
    sources=(GLOBALRPH,),
    rises_with=("dose",),
)
