"""Corrected QT interval by Framingham."""

from tools.calculating import Calculator, Outcome, Source, step
from tools.calculating.qt_bands import QT_BANDS
from tools.calculating.usual import HeartRate, QtInterval

__all__ = ["CALCULATOR", "qtc_framingham"]


def qtc_framingham(qt_interval: QtInterval, heart_rate: HeartRate) -> Outcome:
    """QT interval corrected for the heart rate by Framingham: what it would be at 60 beats a minute."""
    value = qt_interval + 154 * (1 - 60 / heart_rate)
    return Outcome(value, (step("QTc", "qt + 154 × (1 − 60 / rate)", value, qt=qt_interval, rate=heart_rate),))


CALCULATOR = Calculator(
    function=qtc_framingham,
    title="Corrected QT interval (Framingham)",
    aliases=("QTc", "QTc Framingham", "Framingham formula", "corrected QT"),
    specialty="cardiology",
    formula="QT + 154 × (1 − 60 / HR) (QT in ms, HR in beats a minute)",
    unit="ms",
    decimals=1,
    sources=(
        Source(
            "Sagie A et al. An improved method for adjusting the QT interval for heart rate (the Framingham Heart "
            "Study). Am J Cardiol 1992;70:797-801",
            doi="10.1016/0002-9149(92)90562-D",
            url="https://sondoctor.com/corrected-qt",
        ),
    ),
    bands=(QT_BANDS,),
    rises_with=("qt_interval", "heart_rate"),
)
