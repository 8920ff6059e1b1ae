from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from tests.unit.tools.reading.dicom_writing import file_of
from tools.errors import BadArguments, UnreadableImage
from tools.image import Image
from tools.reading import read_study
from tools.reading.limits import MAX_FILES
from tools.study import Study

RAMP = np.arange(64, dtype=np.uint16).reshape(8, 8)


def slice_at(z: float, value: int, **attributes: Any) -> bytes:
    return file_of(
        np.full((8, 8), value, np.uint16),
        ImagePositionPatient=["0", "0", str(z)],
        ImageOrientationPatient=["1", "0", "0", "0", "1", "0"],
        **attributes,
    )


def values(study: Study) -> list[int]:
    return [int(image.pixels[0, 0]) for image in study.images]


def test_slices_are_sorted_by_geometry_not_by_name_or_number(tmp_path: Path) -> None:
    for name, z, number in (("a", 10, 1), ("b", -5, 2), ("c", 2.5, 3)):
        (tmp_path / name).write_bytes(slice_at(z, int(z * 2) + 100, InstanceNumber=number))
    study = read_study(tmp_path)
    assert values(study) == [90, 105, 120]
    assert [one.position for one in study.series[0].instances] == [-5, 2.5, 10]
    assert study.series[0].notes == ()


def test_a_missing_slice_is_noted(tmp_path: Path) -> None:
    for index, z in enumerate((0, 1, 2, 4)):
        (tmp_path / str(index)).write_bytes(slice_at(z, z))
    assert "1.00 to 2.00 mm" in read_study(tmp_path).series[0].notes[0]


def test_without_geometry_the_numbers_order(tmp_path: Path) -> None:
    for name, number in (("a", 3), ("b", 1), ("c", 2)):
        (tmp_path / name).write_bytes(file_of(RAMP + number, InstanceNumber=number))
    study = read_study(tmp_path)
    assert values(study) == [1, 2, 3]
    assert study.series[0].notes


def test_series_are_kept_apart_and_copies_left_out(tmp_path: Path) -> None:
    one, two = file_of(RAMP, SeriesInstanceUID="2.25.1"), file_of(RAMP, SeriesInstanceUID="2.25.2")
    for name, data in (("a", one), ("b", two), ("c", one)):
        (tmp_path / name).write_bytes(data)
    study = read_study(tmp_path)
    assert len(study.series) == 2
    assert study.notes == ("1 file was a copy of another file.",)


def test_a_folder_notes_what_it_left_out(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "slice.txt").write_bytes(file_of(RAMP))
    for name in ("a.dcm", "b.png", "c"):
        (tmp_path / name).write_text("no image at all")
    (tmp_path / "broken").write_bytes(file_of(RAMP, PixelData=b"\0"))
    (tmp_path / "link").symlink_to(tmp_path / "deep" / "slice.txt")
    study = read_study(str(tmp_path))
    assert len(study.images) == 1
    assert "3 files were not an image." in study.notes
    assert "1 file was a link, which is not followed." in study.notes
    assert any("cut short" in note for note in study.notes)


def test_a_folder_with_nothing_readable_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.dcm").write_text("no image at all")
    with pytest.raises(UnreadableImage, match=r"no readable image.*1 file was not an image"):
        read_study(tmp_path)


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    for index in range(MAX_FILES + 1):
        (tmp_path / str(index)).touch()
    with pytest.raises(UnreadableImage, match="2,000"):
        read_study(tmp_path)


@pytest.mark.parametrize("name", ["missing-secret-name", "bad\0name"])
def test_a_missing_file_is_an_error_without_its_name(name: str) -> None:
    with pytest.raises(UnreadableImage) as caught:
        read_study(name)
    assert "name" not in str(caught.value)


@pytest.mark.parametrize("path", ["", " \n"])
def test_an_empty_path_is_not_the_current_folder(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Pillow.new("L", (8, 8)).save(tmp_path / "a.png")
    monkeypatch.chdir(tmp_path)
    for source in (path, [path]):
        with pytest.raises(BadArguments, match="is empty; name a file or a folder"):
            read_study(source)
    assert len(read_study(".").series) == 1


def test_content_counts_and_not_the_extension(tmp_path: Path) -> None:
    path = tmp_path / "picture.dcm"
    Pillow.fromarray(np.full((4, 5), 7, np.uint8)).save(path, format="PNG")
    assert read_study(path).images[0].pixels.tolist() == [[7] * 5] * 4


def test_a_mixed_list_keeps_its_order(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(file_of(RAMP + 50))
    image = Image(pixels=np.full((2, 2), 1, np.uint8))
    study = read_study([image, path, np.full((2, 2), 3, np.uint8), Pillow.fromarray(np.full((2, 2), 4, np.uint8))])
    assert values(study) == [1, 50, 3, 4]
    assert read_study(study) is study
    assert values(read_study([study, image])) == [1, 50, 3, 4, 1]


def test_arrays_are_copied() -> None:
    array = np.zeros((3, 3), np.float64)
    image = read_study(array).images[0]
    array[0, 0] = 5
    assert image.pixels[0, 0] == 0
    assert image.pixels.dtype == np.float32


def test_booleans_become_black_and_white() -> None:
    assert read_study(np.eye(2, dtype=bool)).images[0].pixels.tolist() == [[255, 0], [0, 255]]


@pytest.mark.parametrize(
    "source",
    [
        np.zeros((2, 2, 4), np.uint8),
        np.zeros((2, 2, 3), np.float32),
        np.zeros(5),
        np.full((2, 2), np.nan),
        np.full((2, 2), 1e300),
        np.array([["a"]]),
        [],
        7,
        None,
    ],
)
def test_other_sources_are_refused(source: Any) -> None:
    with pytest.raises(BadArguments):
        read_study(source)


def test_an_empty_array_is_refused() -> None:
    with pytest.raises(UnreadableImage):
        read_study(np.zeros((0, 4), np.uint8))


def test_what_was_left_out_is_named_beside_the_notes_and_not_in_them(tmp_path: Path) -> None:
    film = file_of(RAMP)
    for name, data in (("a film.dcm", film), ("b copy.dcm", film), ("c broken.dcm", film[:-40])):
        (tmp_path / name).write_bytes(data)
    (tmp_path / "d text.txt").write_text("words", encoding="utf-8")
    (tmp_path / "e link.dcm").symlink_to(tmp_path / "a film.dcm")
    study = read_study(tmp_path)
    assert [one.file.name for one in study.omitted] == ["b copy.dcm", "c broken.dcm", "d text.txt"]
    assert len(study.notes) == 4
    assert not any(one.file.name in str(study.notes) + repr(study) + repr(one) for one in study.omitted)


def test_of_several_files_the_error_knows_the_one(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.dcm", tmp_path / "bad.dcm"
    good.write_bytes(file_of(RAMP))
    bad.write_bytes(file_of(RAMP)[:-40])
    for source in ([good, bad], str(bad)):
        with pytest.raises(UnreadableImage) as told:
            read_study(source)
        assert told.value.file == bad
        assert "bad.dcm" not in str(told.value)
