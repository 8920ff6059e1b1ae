"""Corrected QT interval by Rautaharju."""

from tools.calculating import Calculator, Outcome, Source, step
from tools.calculating.qt_bands import QT_BANDS
from tools.calculating.usual import HeartRate, QtInterval

__all__ = ["CALCULATOR", "qtc_rautaharju"]


def qtc_rautaharju(qt_interval: QtInterval, heart_rate: HeartRate) -> Outcome:
    """QT interval corrected for the heart rate by Rautaharju: what it would be at 60 beats a minute."""
    value = qt_interval * (120 + heart_rate) / 180
    return Outcome(value, (step("QTc", "qt × (120 + rate) / 180", value, qt=qt_interval, rate=heart_rate),))


CALCULATOR = Calculator(
    function=qtc_rautaharju,
    title="Corrected QT interval (Rautaharju)",
    aliases=("QTc", "QTc Rautaharju", "Rautaharju formula", "corrected QT"),
    specialty="cardiology",
    formula="QT × (120 + HR) / 180 (QT in ms, HR in beats a minute)",
    unit="ms",
    decimals=1,
    sources=(
        Source(
            "Rautaharju PM, Zhang ZM. Linearly scaled, rate-invariant normal limits for QT interval. J Cardiovasc "
            "Electrophysiol 2002;13:1211-1218",
            doi="10.1046/j.1540-8167.2002.01211.x",
            url="https://sondoctor.com/corrected-qt",
        ),
    ),
    bands=(QT_BANDS,),
    rises_with=("qt_interval", "heart_rate"),
)
