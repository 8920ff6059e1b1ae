"""Ankle-brachial index."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, step

__all__ = ["CALCULATOR", "ankle_brachial_index"]

ABOYANS = Source(
    (
        "Aboyans V et al. Measurement and interpretation of the ankle-brachial index: a "
        "scientific statement from the American Heart Association. Circulation "
        "2012;126:2890-2909"
    ),
    doi="10.1161/CIR.0b013e318276fbcb",
)


def ankle_brachial_index(
    ankle: Annotated[
        Exact, Number("Higher systolic pressure of the dorsalis pedis and posterior tibial arteries", "mm[Hg]", 0, 350)
    ],
    arm: Annotated[Exact, Number("Higher systolic pressure of the two arms", "mm[Hg]", 20, 350)],
) -> Outcome:
    """Narrowing of the arteries of a leg: ankle pressure divided by the higher arm pressure."""
    value = ankle / arm
    return Outcome(value, (step("Index", "ankle / arm", value, ankle=ankle, arm=arm),))


CALCULATOR = Calculator(
    function=ankle_brachial_index,
    title="Ankle-brachial index",
    aliases=(
        "ABI",
        "ankle brachial pressure index",
        "peripheral artery disease",
    ),
    specialty="vascular medicine",
    formula="Ankle pressure / arm pressure",
    unit="{ratio}",
    decimals=2,
    sources=(ABOYANS,),
    bands=(
        Bands(
            ABOYANS,
            (
                Band(0, "abnormal: peripheral artery disease"),
                Band("0.9", "borderline", above=True),
                Band(1, "normal"),
                Band("1.4", "arteries are not compressible", above=True),
            ),
        ),
    ),
    rises_with=("ankle",),
    falls_with=("arm",),
)
