"""Rotterdam CT score of traumatic brain injury."""

from typing import Annotated

from tools.calculating import Calculator, Choice, Exact, Flag, Item, Number, Outcome, Source, item, tally

__all__ = ["CALCULATOR", "rotterdam_ct"]

MAAS = Source(
    (
        "Maas AIR et al. Prediction of outcome in traumatic brain injury with computed "
        "tomographic characteristics: a comparison between the computed tomographic "
        "classification and combinations of computed tomographic predictors. Neurosurgery "
        "2005;57:1173-1182"
    ),
    doi="10.1227/01.NEU.0000186013.63046.6B",
)

CISTERNS = {"normal": 0, "compressed": 1, "absent": 2}
"""Points of the basal cisterns [1]. Source: Maas 2005."""


def rotterdam_ct(
    cisterns: Annotated[str, Choice("Basal cisterns", {"normal": "", "compressed": "", "absent": ""})],
    midline_shift: Annotated[Exact, Number("Midline shift", "mm", 0, 50)],
    epidural_lesion: Annotated[bool, Flag("Epidural mass lesion")],
    ventricular_or_subarachnoid_blood: Annotated[
        bool, Flag("Intraventricular blood or traumatic subarachnoid haemorrhage")
    ],
) -> Outcome:
    """Prognosis of traumatic brain injury from the first CT: Rotterdam score."""
    return tally(
        Item("Every scan", 1),
        Item("Basal cisterns", CISTERNS[cisterns]),
        item("Midline shift > 5 mm", midline_shift > 5),
        item("No epidural mass lesion", not epidural_lesion),
        item("Intraventricular or subarachnoid blood", ventricular_or_subarachnoid_blood),
    )


CALCULATOR = Calculator(
    function=rotterdam_ct,
    title="Rotterdam CT score of traumatic brain injury",
    aliases=(
        "Rotterdam",
        "traumatic brain injury CT",
    ),
    specialty="radiology",
    formula=(
        "1, and cisterns compressed: 1, absent: 2; midline shift > 5 mm: 1; no epidural mass lesion: 1; "
        "intraventricular or subarachnoid blood: 1"
    ),
    unit="{score}",
    sources=(MAAS,),
    rises_with=(
        "midline_shift",
        "ventricular_or_subarachnoid_blood",
    ),
    falls_with=("epidural_lesion",),
)
