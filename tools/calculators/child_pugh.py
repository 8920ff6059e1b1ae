"""Child-Pugh score."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Choice, Exact, Item, Outcome, Source, exact, tally
from tools.calculating.usual import Albumin, Bilirubin, Inr

__all__ = ["CALCULATOR", "child_pugh"]

CCJM = Source(
    "Child-Pugh classification, after Pugh RN et al. Transection of the oesophagus for bleeding oesophageal varices. "
    "Br J Surg 1973;60:646-649",
    doi="10.1002/bjs.1800600817",
    url="https://www.ccjm.org/highwire/markup/12320/expansion",
)
ASCITES = {"absent": 1, "slight": 2, "moderate": 3}
ENCEPHALOPATHY = {"none": 1, "grade_1_2": 2, "grade_3_4": 3}


def _between(value: Exact, low: str, high: str) -> int:
    """1 below `low`, 3 above `high`, 2 from the one to the other."""
    return 1 if value < exact(low) else 3 if value > exact(high) else 2


def child_pugh(
    bilirubin: Bilirubin,
    albumin: Albumin,
    inr: Inr,
    ascites: Annotated[
        str, Choice("Ascites", {"absent": "", "slight": "mild, or controlled", "moderate": "moderate to severe"})
    ],
    encephalopathy: Annotated[str, Choice("Hepatic encephalopathy", {"none": "", "grade_1_2": "", "grade_3_4": ""})],
) -> Outcome:
    """Severity of cirrhosis of the liver, and its prognosis."""
    return tally(
        Item("Bilirubin < 2, 2 to 3, > 3 mg/dL", _between(bilirubin, "2", "3")),
        Item("Albumin > 3.5, 2.8 to 3.5, < 2.8 g/dL", 4 - _between(albumin, "2.8", "3.5")),
        Item("INR < 1.7, 1.7 to 2.3, > 2.3", _between(inr, "1.7", "2.3")),
        Item("Ascites", ASCITES[ascites]),
        Item("Encephalopathy", ENCEPHALOPATHY[encephalopathy]),
    )


CALCULATOR = Calculator(
    function=child_pugh,
    title="Child-Pugh score for cirrhosis",
    aliases=("Child-Turcotte-Pugh", "CTP score", "cirrhosis mortality", "Child class"),
    specialty="gastroenterology",
    formula="1 to 3 points each for bilirubin, albumin, INR, ascites and encephalopathy",
    unit="{score}",
    sources=(CCJM,),
    bands=(
        Bands(
            CCJM,
            (
                Band(5, "class A"),
                Band(7, "class B"),
                Band(10, "class C"),
            ),
        ),
    ),
    rises_with=("bilirubin", "inr"),
    falls_with=("albumin",),
)
