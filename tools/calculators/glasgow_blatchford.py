"""Glasgow-Blatchford score."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Number, Outcome, Source, exact, graded, item, tally
from tools.calculating.outcome import Item
from tools.calculating.usual import HeartRate, Sex, SystolicPressure

__all__ = ["CALCULATOR", "glasgow_blatchford"]

BLATCHFORD = Source(
    "Blatchford O, Murray WR, Blatchford M. A risk score to predict need for treatment for upper-gastrointestinal "
    "haemorrhage. Lancet 2000;356:1318-1321",
    doi="10.1016/S0140-6736(00)02816-6",
    url="https://en.wikipedia.org/wiki/Glasgow-Blatchford_score",
)
BMJ = Source(
    "BMJ Best Practice. Upper gastrointestinal bleeding: criteria",
    url="https://bestpractice.bmj.com/topics/en-us/1145/criteria",
)


def _haemoglobin(haemoglobin: Exact, sex: str) -> Item:
    steps = ((None, 6), (10, 1), (12, 0)) if sex == "female" else ((None, 6), (10, 3), (12, 1), (13, 0))
    return graded("Haemoglobin", haemoglobin, steps)


def glasgow_blatchford(
    urea: Annotated[
        Exact,
        Number("Serum urea; in mg/dL give the urea nitrogen (BUN)", "mmol/L", "0.3", 110, substance="urea-nitrogen"),
    ],
    haemoglobin: Annotated[Exact, Number("Haemoglobin", "g/dL", 1, 25, substance="haemoglobin")],
    sex: Sex,
    systolic: SystolicPressure,
    heart_rate: HeartRate,
    melaena: Annotated[bool, Flag("Presents with melaena")],
    syncope: Annotated[bool, Flag("Presents with syncope")],
    hepatic_disease: Annotated[bool, Flag("Liver disease, known or evident")],
    cardiac_failure: Annotated[bool, Flag("Heart failure, known or evident")],
) -> Outcome:
    """Need for treatment in upper gastrointestinal bleeding, before endoscopy."""
    high = Item("Urea 6.5-7.9 (2), 8-9.9 (3), 10-25 (4), > 25 mmol/L (6)", 6)
    below = graded(high.label, urea, ((exact("6.5"), 2), (8, 3), (10, 4)))
    return tally(
        high if urea > 25 else below,
        _haemoglobin(haemoglobin, sex),
        graded("Systolic 100-109 (1), 90-99 (2), < 90 mmHg (3)", systolic, ((None, 3), (90, 2), (100, 1), (110, 0))),
        item("Heart rate ≥ 100/min", heart_rate >= 100),
        item("Melaena", melaena),
        item("Syncope", syncope, 2),
        item("Hepatic disease", hepatic_disease, 2),
        item("Cardiac failure", cardiac_failure, 2),
    )


CALCULATOR = Calculator(
    function=glasgow_blatchford,
    title="Glasgow-Blatchford score for upper gastrointestinal bleeding",
    aliases=("GBS", "Blatchford", "upper GI bleeding", "gastrointestinal haemorrhage"),
    specialty="gastroenterology",
    formula="points for urea 0-6, haemoglobin 0-6, systolic pressure 0-3, heart rate ≥ 100 1, melaena 1, syncope 2, "
    "hepatic disease 2, cardiac failure 2",
    unit="{score}",
    sources=(BLATCHFORD,),
    bands=(
        Bands(
            BMJ,
            (
                Band(0, "very low risk: can be managed as an outpatient"),
                Band(2, "admission, and endoscopy within 24 hours"),
            ),
        ),
    ),
    rises_with=("urea", "heart_rate", "melaena"),
    falls_with=("haemoglobin", "systolic"),
)
