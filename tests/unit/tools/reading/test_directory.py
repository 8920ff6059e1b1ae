import warnings
from collections.abc import Sequence
from pathlib import Path

import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MediaStorageDirectoryStorage, generate_uid

from tests.unit.tools.reading.dicom_writing import encoded
from tests.unit.tools.reading.test_archive import read, slice_of, values
from tools.errors import FileTooLarge, Truncated, UnreadableImage
from tools.reading import directory as module
from tools.reading.directory import is_directory, read_directory


def dicomdir(names: Sequence[str | Sequence[str]]) -> bytes:
    found = Dataset()
    found.file_meta = FileMetaDataset()
    found.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    found.SOPClassUID, found.SOPInstanceUID = MediaStorageDirectoryStorage, generate_uid()
    patient = Dataset()
    patient.DirectoryRecordType = "PATIENT"
    records = [patient]
    for name in names:
        record = Dataset()
        record.DirectoryRecordType = "IMAGE"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pydicom knows that these are no File IDs
            record.ReferencedFileID = name if isinstance(name, str) else list(name)
        records.append(record)
    found.DirectoryRecordSequence = records
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return encoded(found)


@pytest.fixture
def media(tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    (folder / "IMAGES").mkdir(parents=True)
    for value in (1, 2, 3):
        (folder / "IMAGES" / f"I{value}").write_bytes(slice_of(value))
    return folder


def test_only_the_files_that_it_names_are_read(media: Path) -> None:
    (media / "DICOMDIR").write_bytes(dicomdir([["IMAGES", "I3"], ["IMAGES", "I1"]]))
    study = read(media / "DICOMDIR")
    assert values(study) == [1, 3]
    assert study.notes == ()


def test_a_folder_with_one_is_read_file_by_file(media: Path) -> None:
    (media / "DICOMDIR").write_bytes(dicomdir([["IMAGES", "I3"]]))
    study = read(media)
    assert values(study) == [1, 2, 3]
    assert "DICOMDIR" in study.notes[0]


def test_names_in_another_case_are_found(media: Path) -> None:
    (media / "IMAGES" / "I2").rename(media / "IMAGES" / "i2")
    (media / "DICOMDIR").write_bytes(dicomdir([["IMAGES", "I2"]]))
    assert values(read(media / "DICOMDIR")) == [2]


@pytest.mark.parametrize(
    "name",
    [
        ["..", "secret"],
        "../secret",
        "/etc/passwd",
        ["IMAGES", "..", "..", "secret"],
        ["IMAGES", "."],
        "~root",
        "a/b",
        "C:x",
        [str(one) for one in range(9)],
        "x" * 65,
    ],
)
def test_names_that_lead_elsewhere_are_refused(media: Path, name: str | list[str]) -> None:
    (media.parent / "secret").write_bytes(slice_of(9))
    (media / "DICOMDIR").write_bytes(dicomdir([name, ["IMAGES", "I1"]]))
    study = read(media / "DICOMDIR")
    assert values(study) == [1]
    assert "leads elsewhere" in study.notes[0]


def test_links_and_missing_files_are_left_out(media: Path) -> None:
    (media.parent / "outside").mkdir()
    (media.parent / "outside" / "I9").write_bytes(slice_of(9))
    (media / "LINK").symlink_to(media.parent / "outside")
    (media / "IMAGES" / "I8").symlink_to(media.parent / "outside" / "I9")
    (media / "DICOMDIR").write_bytes(
        dicomdir([["LINK", "I9"], ["IMAGES", "I8"], ["IMAGES", "I7"], ["IMAGES"], ["IMAGES", "I1"]])
    )
    study = read(media / "DICOMDIR")
    assert values(study) == [1]
    assert study.notes == ("4 files were named by the DICOMDIR and not there.",)


def test_one_that_names_itself_ends(media: Path) -> None:
    (media / "DICOMDIR").write_bytes(dicomdir(["DICOMDIR", ["IMAGES", "I1"]]))
    assert values(read(media / "DICOMDIR")) == [1]


def test_one_that_names_nothing_or_too_much_is_refused(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (media / "DICOMDIR").write_bytes(dicomdir([]))
    with pytest.raises(UnreadableImage, match="no readable image"):
        read(media / "DICOMDIR")
    monkeypatch.setattr(module, "MAX_FILES", 1)
    with pytest.raises(FileTooLarge, match="names more than 1 files"):
        read_directory(dicomdir(["A", "B"]))


def test_other_objects_are_no_directory() -> None:
    assert is_directory(dicomdir([]))
    assert not is_directory(slice_of(1))
    assert not is_directory(b"1.2.840.10008.1.3.10" * 20)


def test_one_that_is_cut_short_names_no_part_of_the_study_for_the_whole() -> None:
    whole = dicomdir([["IMAGES", f"I{number}"] for number in range(20)])
    assert len(read_directory(whole).files) == 20
    start, end = whole.find(b"IMAGES"), whole.find(b"I19")
    for part in range(25):
        with pytest.raises(Truncated):
            read_directory(whole[: start + (end - start) * part // 24])
