"""Charlson comorbidity index."""

from dataclasses import replace
from math import exp
from typing import Annotated

from tools.calculating import Calculator, Choice, Flag, Item, Outcome, Source, exact, graded, item, step, tally
from tools.calculating.usual import Adult

__all__ = ["CALCULATOR", "charlson"]

CHARLSON = Source(
    "Charlson ME et al. A new method of classifying prognostic comorbidity in longitudinal studies. "
    "J Chronic Dis 1987;40:373-383",
    doi="10.1016/0021-9681(87)90171-8",
    url="https://standardofcare.com/charlson-comorbidity-index/",
)
BY_AGE = Source(
    "Charlson M et al. Validation of a combined comorbidity index. J Clin Epidemiol 1994;47:1245-1251",
    doi="10.1016/0895-4356(94)90129-5",
    url="https://fpnotebook.com/Prevent/Exam/ChrlsnCmrbdtyIndx.htm",
)
LIVER = {"none": 0, "mild": 1, "moderate_to_severe": 3}
DIABETES = {"none_or_diet_controlled": 0, "uncomplicated": 1, "end_organ_damage": 2}
SURVIVAL, GROWTH = (float(exact(one)) for one in ("0.983", "0.9"))
"""Base and growth by the point of the share that survives ten years [1]. Source: Charlson 1987, after fpnotebook."""
TUMOUR = {"none": 0, "localised": 2, "metastatic": 6}


def charlson(
    age: Adult,
    myocardial_infarction: Annotated[bool, Flag("Myocardial infarction, ever")],
    heart_failure: Annotated[bool, Flag("Congestive heart failure")],
    peripheral_vascular_disease: Annotated[bool, Flag("Claudication, bypass, gangrene or aneurysm of 6 cm or more")],
    cerebrovascular_disease: Annotated[bool, Flag("Stroke or transient ischaemic attack")],
    dementia: Annotated[bool, Flag("Dementia")],
    pulmonary_disease: Annotated[bool, Flag("Chronic obstructive pulmonary disease")],
    connective_tissue_disease: Annotated[bool, Flag("Connective tissue disease")],
    peptic_ulcer: Annotated[bool, Flag("Peptic ulcer disease")],
    liver_disease: Annotated[
        str,
        Choice(
            "Liver disease",
            {
                "none": "",
                "mild": "chronic hepatitis, or cirrhosis without portal hypertension",
                "moderate_to_severe": "cirrhosis with portal hypertension",
            },
        ),
    ],
    diabetes: Annotated[
        str, Choice("Diabetes mellitus", {"none_or_diet_controlled": "", "uncomplicated": "", "end_organ_damage": ""})
    ],
    hemiplegia: Annotated[bool, Flag("Hemiplegia")],
    renal_disease: Annotated[bool, Flag("Creatinine above 3 mg/dL, dialysis, transplant or uraemia")],
    solid_tumour: Annotated[str, Choice("Solid tumour", {"none": "", "localised": "", "metastatic": ""})],
    leukaemia: Annotated[bool, Flag("Leukaemia")],
    lymphoma: Annotated[bool, Flag("Lymphoma")],
    aids: Annotated[bool, Flag("AIDS")],
) -> Outcome:
    """Burden of chronic disease of an adult, with points for age, which predicts survival over ten years."""
    items = (
        graded("Age (one point a decade from 50 on)", age, ((50, 1), (60, 2), (70, 3), (80, 4))),
        item("Myocardial infarction", myocardial_infarction),
        item("Congestive heart failure", heart_failure),
        item("Peripheral vascular disease", peripheral_vascular_disease),
        item("Cerebrovascular disease", cerebrovascular_disease),
        item("Dementia", dementia),
        item("Chronic pulmonary disease", pulmonary_disease),
        item("Connective tissue disease", connective_tissue_disease),
        item("Peptic ulcer disease", peptic_ulcer),
        Item("Liver disease", LIVER[liver_disease]),
        Item("Diabetes", DIABETES[diabetes]),
        item("Hemiplegia", hemiplegia, 2),
        item("Renal disease", renal_disease, 2),
        Item("Solid tumour", TUMOUR[solid_tumour]),
        item("Leukaemia", leukaemia, 2),
        item("Lymphoma", lymphoma, 2),
        item("AIDS", aids, 6),
    )
    total = sum(int(one.points) for one in items)
    alive = 100 * SURVIVAL ** exp(GROWTH * total)
    survival = step("Estimated 10-year survival in %", "100 × 0.983 ^ exp(0.9 × index)", alive, index=total)
    outcome = tally(*items)
    return replace(outcome, steps=(*outcome.steps, survival))


CALCULATOR = Calculator(
    function=charlson,
    title="Charlson comorbidity index, with age",
    aliases=("CCI", "Charlson", "comorbidity", "10-year survival"),
    specialty="general medicine",
    formula="sum of the weights of 16 conditions (1, 2, 3 or 6) and one point for each decade of age from 50 on, up "
    "to 4",
    unit="{score}",
    sources=(CHARLSON, BY_AGE),
    rises_with=("age", "dementia", "hemiplegia", "aids"),
)
