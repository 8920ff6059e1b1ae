"""STOP-BANG for sleep apnoea."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Flag, Outcome, Source, item, tally

__all__ = ["CALCULATOR", "stop_bang"]

CHUNG = Source(
    (
        "Chung F et al. STOP questionnaire: a tool to screen patients for obstructive sleep "
        "apnea. Anesthesiology 2008;108:812-821"
    ),
    doi="10.1097/ALN.0b013e31816d83e4",
)


def stop_bang(
    snoring: Annotated[bool, Flag("Loud snoring")],
    tired: Annotated[bool, Flag("Often tired or sleepy in daytime")],
    observed_apnoea: Annotated[bool, Flag("Someone observed pauses of breathing in sleep")],
    hypertension: Annotated[bool, Flag("High blood pressure, or treated for it")],
    bmi_above_35: Annotated[bool, Flag("Body mass index above 35 kg/m²")],
    age_above_50: Annotated[bool, Flag("Age above 50 years")],
    large_neck: Annotated[bool, Flag("Neck circumference above 40 cm")],
    male: Annotated[bool, Flag("Male")],
) -> Outcome:
    """Risk of obstructive sleep apnoea before surgery: STOP-BANG."""
    return tally(
        item("Loud snoring", snoring),
        item("Often tired or sleepy in daytime", tired),
        item("Someone observed pauses of breathing in sleep", observed_apnoea),
        item("High blood pressure, or treated for it", hypertension),
        item("Body mass index above 35 kg/m²", bmi_above_35),
        item("Age above 50 years", age_above_50),
        item("Neck circumference above 40 cm", large_neck),
        item("Male", male),
    )


CALCULATOR = Calculator(
    function=stop_bang,
    title="STOP-BANG for sleep apnoea",
    aliases=(
        "STOP-BANG",
        "obstructive sleep apnoea",
        "sleep apnea",
    ),
    specialty="anaesthesiology",
    formula="One point for each of eight findings",
    unit="{score}",
    sources=(CHUNG,),
    bands=(
        Bands(
            CHUNG,
            (
                Band(0, "low risk of obstructive sleep apnoea"),
                Band(3, "high risk of obstructive sleep apnoea"),
            ),
        ),
    ),
    rises_with=(
        "snoring",
        "tired",
        "observed_apnoea",
        "hypertension",
        "bmi_above_35",
        "age_above_50",
        "large_neck",
        "male",
    ),
)
