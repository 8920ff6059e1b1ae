"""LI-RADS v2018 category of an observation in the liver on CT or MRI."""

from typing import Annotated

from guidelines import Classification
from tools.calculating import Calculator, Exact, Needed, Number, Outcome
from tools.calculating.classified import choice, classified, flag, meanings, sources_of

__all__ = ["CALCULATOR", "li_rads"]

TABLE = Classification.load("li-rads-2018")
"""Its rows and their sources are in guidelines/classifications/li-rads-2018.toml."""

_OPEN = Needed("nothing before the table decides", lambda given: given.get("first") in {"none", "other_malignancy"})


def li_rads(
    first: Annotated[str, choice(TABLE, "first")],
    arterial: Annotated[str | None, choice(TABLE, "arterial", _OPEN)] = None,
    size: Annotated[Exact | None, Number("Largest diameter of the observation", "mm", 1, 300, when=_OPEN)] = None,
    washout: Annotated[bool | None, flag(TABLE, "washout", _OPEN)] = None,
    capsule: Annotated[bool | None, flag(TABLE, "capsule", _OPEN)] = None,
    growth: Annotated[bool | None, flag(TABLE, "growth", _OPEN)] = None,
) -> Outcome:
    """Likelihood of hepatocellular carcinoma of a liver observation in an adult at high risk: LI-RADS CT/MRI v2018."""
    return classified(
        TABLE,
        {
            "first": first,
            "arterial": arterial,
            "size": size,
            "washout": washout,
            "capsule": capsule,
            "growth": growth,
        },
    )


CALCULATOR = Calculator(
    function=li_rads,
    title="LI-RADS v2018 category of a liver observation",
    aliases=("LI-RADS", "LIRADS", "hepatocellular carcinoma", "liver lesion", "liver nodule in cirrhosis"),
    specialty="radiology",
    formula=(
        "Table by arterial phase hyperenhancement, size (10 and 20 mm), washout, capsule and threshold "
        "growth; before it LR-NC, LR-TIV, LR-1, LR-2 and LR-M"
    ),
    sources=sources_of(TABLE),
    categories=meanings(TABLE),
)
