import pytest
from pydicom.dataset import Dataset

from tools.reading.dates import day_of


def dated(**values: str) -> int | None:
    found = Dataset()
    for keyword, value in values.items():
        found.add_new(keyword, "LO", value)  # pydicom itself refuses to hold a date that is none
    return day_of(found)


def test_only_differences_mean_anything() -> None:
    assert dated(StudyDate="20240301") - dated(StudyDate="20240228") == 2  # type: ignore[operator]


def test_the_day_of_acquisition_counts_before_that_of_the_study() -> None:
    assert dated(StudyDate="20240101", AcquisitionDate="20240103") == dated(AcquisitionDateTime="20240103101500.5")


@pytest.mark.parametrize("text", ["", "19000101", "20241301", "20230229", "2024", "99991231", "x"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert dated(StudyDate=text, ContentDate="20240105") == dated(StudyDate="20240105")
    assert dated(StudyDate=text) is None
