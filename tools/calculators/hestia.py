"""Hestia criteria for outpatient treatment of pulmonary embolism."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Flag, Outcome, Source, item, tally

__all__ = ["CALCULATOR", "hestia"]

ZONDAG = Source(
    (
        "Zondag W et al. Outpatient treatment in patients with acute pulmonary embolism: the "
        "Hestia Study. J Thromb Haemost 2011;9:1500-1507"
    ),
    doi="10.1111/j.1538-7836.2011.04388.x",
)


def hestia(
    haemodynamically_unstable: Annotated[bool, Flag("Haemodynamically unstable")],
    thrombolysis_or_embolectomy: Annotated[bool, Flag("Thrombolysis or embolectomy needed")],
    bleeding_or_high_risk: Annotated[bool, Flag("Active bleeding or high risk of it")],
    oxygen_over_24_h: Annotated[bool, Flag("Oxygen needed for more than 24 h to keep the saturation above 90 %")],
    on_anticoagulation: Annotated[bool, Flag("Embolism diagnosed while on anticoagulation")],
    intravenous_analgesia_over_24_h: Annotated[
        bool, Flag("Severe pain that needs intravenous medication for more than 24 h")
    ],
    medical_or_social_reason: Annotated[bool, Flag("Medical or social reason for more than 24 h in hospital")],
    creatinine_clearance_below_30: Annotated[bool, Flag("Creatinine clearance < 30 mL/min by Cockcroft-Gault")],
    severe_liver_impairment: Annotated[bool, Flag("Severe liver impairment")],
    pregnant: Annotated[bool, Flag("Pregnant")],
    heparin_induced_thrombocytopenia: Annotated[bool, Flag("Documented history of heparin-induced thrombocytopenia")],
) -> Outcome:
    """Whether acute pulmonary embolism can be treated at home: number of Hestia criteria present."""
    return tally(
        item("Haemodynamically unstable", haemodynamically_unstable),
        item("Thrombolysis or embolectomy needed", thrombolysis_or_embolectomy),
        item("Active bleeding or high risk of it", bleeding_or_high_risk),
        item("Oxygen needed for more than 24 h to keep the saturation above 90 %", oxygen_over_24_h),
        item("Embolism diagnosed while on anticoagulation", on_anticoagulation),
        item("Severe pain that needs intravenous medication for more than 24 h", intravenous_analgesia_over_24_h),
        item("Medical or social reason for more than 24 h in hospital", medical_or_social_reason),
        item("Creatinine clearance < 30 mL/min by Cockcroft-Gault", creatinine_clearance_below_30),
        item("Severe liver impairment", severe_liver_impairment),
        item("Pregnant", pregnant),
        item("Documented history of heparin-induced thrombocytopenia", heparin_induced_thrombocytopenia),
    )


CALCULATOR = Calculator(
    function=hestia,
    title="Hestia criteria for outpatient treatment of pulmonary embolism",
    aliases=(
        "Hestia",
        "outpatient pulmonary embolism",
        "home treatment of pulmonary embolism",
    ),
    specialty="respiratory medicine",
    formula="Number of the eleven criteria that are present",
    unit="{score}",
    sources=(ZONDAG,),
    bands=(
        Bands(
            ZONDAG,
            (
                Band(0, "no criterion: eligible for treatment at home"),
                Band(1, "one criterion or more: treatment in hospital"),
            ),
        ),
    ),
    rises_with=(
        "haemodynamically_unstable",
        "thrombolysis_or_embolectomy",
        "bleeding_or_high_risk",
        "oxygen_over_24_h",
        "on_anticoagulation",
        "intravenous_analgesia_over_24_h",
        "medical_or_social_reason",
        "creatinine_clearance_below_30",
        "severe_liver_impairment",
        "pregnant",
        "heparin_induced_thrombocytopenia",
    ),
)
