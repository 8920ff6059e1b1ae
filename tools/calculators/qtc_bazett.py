"""Corrected QT interval by Bazett."""

from math import sqrt

from tools.calculating import Calculator, Outcome, Source, step
from tools.calculating.qt_bands import QT_BANDS
from tools.calculating.usual import HeartRate, QtInterval

__all__ = ["CALCULATOR", "qtc_bazett"]


def qtc_bazett(qt_interval: QtInterval, heart_rate: HeartRate) -> Outcome:
    """QT interval corrected for the heart rate by Bazett: what it would be at 60 beats a minute."""
    value = float(qt_interval) / sqrt(60 / heart_rate)
    return Outcome(value, (step("QTc", "qt / √(60 / rate)", value, qt=qt_interval, rate=heart_rate),))


CALCULATOR = Calculator(
    function=qtc_bazett,
    title="Corrected QT interval (Bazett)",
    aliases=("QTc", "QTc Bazett", "Bazett formula", "corrected QT"),
    specialty="cardiology",
    formula="QT / √(60 / HR) (QT in ms, HR in beats a minute)",
    unit="ms",
    decimals=1,
    sources=(
        Source(
            "Bazett HC. An analysis of the time-relations of electrocardiograms. Heart 1920;7:353-370",
            url="https://sondoctor.com/corrected-qt",
        ),
    ),
    bands=(QT_BANDS,),
    rises_with=("qt_interval", "heart_rate"),
)
