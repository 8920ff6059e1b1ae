"""A file that is cut short is refused or gives every pixel: never a grey rest."""

import struct

import numpy as np
import pytest

from benchmarks.dicom_fuzz import pictures, seeds
from benchmarks.dicom_mutators import items, layout
from tools.errors import TimedOut, UnreadableImage
from tools.image import Image
from tools.isolation.reading import read_isolated
from tools.reading.dicom_instance import DicomInstance

PIXELS = (0x7FE0, 0x0010)
LARGEST = 60_000
"""Larger files are left to the benchmark [bytes]."""

FILES = [one for one in pictures(seeds()) if len(one) < LARGEST]


def frames(data: bytes) -> tuple[Image, ...] | None:
    try:
        content = read_isolated(data)
    except TimedOut:
        raise
    except UnreadableImage:
        return None
    assert isinstance(content, DicomInstance)
    return content.instance.frames


def same(found: tuple[Image, ...] | None, whole: tuple[Image, ...]) -> bool:
    return found is None or (
        len(found) == len(whole)
        and all(np.array_equal(one.pixels, other.pixels) for one, other in zip(found, whole, strict=True))
    )


@pytest.mark.parametrize("number", range(0, len(FILES), 3))
def test_a_file_cut_short_is_refused_or_whole(number: int) -> None:
    data = FILES[number]
    whole = frames(data)
    if whole is None:
        return
    start = layout(data).tagged(PIXELS)[0].value
    for share in range(1, 8):
        assert same(frames(data[: start + (len(data) - start) * share // 8]), whole)


@pytest.mark.parametrize("number", range(0, len(FILES), 3))
def test_a_stream_cut_short_in_a_whole_file_is_refused_or_whole(number: int) -> None:
    """The last fragment ends early and says so, as when a sender lost the rest."""
    data = FILES[number]
    whole, found = frames(data), items(data, layout(data).tagged(PIXELS)[0])
    if whole is None or len(found) < 2:
        return
    at, length = found[-1]
    for share in range(1, 8):
        kept = length * share // 8 & ~1
        cut = data[: at + 4] + struct.pack("<I", kept) + data[at + 8 : at + 8 + kept] + data[at + 8 + length :]
        assert same(frames(cut), whole)
