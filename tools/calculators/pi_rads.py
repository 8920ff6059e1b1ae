"""PI-RADS v2.1 category of a lesion of the prostate on MRI."""

from typing import Annotated

from guidelines import Classification
from tools.calculating import Calculator, Exact, Needed, Number, Outcome
from tools.calculating.classified import choice, classified, meanings, sources_of

__all__ = ["CALCULATOR", "pi_rads"]

TABLE = Classification.load("pi-rads-2-1")
"""Its rows and their sources are in guidelines/classifications/pi-rads-2-1.toml."""

_PERIPHERAL = Needed(
    "a lesion of the peripheral zone has diffusion score 3",
    lambda given: given.get("zone") == "peripheral" and given.get("dwi") == 3,
)
_TRANSITION = Needed("the lesion is in the transition zone", lambda given: given.get("zone") == "transition")


def pi_rads(
    zone: Annotated[str, choice(TABLE, "zone")],
    dwi: Annotated[Exact, Number("Score of diffusion-weighted imaging, 1 to 5", "{number}", 1, 5, whole=True)],
    t2: Annotated[
        Exact | None,
        Number("Score of the T2-weighted image, 1 to 5", "{number}", 1, 5, whole=True, when=_TRANSITION),
    ] = None,
    dce: Annotated[str | None, choice(TABLE, "dce", _PERIPHERAL)] = None,
) -> Outcome:
    """Likelihood of clinically significant cancer of a prostate lesion from its scores on MRI: PI-RADS v2.1."""
    return classified(
        TABLE,
        {"zone": zone, "t2": None if t2 is None else str(t2), "dwi": str(dwi), "dce": dce},
    )


CALCULATOR = Calculator(
    function=pi_rads,
    title="PI-RADS v2.1 category of a prostate lesion",
    aliases=("PI-RADS", "PIRADS", "prostate MRI", "prostate cancer"),
    specialty="radiology",
    formula=(
        "Peripheral zone: diffusion score, 3 becomes 4 with early enhancement; transition zone: T2 score, 2 becomes 3 "
        "with a diffusion score from 4, 3 becomes 4 with 5"
    ),
    sources=sources_of(TABLE),
    categories=meanings(TABLE),
)
