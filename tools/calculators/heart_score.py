"""HEART score."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Choice, Flag, Item, Outcome, Source, graded, tally
from tools.calculating.usual import Adult

__all__ = ["CALCULATOR", "heart_score"]

SIX = Source(
    "Six AJ, Backus BE, Kelder JC. Chest pain in the emergency room: value of the HEART score. Neth Heart J "
    "2008;16:191-196",
    doi="10.1007/BF03086144",
    url="https://emj.bmj.com/highwire/markup/168800/expansion",
)
GROUPS = Source(
    "The original HEART score for patients with chest pain, with its risk groups. BMJ Open",
    url="https://bmjopen.bmj.com/highwire/markup/201812/expansion",
)
HISTORY = {"slightly_suspicious": 0, "moderately_suspicious": 1, "highly_suspicious": 2}
ECG = {"normal": 0, "non_specific_repolarisation": 1, "significant_st_deviation": 2}
TROPONIN = {"up_to_limit": 0, "one_to_three_times": 1, "above_three_times": 2}


def heart_score(
    history: Annotated[
        str,
        Choice(
            "How suspicious the history is of an acute coronary syndrome",
            {"slightly_suspicious": "", "moderately_suspicious": "", "highly_suspicious": ""},
        ),
    ],
    ecg: Annotated[
        str,
        Choice(
            "Electrocardiogram",
            {
                "normal": "",
                "non_specific_repolarisation": "also bundle branch block, hypertrophy or paced rhythm",
                "significant_st_deviation": "not explained by bundle branch block, hypertrophy or digoxin",
            },
        ),
    ],
    age: Adult,
    hypertension: Annotated[bool, Flag("Hypertension")],
    hypercholesterolaemia: Annotated[bool, Flag("Hypercholesterolaemia")],
    diabetes: Annotated[bool, Flag("Diabetes mellitus")],
    obesity: Annotated[bool, Flag("Obesity, BMI above 30 kg/m2")],
    smoking: Annotated[bool, Flag("Smoking now or within 3 months")],
    family_history: Annotated[bool, Flag("Parent or sibling with cardiovascular disease before 65")],
    atherosclerotic_disease: Annotated[
        bool,
        Flag("Known atherosclerotic disease: infarction, revascularisation, stroke or TIA, peripheral artery disease"),
    ],
    troponin: Annotated[
        str,
        Choice(
            "First troponin, in multiples of the upper limit of normal",
            {"up_to_limit": "", "one_to_three_times": "", "above_three_times": ""},
        ),
    ],
) -> Outcome:
    """Risk of major cardiac events within six weeks in adults with chest pain in the emergency department."""
    risks = sum((hypertension, hypercholesterolaemia, diabetes, obesity, smoking, family_history))
    burden = 2 if atherosclerotic_disease or risks >= 3 else min(risks, 1)
    return tally(
        Item("History", HISTORY[history]),
        Item("Electrocardiogram", ECG[ecg]),
        graded("Age 45 to 64 (1), from 65 (2)", age, ((45, 1), (65, 2))),
        Item(f"Risk factors ({risks} of 6{', atherosclerotic disease' if atherosclerotic_disease else ''})", burden),
        Item("Troponin", TROPONIN[troponin]),
    )


CALCULATOR = Calculator(
    function=heart_score,
    title="HEART score for major cardiac events",
    aliases=("HEART score", "chest pain risk", "acute coronary syndrome risk"),
    specialty="emergency medicine",
    formula="history 0-2, electrocardiogram 0-2, age < 45 0, 45-64 1, ≥ 65 2, risk factors none 0, 1-2 1, ≥ 3 or "
    "atherosclerotic disease 2, troponin 0-2",
    unit="{score}",
    sources=(SIX,),
    bands=(Bands(GROUPS, (Band(0, "low risk"), Band(4, "intermediate risk"), Band(7, "high risk"))),),
    rises_with=("age", "smoking", "atherosclerotic_disease"),
)
