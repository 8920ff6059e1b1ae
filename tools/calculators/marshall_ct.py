"""Marshall CT classification of traumatic brain injury."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Choice, Exact, Flag, Number, Outcome, Source, Step

__all__ = ["CALCULATOR", "marshall_ct"]

MAAS = Source(
    (
        "Maas AIR et al. Prediction of outcome in traumatic brain injury with computed "
        "tomographic characteristics: a comparison between the computed tomographic "
        "classification and combinations of computed tomographic predictors. Neurosurgery "
        "2005;57:1173-1182"
    ),
    doi="10.1227/01.NEU.0000186013.63046.6B",
)

LARGEST = 25
"""Volume above which a lesion is a mass lesion [mL]. Source: Maas 2005, after Marshall 1991."""
MOST_SHIFT = 5
"""Midline shift above which there is a shift [mm]. Source: Maas 2005, after Marshall 1991."""


def marshall_ct(
    visible_pathology: Annotated[bool, Flag("Any visible intracranial pathology")],
    cisterns: Annotated[str, Choice("Basal cisterns", {"normal": "", "compressed": "", "absent": ""})],
    midline_shift: Annotated[Exact, Number("Midline shift", "mm", 0, 50)],
    lesion_volume: Annotated[Exact, Number("Volume of the largest lesion of high or mixed density", "mL", 0, 500)],
    evacuated: Annotated[bool, Flag("A mass lesion was surgically evacuated")],
) -> Outcome:
    """Marshall class of a CT after traumatic brain injury."""
    if not visible_pathology:
        return Outcome(1, (Step("No visible pathology", "class 1"),))
    if evacuated:
        return Outcome(5, (Step("Evacuated mass lesion", "class 5"),))
    if lesion_volume > LARGEST:
        return Outcome(6, (Step("Lesion above 25 mL, not evacuated", "class 6"),))
    if midline_shift > MOST_SHIFT:
        return Outcome(4, (Step("Midline shift above 5 mm", "class 4"),))
    if cisterns != "normal":
        return Outcome(3, (Step("Cisterns compressed or absent", "class 3"),))
    return Outcome(2, (Step("Cisterns present, shift up to 5 mm", "class 2"),))


CALCULATOR = Calculator(
    function=marshall_ct,
    title="Marshall CT classification of traumatic brain injury",
    aliases=(
        "Marshall",
        "diffuse injury",
        "traumatic brain injury CT",
    ),
    specialty="radiology",
    formula=(
        "1 no pathology; 2 cisterns present and shift ≤ 5 mm; 3 cisterns compressed or absent; 4 shift >"
        " 5 mm; 5 evacuated mass lesion; 6 lesion > 25 mL not evacuated"
    ),
    unit="{class}",
    sources=(MAAS,),
    bands=(
        Bands(
            MAAS,
            (
                Band(1, "diffuse injury I: no visible pathology"),
                Band(2, "diffuse injury II"),
                Band(3, "diffuse injury III: swelling"),
                Band(4, "diffuse injury IV: shift"),
                Band(5, "evacuated mass lesion"),
                Band(6, "mass lesion not evacuated"),
            ),
        ),
    ),
)
