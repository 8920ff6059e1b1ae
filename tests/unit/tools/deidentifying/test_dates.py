"""Dates move by whole days; what is no date becomes empty."""

import pytest

from tools.deidentifying.dates import shifted_date, shifted_datetime, time_of_day


@pytest.mark.parametrize(
    ("text", "days", "new"),
    [
        ("20240301", -1, "20240229"),
        ("2024.03.01", -1, "20240229"),
        ("20240301", 0, "20240301"),
        ("20240231", -1, ""),
        ("Smith", -1, ""),
        ("00010101", -5, ""),
        ("10000101", 0, "10000101"),
    ],
)
def test_dates(text: str, days: int, new: str) -> None:
    assert shifted_date(text, days) == new


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("20240301101500.123456+0100", "20240229101500.123456"),
        ("202403011015", "202402291015"),
        ("20240301", "20240229"),
        ("202403", "202402"),
        ("2024", "2023"),
        ("2024 Smith", ""),
    ],
)
def test_datetimes(text: str, new: str) -> None:
    assert shifted_datetime(text, -1) == new


@pytest.mark.parametrize(("text", "new"), [("101500.5", "101500.5"), ("10:15", "10:15"), ("Smith", ""), ("", "")])
def test_times(text: str, new: str) -> None:
    assert time_of_day(text) == new
