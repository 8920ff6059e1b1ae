"""A folder goes in, a clean one comes out: headers, names, pixels, and what is refused."""

import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import PngImagePlugin
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import JPEGBaseline8Bit

from tests.unit.tools.deidentifying.objects import CANARIES, identified, texts
from tests.unit.tools.reading.dicom_writing import dataset_of, encoded
from tools.__main__ import main
from tools.deidentifying.options import Options
from tools.deidentifying.study import Summary, deidentify_folder
from tools.errors import BadArguments, UnreadableImage
from tools.reading import read_study

SALT = b"s" * 32


def smooth(height: int = 48, width: int = 64) -> np.ndarray:
    rows, columns = np.mgrid[:height, :width]
    return np.asarray(rows * 10 + columns * 3, np.uint16)


def film(**attributes: object) -> Dataset:
    found = identified(dataset_of(smooth()))
    for keyword, value in attributes.items():
        setattr(found, keyword, value)
    return found


def clean(source: Path, target: Path, **options: object) -> Summary:
    return deidentify_folder(source, target, salt=SALT, options=Options(**options))  # type: ignore[arg-type]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "in" / CANARIES["name"]
    folder.mkdir(parents=True)
    data = bytearray(encoded(film()))
    data[:10] = b"Quokkavich"
    (folder / f"{CANARIES['name']}.dcm").write_bytes(bytes(data))
    return tmp_path / "in"


def test_no_byte_and_no_name_tells_who_it_was(source: Path, tmp_path: Path) -> None:
    summary = clean(source, tmp_path / "out")
    assert (summary.read, summary.written, dict(summary.left_out)) == (1, 1, {})
    (path,) = (one for one in (tmp_path / "out").rglob("*") if one.is_file())
    data = path.read_bytes()
    assert data[:128] == bytes(128)
    everything = (data + str(path.relative_to(tmp_path)).encode()).lower()
    assert [one for one in CANARIES.values() if one.lower().encode() in everything] == []
    assert dcmread(path).file_meta.MediaStorageSOPInstanceUID == dcmread(path).SOPInstanceUID


def test_the_pixels_and_their_meaning_stay(source: Path, tmp_path: Path) -> None:
    clean(source, tmp_path / "out")
    (old,), (new,) = read_study(source).images, read_study(tmp_path / "out").images
    assert np.array_equal(old.pixels, new.pixels)
    assert (old.modality, old.window, old.spacing) == (new.modality, new.window, new.spacing)


def test_what_was_done_is_written_down(source: Path, tmp_path: Path) -> None:
    clean(source, tmp_path / "out", keep_characteristics=True)
    (path,) = (tmp_path / "out").rglob("*.dcm")
    copy = dcmread(path)
    assert copy.PatientIdentityRemoved == "YES"
    assert copy.DeidentificationMethod[0] == "DICOM PS3.15 2026c table E.1-1"
    assert [one.CodeValue for one in copy.DeidentificationMethodCodeSequence] == [
        "113100",
        "113105",
        "113107",
        "113108",
    ]
    assert copy.LongitudinalTemporalInformationModified == "MODIFIED"


def test_studies_of_one_patient_keep_their_interval(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number, date in enumerate(("20240101", "20240229")):
        one = film(StudyDate=date, SOPInstanceUID=f"1.2.3.{number}", StudyInstanceUID=f"1.2.4.{number}")
        (tmp_path / "in" / f"{number}.dcm").write_bytes(encoded(one))
    clean(tmp_path / "in", tmp_path / "out")
    copies = [dcmread(path) for path in (tmp_path / "out").rglob("*.dcm")]
    first, second = sorted(one["StudyDate"].value for one in copies)
    days = (
        np.datetime64(f"{second[:4]}-{second[4:6]}-{second[6:]}")
        - np.datetime64(f"{first[:4]}-{first[4:6]}-{first[6:]}")
    ).astype(int)
    assert days == 59
    assert len({one.PatientID for one in copies}) == 1


def test_a_name_that_only_another_file_of_the_patient_tells(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    silent = film(SOPInstanceUID="1.2.3.9", PatientName="", Manufacturer="Quokkavich")
    del silent.AnatomicRegionSequence
    (tmp_path / "in" / "a.dcm").write_bytes(encoded(silent))
    (tmp_path / "in" / "b.dcm").write_bytes(encoded(film(SOPInstanceUID="1.2.3.8")))
    clean(tmp_path / "in", tmp_path / "out")
    assert "Quokkavich" not in "".join(texts(dcmread(path)) for path in (tmp_path / "out").rglob("*.dcm"))


def test_comments_in_compressed_pixels_are_overwritten(tmp_path: Path) -> None:
    stream = BytesIO()
    Pillow.fromarray((smooth() // 4).astype(np.uint8)).save(stream, "JPEG", comment=b"Quokkavich", quality=95)
    dataset = identified(dataset_of((smooth() // 4).astype(np.uint8)))
    dataset.PixelData = encapsulate([stream.getvalue() + b"Quokkavich"])
    dataset["PixelData"].VR, dataset["PixelData"].is_undefined_length = "OB", True
    dataset.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    (tmp_path / "in.dcm").write_bytes(encoded(dataset))
    clean(tmp_path / "in.dcm", tmp_path / "out")
    (path,) = (tmp_path / "out").rglob("*.dcm")
    copy = dcmread(path)
    assert copy.file_meta.TransferSyntaxUID == JPEGBaseline8Bit
    assert b"Quokkavich" not in next(generate_frames(copy.PixelData, number_of_frames=1))
    assert np.array_equal(copy.pixel_array, dataset.pixel_array)


def test_bytes_behind_the_pixels_go(tmp_path: Path) -> None:
    dataset = film()
    dataset.PixelData += b"Quokkavich"
    (tmp_path / "in.dcm").write_bytes(encoded(dataset))
    clean(tmp_path / "in.dcm", tmp_path / "out")
    (path,) = (tmp_path / "out").rglob("*.dcm")
    assert dcmread(path).PixelData == smooth().tobytes()


def test_a_picture_loses_all_but_its_pixels(tmp_path: Path) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "Quokkavich")
    exif = Pillow.Exif()
    exif[0x010E] = "Quokkavich"
    grey = (smooth() // 4).astype(np.uint8)
    (tmp_path / "in").mkdir()
    Pillow.fromarray(grey).save(tmp_path / "in" / "Quokkavich.png", pnginfo=info, exif=exif)
    summary = clean(tmp_path / "in", tmp_path / "out")
    (path,) = (tmp_path / "out").rglob("*.png")
    assert summary.written == 1
    assert b"uokkavich" not in path.read_bytes()
    assert "uokkavich" not in path.name
    with Pillow.open(path) as picture:
        assert picture.info == {}
        assert np.array_equal(np.array(picture), grey)


def test_what_holds_no_picture_is_left_out_and_counted(source: Path, tmp_path: Path) -> None:
    report = film()
    del report.PixelData
    (source / "report.dcm").write_bytes(encoded(report))
    (source / "notes.txt").write_text("Quokkavich")
    (source / "link").symlink_to(source / "notes.txt")
    summary = clean(source, tmp_path / "out")
    assert (summary.written, sum(summary.left_out.values())) == (1, 3)
    assert "uokkavich" not in str(summary)


@pytest.mark.parametrize("inside", [".", "Quokkavich", "new"])
def test_the_source_is_not_written_into(source: Path, inside: str) -> None:
    with pytest.raises(BadArguments, match="must not lie in the source"):
        clean(source, source / inside)
    with pytest.raises(BadArguments, match="must not lie in the source"):
        clean(source / "Quokkavich", source)


def test_a_folder_with_something_in_it_is_not_written_into(source: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").touch()
    with pytest.raises(BadArguments, match="new or an empty one"):
        clean(source, tmp_path / "out")
    with pytest.raises(UnreadableImage, match="no such file"):
        clean(tmp_path / "missing", tmp_path / "other")


def test_the_command_counts_and_names_nobody(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    salt = tmp_path / "salt"
    assert main(["deidentify", str(source), str(tmp_path / "one"), "--salt-file", str(salt)]) == 0
    assert main(["deidentify", str(source), str(tmp_path / "two"), "--salt-file", str(salt)]) == 0
    said = capsys.readouterr()
    assert "1 files read, 1 written" in said.out
    assert "uokkavich" not in said.out + said.err
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).rglob("*.dcm")} for name in ("one", "two"))
    assert one == two


def test_exit_codes(source: Path, tmp_path: Path) -> None:
    (source / "notes.txt").write_text("no image")
    assert main(["deidentify", str(source), str(tmp_path / "one")]) == 1
    assert main(["deidentify", str(source / "notes.txt"), str(tmp_path / "two")]) == 2
    assert main(["deidentify", str(source), str(source / "in")]) == 2
    inside = ["--salt-file", str(tmp_path / "four" / "salt")]
    assert main(["deidentify", str(source), str(tmp_path / "four"), *inside]) == 2


def test_the_command_names_the_path_that_it_cannot_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    (tmp_path / "short").write_bytes(b"x")
    (tmp_path / "film.dcm").write_bytes(encoded(film()))
    here, gone = str(tmp_path / "film.dcm"), str(tmp_path / "gone")
    full, short = str(tmp_path / "full"), str(tmp_path / "short")
    for words, named in (
        ([gone, str(tmp_path / "out")], gone),
        ([here, full], full),
        ([here, str(tmp_path / "out"), "--salt-file", short], short),
    ):
        assert main(["deidentify", *words]) == 2
        assert capsys.readouterr().err.startswith(f"{named}: ")
    with pytest.raises(UnreadableImage) as told:
        clean(tmp_path / "gone", tmp_path / "out")
    assert told.value.file == tmp_path / "gone"
    assert "gone" not in str(told.value)


@pytest.mark.parametrize("is_terminal", [True, False])
def test_what_is_left_out_is_named_on_a_terminal_and_in_no_log(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, is_terminal: bool
) -> None:
    (source / "Quokka\x1b[31m notes.txt").write_text("no image")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)
    assert main(["deidentify", str(source), str(tmp_path / "out")]) == 1
    said = capsys.readouterr()
    assert "Quokka" not in said.out
    assert f"  {source}/Quokka?[31m notes.txt: The file is of a kind" in said.err or not is_terminal
    assert is_terminal or "Quokka" not in said.err
    summary = clean(source, tmp_path / "again")
    assert [one.file.name for one in summary.omitted] == ["Quokka\x1b[31m notes.txt"]
    assert "Quokka" not in repr(summary)
