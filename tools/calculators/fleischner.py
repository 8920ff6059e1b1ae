"""Fleischner 2017 follow-up of lung nodules."""

from typing import Annotated

from tools.calculating import Calculator, Choice, Exact, Flag, Number, Outcome, Source, Step
from tools.calculating.exact import written

__all__ = ["CALCULATOR", "fleischner"]

MACMAHON = Source(
    (
        "MacMahon H et al. Guidelines for management of incidental pulmonary nodules detected"
        " on CT images: from the Fleischner Society 2017. Radiology 2017;284:228-243"
    ),
    doi="10.1148/radiol.2017161659",
)

SMALL, LARGE = 6, 8
"""Below the first no follow-up as a rule, above the second a workup of a solid nodule [mm]. Source: MacMahon 2017."""


def _solid(size: Exact, *, multiple: bool, high_risk: bool) -> str:
    """The advice for solid nodules."""
    if size < SMALL:
        return "optional_at_12_months" if high_risk else "none"
    if multiple:
        return "3_to_6_then_18_to_24_months" if high_risk else "3_to_6_consider_18_to_24_months"
    if size > LARGE:
        return "3_months_pet_or_tissue"
    return "6_to_12_then_18_to_24_months" if high_risk else "6_to_12_consider_18_to_24_months"


def _subsolid(size: Exact, kind: str, *, multiple: bool) -> str:
    """The advice for ground-glass and part-solid nodules."""
    if multiple:
        return "3_to_6_consider_2_and_4_years" if size < SMALL else "3_to_6_by_most_suspicious"
    if size < SMALL:
        return "none"
    return "6_to_12_then_every_2_years" if kind == "pure_ground_glass" else "3_to_6_then_yearly"


def fleischner(
    kind: Annotated[str, Choice("Attenuation", {"solid": "", "pure_ground_glass": "", "part_solid": ""})],
    multiple: Annotated[bool, Flag("More than one nodule; the size is then of the most suspicious one")],
    size: Annotated[Exact, Number("Mean of long and short axis of the nodule, rounded to a millimetre", "mm", 1, 30)],
    high_risk: Annotated[
        bool,
        Flag("High risk of cancer: smoking, upper lobe, spiculated margin and the like; counts for solid nodules"),
    ],
) -> Outcome:
    """Follow-up of a lung nodule found by chance on CT from age 35, without known cancer: Fleischner 2017."""
    if kind == "solid":
        found = _solid(size, multiple=multiple, high_risk=high_risk)
    else:
        found = _subsolid(size, kind, multiple=multiple)
    number, attenuation = "several nodules" if multiple else "one nodule", kind.replace("_", " ")
    return Outcome(found, (Step("Row of the table", f"{attenuation}, {number}, {written(size)} mm"),))


CALCULATOR = Calculator(
    function=fleischner,
    title="Fleischner 2017 follow-up of lung nodules",
    aliases=(
        "Fleischner",
        "pulmonary nodule",
        "incidental nodule",
    ),
    specialty="radiology",
    formula="Table by attenuation, number, size (6 and 8 mm) and risk",
    sources=(MACMAHON,),
    categories={
        "none": "no routine follow-up",
        "optional_at_12_months": "optional CT at 12 months",
        "6_to_12_consider_18_to_24_months": "CT at 6 to 12 months, then consider CT at 18 to 24 months",
        "6_to_12_then_18_to_24_months": "CT at 6 to 12 months, then at 18 to 24 months",
        "3_months_pet_or_tissue": "consider CT at 3 months, PET-CT or tissue sampling",
        "3_to_6_consider_18_to_24_months": "CT at 3 to 6 months, then consider CT at 18 to 24 months",
        "3_to_6_then_18_to_24_months": "CT at 3 to 6 months, then at 18 to 24 months",
        "6_to_12_then_every_2_years": "CT at 6 to 12 months, if persistent every 2 years until 5 years",
        "3_to_6_then_yearly": (
            "CT at 3 to 6 months, if unchanged and the solid part stays below 6 mm yearly for 5 years"
        ),
        "3_to_6_consider_2_and_4_years": "CT at 3 to 6 months, if stable consider CT at 2 and 4 years",
        "3_to_6_by_most_suspicious": "CT at 3 to 6 months, then by the most suspicious nodule",
    },
)
