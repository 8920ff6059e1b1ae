"""Corrected QT interval by Fridericia."""

from tools.calculating import Calculator, Exact, Outcome, Source, step
from tools.calculating.qt_bands import QT_BANDS
from tools.calculating.usual import HeartRate, QtInterval

__all__ = ["CALCULATOR", "qtc_fridericia"]


def qtc_fridericia(qt_interval: QtInterval, heart_rate: HeartRate) -> Outcome:
    """QT interval corrected for the heart rate by Fridericia: what it would be at 60 beats a minute."""
    value = float(qt_interval) / (60 / heart_rate) ** Exact(1, 3)
    return Outcome(value, (step("QTc", "qt / (60 / rate)^(1/3)", value, qt=qt_interval, rate=heart_rate),))


CALCULATOR = Calculator(
    function=qtc_fridericia,
    title="Corrected QT interval (Fridericia)",
    aliases=("QTc", "QTc Fridericia", "Fridericia formula", "corrected QT"),
    specialty="cardiology",
    formula="QT / ∛(60 / HR) (QT in ms, HR in beats a minute)",
    unit="ms",
    decimals=1,
    sources=(
        Source(
            "Fridericia LS. The duration of systole in an electrocardiogram in normal humans and in patients with "
            "heart disease (1920). Ann Noninvasive Electrocardiol 2003;8:343-351",
            doi="10.1046/j.1542-474X.2003.08413.x",
            url="https://sondoctor.com/corrected-qt",
        ),
    ),
    bands=(QT_BANDS,),
    rises_with=("qt_interval", "heart_rate"),
)
