"""De-identification, exports and tools called from the shell, on files that break their parser."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.unit.tools.isolation.hostile import WAYS, hostile_children
from tests.unit.tools.reading.dicom_writing import dataset_of, encoded, file_of
from tools.__main__ import main
from tools.deidentifying.looking import Look
from tools.deidentifying.object import CleanObject
from tools.deidentifying.study import deidentify_folder
from tools.errors import DecoderCrashed, UnreadableImage
from tools.exports.headers import rebuilt_header, told_header
from tools.exports.sources import find_sources
from tools.isolation import cleaning, reading
from tools.isolation.cleaning import clean_isolated, look_isolated

RAMP = np.arange(64 * 64, dtype=np.uint16).reshape(64, 64)
WHY = {
    "crash": "A decoder broke down on the file",
    "hang": "Reading the file took longer",
    "swell": "needed more than",
}


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(reading, "CHILD_SECONDS", 3.0)
    with hostile_children(monkeypatch):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    (made / "a.dcm").write_bytes(file_of(RAMP, PatientName="Quokkavich", PatientID="4711", SOPInstanceUID="1.2.3.4"))
    for way, word in WAYS.items():
        (made / f"{way}.dcm").write_bytes(file_of(RAMP, SOPInstanceUID="1.2.3.5") + word)
    return made


@pytest.mark.usefixtures("hostile")
def test_files_that_break_the_parser_are_left_out_by_name(folder: Path, tmp_path: Path) -> None:
    summary = deidentify_folder(folder, tmp_path / "out", salt=b"s" * 32)

    assert (summary.read, summary.written) == (4, 1)
    assert len(list((tmp_path / "out").rglob("*.dcm"))) == 1
    for why in WHY.values():
        assert [count for reason, count in summary.left_out.items() if why in reason] == [1]


@pytest.mark.usefixtures("hostile")
def test_a_tool_is_called_on_what_can_be_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--json", '{"image": 1, "region": [5, 5, 30, 30]}']
    assert main(["call", "zoom", str(folder / "a.dcm"), *words]) == 0
    assert json.loads(capsys.readouterr().out)["images"]
    assert main(["call", "zoom", str(folder / "crash.dcm"), *words]) == 2
    assert WHY["crash"] in capsys.readouterr().err


@pytest.mark.usefixtures("hostile")
def test_exports_find_the_header_of_what_can_be_read(folder: Path) -> None:
    (source,) = find_sources(folder / "a.dcm").values()
    assert source.header is not None
    assert (str(source.header.PatientName), source.header.Rows) == ("Quokkavich", 64)
    with pytest.raises(UnreadableImage, match=WHY["crash"]):
        find_sources(folder / "crash.dcm")


def test_a_tool_that_takes_too_long_is_stopped(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "call",
        "zoom",
        str(folder / "a.dcm"),
        "--seconds",
        "0",
        "--json",
        '{"image": 1, "region": [5, 5, 30, 30]}',
    ]
    assert main(words) == 2
    assert "zoom took longer than 0 s and was stopped" in capsys.readouterr().err


def test_a_copy_is_written_nowhere_else(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a child would answer that a file has taken over."""
    look = Look("4711", (), (), 0)
    for name in ("../out.dcm", "/etc/x", "study-1/series-1/../../x.dcm", "study-1/series-1/1.dcm\n", "pictures/x.png"):
        answer = (CleanObject(name, np.zeros(1, np.uint8), {}, "no text found"),)
        monkeypatch.setattr(cleaning, "ask_isolated", lambda *_, _answer=answer, **__: _answer)
        with pytest.raises(DecoderCrashed):
            clean_isolated(
                folder / "a.dcm",
                look,
                look.known,
                is_dicom=True,
                salt=b"s" * 32,
                options=cleaning.Options(),
            )


def test_the_first_look_tells_whose_a_file_is(folder: Path) -> None:
    look = look_isolated(folder / "a.dcm", is_dicom=True)
    assert look.patient.startswith("4711\0")
    assert look.known.are_in("seen by quokkavich")
    assert look.pixels == 64 * 64


def test_a_header_is_the_same_after_its_journey() -> None:
    dataset = dataset_of(RAMP)
    dataset.PatientName, dataset.PatientID, dataset.ImageComments = "Müller^Ana=x", "4711", "not for exports"
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.PixelSpacing, dataset.ImageOrientationPatient = ["0.10", "0.2"], ["1", "0", "0", "0", "1", "0"]
    dataset.PatientBirthDate, dataset.SeriesNumber = None, 7
    elements = told_header(encoded(dataset))
    rebuilt = rebuilt_header(elements)

    assert "ImageComments" not in rebuilt
    assert "PixelData" not in rebuilt
    for keyword in ("PatientName", "PatientID", "PixelSpacing", "ImageOrientationPatient", "SeriesNumber", "Rows"):
        assert rebuilt[keyword].value == dataset[keyword].value
        assert rebuilt[keyword].VR == dataset[keyword].VR
    assert not rebuilt.PatientBirthDate


def test_a_header_takes_only_what_fits() -> None:
    (rows,) = (one for one in told_header(file_of(RAMP)) if one.keyword == "Rows")
    odd = (
        rows._replace(keyword="ImageComments"),
        rows._replace(keyword="PixelSpacing", values=("wide",)),
        rows._replace(values=("many",)),
        rows._replace(keyword="NoSuchKeyword"),
    )
    assert len(rebuilt_header(odd)) == 0
    assert len(rebuilt_header((*odd, rows))) == 1
