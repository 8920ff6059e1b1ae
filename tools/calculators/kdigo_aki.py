"""KDIGO stage of acute kidney injury."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Number, Outcome, Source, Step, exact, step
from tools.calculating.usual import Creatinine

__all__ = ["CALCULATOR", "kdigo_aki"]

KDIGO = Source(
    ("KDIGO clinical practice guideline for acute kidney injury. Kidney Int Suppl 2012;2:1-138"),
    doi="10.1038/kisup.2012.1",
)


def kdigo_aki(
    baseline_creatinine: Annotated[Exact, Number("Baseline creatinine", "mg/dL", "0.05", 40, substance="creatinine")],
    creatinine: Creatinine,
    rise_within_48_h: Annotated[bool, Flag("The creatinine rose by 0.3 mg/dL (26.5 µmol/L) or more within 48 hours")],
    low_output_hours: Annotated[Exact, Number("Hours with a urine output below 0.5 mL/kg/h", "h", 0, 240)],
    very_low_output_hours: Annotated[Exact, Number("Hours with a urine output below 0.3 mL/kg/h", "h", 0, 240)],
    anuria_hours: Annotated[Exact, Number("Hours of anuria", "h", 0, 240)],
    renal_replacement: Annotated[bool, Flag("Renal replacement therapy was begun")],
) -> Outcome:
    """Stage of acute kidney injury by creatinine, urine output and renal replacement: KDIGO."""
    ratio = creatinine / baseline_creatinine
    risen = rise_within_48_h or ratio >= exact("1.5")
    by_creatinine = 0
    if risen:
        by_creatinine = 3 if ratio >= 3 or creatinine >= 4 else 2 if ratio >= 2 else 1
    by_output = 0
    if very_low_output_hours >= 24 or anuria_hours >= 12:
        by_output = 3
    elif low_output_hours >= 6:
        by_output = 2 if low_output_hours >= 12 else 1
    value = 3 if renal_replacement else max(by_creatinine, by_output)
    steps = (
        step(
            "Creatinine against the baseline",
            "creatinine / baseline",
            ratio,
            creatinine=creatinine,
            baseline=baseline_creatinine,
        ),
        Step("Stage by creatinine", str(by_creatinine)),
        Step("Stage by urine output", str(by_output)),
        Step("Renal replacement therapy", "stage 3" if renal_replacement else "no"),
    )
    return Outcome(value, steps)


CALCULATOR = Calculator(
    function=kdigo_aki,
    title="KDIGO stage of acute kidney injury",
    aliases=(
        "KDIGO AKI",
        "acute kidney injury stage",
    ),
    specialty="nephrology",
    formula=(
        "Stage 1: creatinine 1.5–1.9 × baseline or + 0.3 mg/dL within 48 h, or output < 0.5 mL/kg/h for "
        "6–12 h; 2: 2.0–2.9 ×, or ≥ 12 h; 3: ≥ 3 ×, ≥ 4 mg/dL, renal replacement, output < 0.3 mL/kg/h "
        "for 24 h or anuria for 12 h"
    ),
    unit="{stage}",
    sources=(KDIGO,),
    bands=(
        Bands(
            KDIGO,
            (
                Band(0, "no acute kidney injury by these criteria"),
                Band(1, "acute kidney injury, stage 1"),
                Band(2, "acute kidney injury, stage 2"),
                Band(3, "acute kidney injury, stage 3"),
            ),
        ),
    ),
    rises_with=(
        "creatinine",
        "rise_within_48_h",
        "low_output_hours",
        "very_low_output_hours",
        "anuria_hours",
        "renal_replacement",
    ),
    falls_with=("baseline_creatinine",),
)
