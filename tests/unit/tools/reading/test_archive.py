import stat
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.unit.tools.reading.dicom_writing import file_of
from tools.errors import DamagedImage, FileTooLarge, UnreadableImage
from tools.reading import archive as module
from tools.reading import read_study
from tools.reading.archive import unpacked
from tools.study import Study


def slice_of(value: int) -> bytes:
    return file_of(
        np.full((4, 4), value, np.uint16),
        InstanceNumber=value,
        ImagePositionPatient=[0, 0, value],
        ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
        PixelSpacing=[1, 1],
    )


def zipped(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def read(path: Path) -> Study:
    return read_study(path, isolated=False)


def values(study: Study) -> list[int]:
    return [int(image.pixels[0, 0]) for image in study.images]


@pytest.mark.parametrize("is_isolated", [False, True])
def test_an_archive_is_a_study(tmp_path: Path, is_isolated: bool) -> None:
    files = {f"study/b/{3 - value}.dcm": slice_of(value) for value in (1, 2, 3)}
    path = zipped(tmp_path / "a.bin", files | {"study/notes.txt": b"text"})
    study = read_study(path, isolated=is_isolated)
    assert values(study) == [1, 2, 3]
    assert len(study.series) == 1
    assert study.notes == ("1 file was not an image.",)


def test_an_archive_in_a_folder_is_read_and_one_in_an_archive_is_not(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"1.dcm": slice_of(1)}).read_bytes()
    folder = tmp_path / "folder"
    folder.mkdir()
    zipped(folder / "outer.zip", {"2.dcm": slice_of(2), "inner.zip": inner})
    study = read(folder)
    assert values(study) == [2]
    assert study.notes == ("1 file was an archive inside the archive.",)


@pytest.mark.parametrize(
    "name", ["../out.dcm", "/etc/passwd", "a/../../b.dcm", "C:\\windows\\x.dcm", "..\\up.dcm", "c:x.dcm"]
)
def test_names_that_lead_out_are_left_out(tmp_path: Path, name: str) -> None:
    study = read(zipped(tmp_path / "a.zip", {name: slice_of(1), "ok.dcm": slice_of(2)}))
    assert values(study) == [2]
    assert "outside the archive" in study.notes[0]


def test_links_are_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("link.dcm")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("ok.dcm", slice_of(2))
    study = read(path)
    assert values(study) == [2]
    assert "link" in study.notes[0]


def test_other_methods_and_encryption_are_left_out(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"1.dcm": slice_of(1)}, zipfile.ZIP_BZIP2)
    with pytest.raises(UnreadableImage, match="packed in a way"):
        read(path)
    data = bytearray(zipped(tmp_path / "b.zip", {"1.dcm": slice_of(1)}).read_bytes())
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "b.zip").write_bytes(data)
    with pytest.raises(UnreadableImage, match="encrypted"):
        read(tmp_path / "b.zip")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with pytest.raises(FileTooLarge, match="not believed"):
        read(zipped(tmp_path / "a.zip", {"1.dcm": slice_of(1) + bytes(30_000_000)}))


def test_a_file_that_is_longer_than_it_claims_is_damaged(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"1.dcm": slice_of(1) + bytes(500_000), "2.dcm": slice_of(2)})
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 400)  # the claimed size in the central directory
    path.write_bytes(data)
    study = read(path)
    assert values(study) == [2]
    assert "damaged in the archive" in study.notes[0]


def test_too_many_entries_are_refused_by_the_end_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILES", 2)
    path = zipped(tmp_path / "a.zip", {f"{one}.dcm": slice_of(one) for one in (1, 2, 3)})
    with pytest.raises(FileTooLarge, match="more than 2 files"):
        read(path)
    data = bytearray(path.read_bytes())
    end = data.rfind(b"PK\x05\x06")
    data[end + 8 : end + 12] = struct.pack("<HH", 1, 1)  # an end record that lies
    path.write_bytes(data)
    with pytest.raises(FileTooLarge, match="more than 2 files"):
        read(path)


def test_the_archive_as_a_whole_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_STUDY_BYTES", 1000)
    with pytest.raises(FileTooLarge, match="unpacks to more than 1,000"):
        read(zipped(tmp_path / "a.zip", {f"{one}.dcm": slice_of(one) for one in (1, 2, 3)}))


def test_broken_archives_are_refused(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "a.zip", {"1.dcm": slice_of(1)}).read_bytes()
    for length in (10, len(whole) // 2, len(whole) - 5):
        (tmp_path / "b.zip").write_bytes(whole[:length])
        with pytest.raises(DamagedImage):
            read(tmp_path / "b.zip")
    spoilt = bytearray(whole)
    spoilt[60:90] = bytes(30)
    (tmp_path / "b.zip").write_bytes(spoilt)
    with pytest.raises(UnreadableImage):
        read(tmp_path / "b.zip")


@pytest.mark.parametrize("name", ["", ".", "/", "\0", "./", "//", "C:"])
def test_a_picture_without_a_name_is_read_or_left_out(name: str, tmp_path: Path) -> None:
    path = tmp_path / "study.zip"
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("x")
        entry.filename = name
        archive.writestr(entry, b"\x89PNG\r\n\x1a\n")
        archive.writestr("y.png", b"\x89PNG\r\n\x1a\n")
    found = list(unpacked(path))
    assert found[-1] == b"\x89PNG\r\n\x1a\n"
    assert len(found) in (1, 2)
