import os
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from tests.unit.tools.reading.dicom_writing import file_of
from tools import samples
from tools.errors import (
    DamagedImage,
    DecoderCrashed,
    FileTooLarge,
    MemoryExceeded,
    MissingFile,
    NotAnImage,
    TimedOut,
    Truncated,
    UnreadableImage,
)
from tools.isolation import reading
from tools.isolation.process import Child, ChildDied, ChildOutOfMemory, ChildTimedOut
from tools.isolation.reading import identify_isolated, read_isolated
from tools.reading import read_study
from tools.reading.content import read_content
from tools.reading.dicom_instance import DicomInstance
from tools.reading.identity import identify

RAMP = np.arange(64, dtype=np.uint16).reshape(8, 8)


def test_a_child_identifies_what_this_process_identifies(tmp_path: Path) -> None:
    path = samples.path("chest_normal")
    assert identify(path) is not None
    assert identify_isolated(path) == identify(path)
    (tmp_path / "text").write_text("no image")
    for other in (tmp_path, tmp_path / "missing", tmp_path / "text"):
        assert identify_isolated(other) is None


@pytest.mark.parametrize("name", samples.names())
def test_a_child_reads_what_this_process_reads(name: str) -> None:
    apart, here = read_study(samples.path(name)), read_study(samples.path(name), isolated=False)
    assert [one.digest for one in apart.series[0].instances] == [one.digest for one in here.series[0].instances]
    for one, other in zip(apart.images, here.images, strict=True):
        np.testing.assert_array_equal(one.pixels, other.pixels)
        assert one.ref == other.ref
        assert (one.notes, one.spacing, one.window) == (other.notes, other.spacing, other.window)


def test_what_puts_an_instance_into_its_series_comes_along() -> None:
    data = file_of(
        RAMP,
        ImagePositionPatient=["1", "2", "3"],
        ImageOrientationPatient=["1", "0", "0", "0", "1", "0"],
        InstanceNumber=7,
    )
    apart, here = read_isolated(data), read_content(data)
    assert isinstance(apart, DicomInstance)
    assert isinstance(here, DicomInstance)
    assert apart[1:] == here[1:]
    assert apart.instance.number == 7


def test_frames_and_colour_come_back(tmp_path: Path) -> None:
    frames = np.random.default_rng(0).integers(0, 4096, (5, 9, 7), dtype=np.uint16)
    colour = np.random.default_rng(1).integers(0, 255, (6, 4, 3), dtype=np.uint8)
    (tmp_path / "frames").write_bytes(file_of(frames))
    Pillow.fromarray(colour).save(tmp_path / "picture.png")
    study = read_study([tmp_path / "frames", tmp_path / "picture.png"])
    assert np.array_equal(np.stack([one.pixels for one in study.images[:5]]), frames)
    assert np.array_equal(study.images[5].pixels, colour)


def test_pixels_cannot_be_written() -> None:
    pixels = read_study(samples.path("chest_normal")).images[0].pixels
    with pytest.raises(ValueError, match="read-only"):
        pixels[0, 0] = 1


@pytest.mark.parametrize(
    ("data", "raised"),
    [
        (b"no image at all", NotAnImage),
        (file_of(RAMP, PixelData=b"\0\0"), Truncated),
        (file_of(RAMP)[:-40], Truncated),
        (file_of(RAMP, PixelData=None, Rows=None, Columns=None), NotAnImage),
        (b"\x89PNG\r\n\x1a\n" + b"junk", DamagedImage),
        (file_of(RAMP, Rows=20_000, Columns=20_000), FileTooLarge),
    ],
)
def test_a_refusal_has_its_name_and_no_path(data: bytes, raised: type[UnreadableImage], tmp_path: Path) -> None:
    path = tmp_path / "JONES^MARY"
    path.write_bytes(data)
    with pytest.raises(raised) as caught:
        read_isolated(path)
    assert type(caught.value) is raised
    assert "JONES" not in str(caught.value)


def test_a_path_that_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "missing", tmp_path, tmp_path / "pipe", tmp_path / ("x" * 5000), Path("bad\0name")):
        with pytest.raises(MissingFile):
            read_isolated(path)


@pytest.mark.parametrize(
    ("failure", "raised"), [(ChildTimedOut, TimedOut), (ChildOutOfMemory, MemoryExceeded), (ChildDied, DecoderCrashed)]
)
def test_what_stops_a_child_is_an_unreadable_image(
    failure: type[Exception], raised: type[UnreadableImage], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(self: Child, *_: Any) -> Any:
        raise failure("why")

    monkeypatch.setattr(Child, "ask", failing)
    with pytest.raises(raised):
        read_isolated(b"anything")


def test_a_file_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHILD_SECONDS", 0.0)
    monkeypatch.setattr(reading, "SECONDS_PER_BYTE", 0.0)
    with pytest.raises(TimedOut):
        read_isolated(samples.path("chest_normal"))


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only Linux limits address space")
def test_a_file_that_needs_too_much_memory_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHILD_BYTES", 16 * 1024**2)
    data = file_of(np.zeros((60, 512, 512), np.uint16), RescaleSlope="0.5", RescaleIntercept="1")
    with pytest.raises(MemoryExceeded):
        read_isolated(data)
    monkeypatch.undo()
    assert read_isolated(file_of(RAMP))


def test_one_bad_file_does_not_cost_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(file_of(RAMP))
    (tmp_path / "b").write_bytes(file_of(RAMP + 1)[:-40])
    study = read_study(tmp_path)
    assert len(study.images) == 1
    assert any("cut short" in note for note in study.notes)


def test_a_folder_dl_beside_the_user_does_not_break_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GDCM would import it."""
    (tmp_path / "dl").mkdir()
    (tmp_path / "dl" / "__init__.py").write_text("raise RuntimeError('imported')")
    monkeypatch.syspath_prepend(str(tmp_path))
    child = Child()
    try:
        assert child.footprint().now > 0
    finally:
        child.close()


def test_reading_warns_of_nothing_of_the_header(recwarn: pytest.WarningsRecorder) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = file_of(RAMP, PatientName="CANARY", StudyDate="CANARY00")
    read_isolated(data)
    assert not list(recwarn)
