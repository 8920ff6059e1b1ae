"""BISAP score for acute pancreatitis."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Flag, Outcome, Source, item, tally
from tools.calculating.usual import Adult, BloodUreaNitrogen

__all__ = ["CALCULATOR", "bisap"]

WU = Source(
    ("Wu BU et al. The early prediction of mortality in acute pancreatitis. Gut 2008;57:1698-1703"),
    doi="10.1136/gut.2008.152702",
)


def bisap(
    urea_nitrogen: BloodUreaNitrogen,
    impaired_mental_status: Annotated[bool, Flag("Impaired mental status (Glasgow coma scale below 15)")],
    sirs: Annotated[bool, Flag("Two or more criteria of the systemic inflammatory response syndrome")],
    age: Adult,
    pleural_effusion: Annotated[bool, Flag("Pleural effusion on imaging")],
) -> Outcome:
    """Risk of death in acute pancreatitis on the first day: Bedside Index for Severity in Acute Pancreatitis."""
    return tally(
        item("Urea nitrogen > 25 mg/dL", urea_nitrogen > 25),
        item("Impaired mental status", impaired_mental_status),
        item("Systemic inflammatory response", sirs),
        item("Age > 60 years", age > 60),
        item("Pleural effusion", pleural_effusion),
    )


CALCULATOR = Calculator(
    function=bisap,
    title="BISAP score for acute pancreatitis",
    aliases=(
        "BISAP",
        "pancreatitis mortality",
    ),
    specialty="gastroenterology",
    formula=(
        "One point each: urea nitrogen > 25 mg/dL, impaired mental status, systemic inflammatory "
        "response, age > 60, pleural effusion"
    ),
    unit="{score}",
    sources=(WU,),
    bands=(
        Bands(
            WU,
            (
                Band(0, "lower mortality, below 2 %"),
                Band(3, "severe pancreatitis is likely, mortality above 15 %"),
            ),
        ),
    ),
    rises_with=(
        "urea_nitrogen",
        "impaired_mental_status",
        "sirs",
        "age",
        "pleural_effusion",
    ),
)
