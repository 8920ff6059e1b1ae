"""Under whom an export is filed; its references into a copy that `deidentify` made."""

from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from tools import samples
from tools.deidentifying.study import deidentify_folder
from tools.exports.filing import Filing, filed_header, new_uid
from tools.exports.report import Report
from tools.exports.sources import find_sources
from tools.exports.sr import referred

UIDS = ("SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID")


@pytest.fixture
def header() -> Dataset:
    return dcmread(samples.path("chest_pneumonia"), stop_before_pixels=True)


def test_only_the_layout_is_taken_over(header: Dataset) -> None:
    header.add_new(0x00091001, "LO", "private canary")
    header.OtherPatientNames = "Canary^Other"
    header.InstitutionName = "Canary Hospital"
    filed = filed_header(header, "case-7", Filing())

    assert "anary" not in str(filed)
    assert filed.Rows == 1024
    assert not any(str(header[one].value) in str(filed) for one in UIDS)


def test_uids_are_consistent_and_cannot_be_guessed(header: Dataset) -> None:
    filing = Filing()
    first, second = filed_header(header, "a", filing), filed_header(header, "a", filing)
    other = filed_header(header, "a", Filing())

    assert [first[one].value for one in UIDS] == [second[one].value for one in UIDS]
    assert not {first[one].value for one in UIDS} & {other[one].value for one in UIDS}
    assert all(first[one].value.is_valid for one in UIDS)


def test_identity_comes_whole_and_nothing_else(header: Dataset) -> None:
    header.OtherPatientNames = "Canary^Other"
    header.PatientName = "Mononym"
    filed = filed_header(header, "case-7", Filing(identify=True))

    assert str(filed.PatientName) == "Mononym^"
    assert (filed.PatientID, filed.StudyDate) == ("SYN-0001", "20250211")
    assert [filed[one].value for one in UIDS] == [header[one].value for one in UIDS]
    assert "Canary" not in str(filed)


def test_what_is_missing_is_empty() -> None:
    filed = filed_header(Dataset(), "case-7", Filing(identify=True))

    assert (filed.PatientID, filed.PatientBirthDate, filed.StudyTime) == ("", "", "")


def test_new_uids_are_stable_valid_and_tell_nothing() -> None:
    assert new_uid("a", "b") == new_uid("a", "b") != new_uid("ab")
    assert len(new_uid("a")) <= 64


def test_with_its_salt_references_fit_the_clean_copy(report: Report, tmp_path: Path) -> None:
    salt = bytes(range(32))
    study, clean = tmp_path / "in", tmp_path / "out"
    study.mkdir()
    (study / "a.dcm").write_bytes(samples.path("chest_pneumonia").read_bytes())
    deidentify_folder(study, clean, salt=salt)
    (made,) = [dcmread(one) for one in clean.rglob("*") if one.is_file()]
    ((_, filed),) = referred(report, find_sources(study), Filing(salt=salt)).values()

    assert [filed[one].value for one in UIDS] == [made[one].value for one in UIDS]
    # A report on the clean copy itself needs no salt.
    kept = filed_header(made, "case-7", Filing())
    assert [kept[one].value for one in UIDS] == [made[one].value for one in UIDS]
