"""Bombs that are made in no time, each read in a child; the benchmark lights all of them."""

import time
from pathlib import Path

import pytest

from benchmarks.bomb_files import BOMBS
from benchmarks.bombs import LARGEST, light

QUICK = (
    "DICOM deflated, 64 MiB of zeros",
    "DICOM native, claims 206 TB",
    "DICOM native, 2,147,483,647 frames",
    "DICOM RLE, 2 frames of 9900 x 9900",
    "DICOM JPEG, 9900 x 9900",
    "DICOM JPEG lossless, 9900 x 9900",
    "DICOM JPEG-LS, 9900 x 9900",
    "DICOM JPEG 2000, 9900 x 9900",
    "DICOM JPEG 2000 in JP2, 40000 x 40000",
    "DICOM JPEG 2000, 4,000 frames of 512 x 512",
    "DICOM, 1,000,000 items",
    "DICOM, sequences 100,000 deep",
    "TIFF, 100,000 pages on one strip",
    "WebP, 9900 x 9900",
    "BMP RLE, 9900 x 9900",
    "NIfTI gzip of 400 bytes, claims 32767³",
)


def test_there_are_thirty_and_more() -> None:
    assert len(BOMBS) > 30
    assert set(QUICK) < set(BOMBS)


@pytest.mark.parametrize("name", QUICK)
def test_a_bomb_is_refused_before_it_takes_memory(name: str, tmp_path: Path) -> None:
    found = light(name, tmp_path / "bomb")
    assert found.kind not in ("read", "TimedOut", "MemoryExceeded", "DecoderCrashed")
    assert found.child < LARGEST
    # The tests' own process holds whatever the tests before it left behind.
    assert found.grown < LARGEST / 2


def test_what_is_measured_is_measured(tmp_path: Path) -> None:
    began = time.perf_counter()
    found = light("DICOM native, claims 206 TB", tmp_path / "bomb")
    assert found.size == (tmp_path / "bomb").stat().st_size < 1000
    assert 0 < found.seconds < time.perf_counter() - began
    assert found.memory > 10 * 10**6 or not Path("/proc/self").exists()
    assert "100,000,000" in found.text
