"""The day on which an object was made, for intervals between studies only: no date leaves the reader as one."""

import re
from datetime import date

from pydicom.dataset import Dataset

from tools.reading.attributes import attribute

__all__ = ["WRITTEN", "day_of"]

_KEYWORDS = ("AcquisitionDate", "AcquisitionDateTime", "StudyDate", "SeriesDate", "ContentDate")
"""In the order of trust: when the patient was before the machine, then when the work around it began.
Source: PS3.3 C.7.5.1, C.7.2.1, C.7.3.1, C.7.6.1."""

WRITTEN = ("ContentDate", "SeriesDate", "StudyDate")
"""The same for a report, whose study is that of the images that it is about. Source: PS3.3 C.17.2."""

_DATE = re.compile(r"(\d{4})\.?(\d{2})\.?(\d{2})")
"""DA, the form of before 1993 with dots, and the beginning of DT. Source: PS3.5 table 6.2-1."""

_FIRST_YEAR, _LAST_YEAR = 1901, 2100
"""1900 and years far off stand in for dates that were taken out."""


def day_of(dataset: Dataset, keywords: tuple[str, ...] = _KEYWORDS) -> int | None:
    """The day as a running number, of which only differences mean anything; None where no date is stated.

    Args:
        dataset: Any data set; only its root is looked at.
        keywords: Where to look, in the order of trust.
    """
    for keyword in keywords:
        found = _DATE.match(str(attribute([dataset], keyword) or ""))
        if found is None or not _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
            continue
        try:
            return date(int(found[1]), int(found[2]), int(found[3])).toordinal()
        except ValueError:
            continue  # no such day
    return None
