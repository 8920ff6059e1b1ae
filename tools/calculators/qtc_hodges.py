"""Corrected QT interval by Hodges."""

from tools.calculating import Calculator, Outcome, Source, exact, step
from tools.calculating.qt_bands import QT_BANDS
from tools.calculating.usual import HeartRate, QtInterval

__all__ = ["CALCULATOR", "qtc_hodges"]


def qtc_hodges(qt_interval: QtInterval, heart_rate: HeartRate) -> Outcome:
    """QT interval corrected for the heart rate by Hodges: what it would be at 60 beats a minute."""
    value = qt_interval + exact("1.75") * (heart_rate - 60)
    return Outcome(value, (step("QTc", "qt + 1.75 × (rate − 60)", value, qt=qt_interval, rate=heart_rate),))


CALCULATOR = Calculator(
    function=qtc_hodges,
    title="Corrected QT interval (Hodges)",
    aliases=("QTc", "QTc Hodges", "Hodges formula", "corrected QT"),
    specialty="cardiology",
    formula="QT + 1.75 × (HR − 60) (QT in ms, HR in beats a minute)",
    unit="ms",
    decimals=1,
    sources=(
        Source(
            "Hodges M et al. Bazett's QT correction reviewed: evidence that a linear QT correction for heart rate is "
            "better. J Am Coll Cardiol 1983;1:694",
            url="https://sondoctor.com/corrected-qt",
        ),
    ),
    bands=(QT_BANDS,),
    rises_with=("qt_interval", "heart_rate"),
)
