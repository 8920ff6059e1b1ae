"""What a corrected QT interval means, whichever formula corrected it."""

from tools.calculating.bands import Band, Bands
from tools.calculating.source import Source

__all__ = ["QT_BANDS"]

QT_BANDS = Bands(
    Source(
        "Cambio Healthcare Systems. QTc calculation, clinical knowledge model version 1",
        url="https://development.cds-platform.com/ckm/clinical-knowledge-manager/demo/view/QTc_Calculation/1?language=en",
    ),
    (
        Band(None, "abnormally short"),
        Band(350, "not prolonged"),
        Band(440, "prolonged in men, not in women", above=True),
        Band(460, "prolonged", above=True),
        Band(500, "prolonged, with an increased risk of torsades de pointes", above=True),
    ),
)
"""Limits [ms]."""
