"""Whatever happens to a file, reading ends in a study or in one typed error."""

from typing import get_args

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.uid import UID, JPEGLSLossless, RLELossless

from tests.unit.tools.reading.dicom_writing import dataset_of, encoded, file_of
from tools.errors import ToolError
from tools.reading.codestream import stream_size
from tools.reading.dicom_instance import read_dicom
from tools.reading.raster import read_raster
from tools.reading.sniffing import Kind, kind_of

NOISE = np.random.default_rng(5).integers(0, 4096, (24, 24), dtype=np.uint16)


def compressed(syntax: UID, plugin: str) -> bytes:
    dataset = dataset_of(NOISE, WindowCenter="100", WindowWidth="50", PixelSpacing=["0.1", "0.1"])
    dataset.compress(syntax, encoding_plugin=plugin)
    return encoded(dataset)


SEEDS = [
    file_of(NOISE, RescaleSlope="2", RescaleIntercept="-5"),
    compressed(RLELossless, "pydicom"),
    compressed(JPEGLSLossless, "pyjpegls"),
]


@settings(max_examples=300, deadline=None)
@given(
    seed=st.sampled_from(SEEDS),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8),
    cut=st.floats(0.2, 1),
)
def test_damaged_dicom_ends_in_an_image_or_a_typed_error(
    seed: bytes, changes: list[tuple[float, int]], cut: float
) -> None:
    data = bytearray(seed[: int(len(seed) * cut)])
    for place, value in changes:
        data[int(place * len(data))] = value
    try:
        frames = read_dicom(bytes(data)).instance.frames
    except ToolError as error:
        assert len(str(error)) < 600
    else:
        assert all(np.isfinite(frame.pixels).all() for frame in frames)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_bytes_are_sniffed_and_measured_without_a_crash(data: bytes) -> None:
    assert kind_of(data) in (None, *get_args(Kind))
    for stream in (b"\xff\xd8" + data, b"\xff\x4f\xff\x51" + data):
        size = stream_size(stream)
        assert size is None or all(isinstance(side, int) for side in size)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"BM", b"RIFF\0\0\0\0WEBP"]),
    st.binary(max_size=300),
)
def test_junk_behind_a_picture_magic_is_refused(magic: bytes, data: bytes) -> None:
    try:
        instance = read_raster(magic + data)
    except ToolError as error:
        assert str(error)
    else:
        assert instance.frames[0].pixels.size > 0  # junk may happen to be a tiny picture, but never an empty one
