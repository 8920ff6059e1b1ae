"""A JPEG that was cut short and closed again is told from a whole one, whatever its kind."""

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from tools.errors import Truncated, UnreadableImage
from tools.reading.jpeg_end import is_cut_short, is_filled
from tools.reading.raster import read_raster

END = b"\xff\xd9"
KINDS: dict[str, dict[str, Any]] = {
    "baseline": {},
    "whole colours": {"subsampling": 0},
    "fine": {"quality": 95},
    "optimised": {"optimize": True},
    "progressive": {"progressive": True},
    "restarts": {"restart_marker_rows": 1},
}


def jpeg(mode: str = "RGB", side: int = 61, **options: Any) -> bytes:
    noise = np.random.default_rng(9).integers(0, 256, (side, side + 6, 3), np.uint8)
    stream = io.BytesIO()
    Pillow.fromarray(noise).convert(mode).save(stream, "JPEG", **options)
    return stream.getvalue()


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_picture_is_whole(kind: str, mode: str) -> None:
    data = jpeg(mode, **KINDS[kind])
    assert not is_cut_short(data)
    assert read_raster(data).frames[0].width == 67


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_cut_short_and_closed_again_is_refused(kind: str) -> None:
    data = jpeg(**KINDS[kind])
    for part in range(1, 40):
        with pytest.raises(UnreadableImage):
            read_raster(data[: len(data) * part // 40] + END)


@settings(max_examples=40, deadline=None)
@given(st.integers(3, 400))
def test_a_few_missing_bytes_are_noticed(missing: int) -> None:
    with pytest.raises(Truncated):
        read_raster(jpeg("L")[: -2 - missing] + END)


def test_a_picture_of_mid_grey_is_whole() -> None:
    stream = io.BytesIO()
    Pillow.new("L", (40, 40), 128).save(stream, "JPEG")
    frame = read_raster(stream.getvalue()).frames[0]
    assert is_filled(frame.pixels)
    assert not is_cut_short(stream.getvalue())


def test_text_behind_the_end_is_not_part_of_the_picture() -> None:
    assert not is_cut_short(jpeg() + b"<script>" * 50)
