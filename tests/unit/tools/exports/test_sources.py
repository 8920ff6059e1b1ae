"""Images are found again by their content, and nothing of the study is trusted for its name."""

import gc
import zipfile
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from pydicom import dcmread
from pydicom.fileset import FileSet

from tools import samples
from tools.deidentifying.covering import cover_text
from tools.errors import UnreadableImage
from tools.exports import sources
from tools.exports.sources import find_sources
from tools.image import Image
from tools.reading import read_study


def test_a_dicom_file_comes_with_its_header(tmp_path: Path) -> None:
    (tmp_path / "anything.txt").write_bytes(samples.path("chest_pneumonia").read_bytes())
    (tmp_path / "note.md").write_text("no image")
    for source in (tmp_path, str(tmp_path), [tmp_path / "anything.txt"]):
        (one,) = find_sources(source).values()

        assert one.header is not None
        assert (one.header.PatientID, "PixelData" in one.header) == ("SYN-0001", False)
        assert (one.frame, one.frames) == (1, 1)


def test_archives_and_directories_lead_to_headers(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "study.zip", "w") as archive:
        archive.write(samples.path("chest_pneumonia"), "a/b.dcm")
    (one,) = find_sources(tmp_path / "study.zip").values()
    assert one.header is not None

    with pytest.warns(ResourceWarning):
        made = FileSet()
        made.add(samples.path("chest_pneumonia"))
        made.write(tmp_path / "disc")
        del made  # it cleans up when it is forgotten, and says so
        gc.collect()
    (other,) = find_sources(tmp_path / "disc" / "DICOMDIR").values()
    assert other.header is not None
    assert other.header.SOPInstanceUID == one.header.SOPInstanceUID


def test_a_file_cut_into_tiles_is_not_referred_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = dcmread(samples.path("chest_pneumonia"))
    data.NumberOfFrames = 1
    data.save_as(tmp_path / "a.dcm")
    study = read_study(tmp_path)
    ((instance,),) = [series.instances for series in study.series]
    (whole,) = instance.frames
    tiles = tuple(replace(whole, pixels=whole.pixels[:512, at : at + 512].copy()) for at in (0, 512))
    cut = replace(study, series=(replace(study.series[0], instances=(replace(instance, frames=tiles),)),))
    monkeypatch.setattr(sources, "read_study", lambda _source: cut)

    assert [one.header for one in find_sources(tmp_path).values()] == [None, None]


def test_a_picture_has_no_header() -> None:
    (one,) = find_sources(np.zeros((8, 9), np.uint8)).values()

    assert one.header is None


def test_what_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableImage):
        find_sources(tmp_path / "gone.dcm")


def test_an_image_whose_text_was_covered_is_found_too() -> None:
    pixels = np.zeros((300, 500), np.uint8)
    pixels[150:280, 100:400] = np.random.default_rng(0).integers(60, 120, (130, 300))
    cv2.putText(pixels, "DOE JOHN 19700101", (20, 60), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 1)
    image = Image(pixels=pixels, modality="US")
    covered = cover_text(image)
    assert covered.ref != image.ref, "the text must be found for this test to say anything"

    assert covered.ref.digest not in find_sources(image)
    found = find_sources(image, [covered.ref])[covered.ref.digest]
    assert np.array_equal(found.image.pixels, covered.pixels)
