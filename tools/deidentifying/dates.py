"""Dates moved by whole days: intervals and times of day stay, the calendar dates do not."""

import re
from datetime import date, timedelta

__all__ = ["shifted_date", "shifted_datetime", "time_of_day"]

_DATE = re.compile(r"(\d{4})[.-]?(\d{2})[.-]?(\d{2})")
_DATETIME = re.compile(r"(\d{4})(\d{2})?(\d{2})?((?:\d{2}){0,3})(\.\d{1,6})?([+-]\d{4})?")
_TIME = re.compile(r"(?:\d{2}){1,3}(?:\.\d{1,6})?|\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?")


def shifted_date(text: str, days: int) -> str:
    """A date (DA) moved by days; empty where it is none, or leaves the calendar.

    Args:
        text: YYYYMMDD, or the older YYYY.MM.DD. Source: PS3.5 table 6.2-1.
        days: [d]
    """
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return ""
    try:
        return (date(int(found[1]), int(found[2]), int(found[3])) + timedelta(days=days)).strftime("%Y%m%d").zfill(8)
    except (ValueError, OverflowError):
        return ""  # no day of the calendar: nothing to keep an interval to


def shifted_datetime(text: str, days: int) -> str:
    """A date with time (DT) moved by days; a part without a day counts from its first, the time zone goes.

    Args:
        text: YYYYMMDDHHMMSS.FFFFFF&ZZXX, shortened from the right. Source: PS3.5 table 6.2-1.
        days: [d]
    """
    found = _DATETIME.fullmatch(text.strip())
    if found is None:
        return ""
    moved = shifted_date(f"{found[1]}{found[2] or '01'}{found[3] or '01'}", days)
    # A year or a month alone stays as coarse as it was.
    kept = 8 if found[3] else 6 if found[2] else 4
    return moved[:kept] + (found[4] or "") + (found[5] or "" if found[4] else "") if moved else ""


def time_of_day(text: str) -> str:
    """A time (TM) as it is; empty where it is none."""
    return text.strip() if _TIME.fullmatch(text.strip()) else ""
