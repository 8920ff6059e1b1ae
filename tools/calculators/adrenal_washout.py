"""Adrenal washout on CT."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, step
from tools.errors import BadArguments

__all__ = ["CALCULATOR", "adrenal_washout"]

CAOILI = Source(
    (
        "Caoili EM et al. Adrenal masses: characterization with combined unenhanced and "
        "delayed enhanced CT. Radiology 2002;222:629-633"
    ),
    doi="10.1148/radiol.2223010766",
)


def adrenal_washout(
    unenhanced: Annotated[Exact, Number("Attenuation without contrast", "[hnsf'U]", -200, 300)],
    enhanced: Annotated[Exact, Number("Attenuation in the portal venous phase", "[hnsf'U]", -200, 500)],
    delayed: Annotated[Exact, Number("Attenuation after 15 minutes", "[hnsf'U]", -200, 500)],
) -> Outcome:
    """Washout of contrast from an adrenal mass on CT after 15 minutes, absolute."""
    if enhanced <= unenhanced:
        raise BadArguments("The mass must enhance: its attenuation with contrast is not above that without.")
    value = (enhanced - delayed) / (enhanced - unenhanced) * 100
    steps = [
        step(
            "Absolute washout",
            "(enhanced - delayed) / (enhanced - unenhanced) × 100",
            value,
            enhanced=enhanced,
            delayed=delayed,
            unenhanced=unenhanced,
        )
    ]
    if enhanced > 0:
        relative = (enhanced - delayed) / enhanced * 100
        steps.append(
            step(
                "Relative washout",
                "(enhanced - delayed) / enhanced × 100",
                relative,
                enhanced=enhanced,
                delayed=delayed,
            )
        )
    return Outcome(value, tuple(steps))


CALCULATOR = Calculator(
    function=adrenal_washout,
    title="Adrenal washout on CT",
    aliases=(
        "adrenal adenoma",
        "absolute washout",
        "relative washout",
    ),
    specialty="radiology",
    formula=("(Enhanced − delayed) / (enhanced − unenhanced) × 100; relative: (enhanced − delayed) / enhanced × 100"),
    unit="%",
    decimals=1,
    sources=(CAOILI,),
    bands=(
        Bands(
            CAOILI,
            (
                Band(None, "below the washout of an adenoma"),
                Band(60, "compatible with an adenoma"),
            ),
        ),
    ),
    falls_with=("delayed",),
)
