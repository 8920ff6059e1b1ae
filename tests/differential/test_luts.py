"""Modality LUT, VOI LUT, windows and palettes against pydicom's reference functions, over drawn values."""

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_color_lut, apply_modality_lut, apply_voi_lut
from pydicom.sequence import Sequence

from tests.unit.tools.reading.dicom_writing import dataset_of, encoded
from tools.image import Image
from tools.reading.dicom_instance import read_dicom
from tools.reading.tables import palette_of

RNG = np.random.default_rng(20_261_121)
HALF_A_LEVEL = 0.5 / 255 + 1e-6
"""What rounding to 255 levels may cost."""


def table(first: int, entries: np.ndarray[Any, Any], bits: int) -> Dataset:
    found = Dataset()
    found.add_new("LUTDescriptor", "SS" if first < 0 else "US", [len(entries) % 65536, first, bits])
    found.add_new("LUTData", "OW", entries.astype("<u2").tobytes())
    return found


def read(dataset: Dataset) -> Image:
    return read_dicom(encoded(dataset)).instance.frames[0]


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    first=st.integers(-300, 300),
    count=st.integers(1, 700),
    bits=st.sampled_from([8, 10, 12, 16]),
    is_signed=st.booleans(),
)
def test_a_modality_table_equals_pydicoms(seed: int, first: int, count: int, bits: int, is_signed: bool) -> None:
    rng = np.random.default_rng(seed)
    stored = rng.integers(-400 if is_signed else 0, 800, (6, 7)).astype(np.int16 if is_signed else np.uint16)
    item = table(first, rng.integers(0, 2**bits, count), bits)
    item.ModalityLUTType = "US"
    dataset = dataset_of(stored, ModalityLUTSequence=Sequence([item]))
    # pydicom knows tables of 8 and 16 bits only; entries of others are the same in 16.
    wide = dataset_of(stored, ModalityLUTSequence=Sequence([table(first, np.frombuffer(item.LUTData, "<u2"), 16)]))
    np.testing.assert_array_equal(read(dataset).pixels, apply_modality_lut(stored.astype(np.int64), wide))


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    first=st.integers(-300, 300),
    count=st.integers(1, 700),
    bits=st.sampled_from([10, 12, 14, 16]),
    is_negative=st.booleans(),
)
def test_a_voi_table_shows_what_pydicoms_shows(seed: int, first: int, count: int, bits: int, is_negative: bool) -> None:
    rng = np.random.default_rng(seed)
    stored = rng.integers(-400, 800, (6, 7)).astype(np.int16)
    item = table(first, rng.integers(0, 2**bits, count), bits)
    photometric = "MONOCHROME1" if is_negative else "MONOCHROME2"
    dataset = dataset_of(stored, VOILUTSequence=Sequence([item]), PhotometricInterpretation=photometric)
    wanted = apply_voi_lut(stored.astype(np.int64), dataset) / (2**bits - 1)
    image = read(dataset)
    np.testing.assert_array_equal(image.pixels, -1 - stored.astype(int) if is_negative else stored)
    np.testing.assert_allclose(image.shown() / 255, 1 - wanted if is_negative else wanted, atol=HALF_A_LEVEL)


@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID", None])
@pytest.mark.parametrize(("slope", "intercept"), [("1", "0"), ("2", "-1024"), ("0.37", "11.5")])
@pytest.mark.parametrize("dtype", [np.int16, np.uint16, np.uint8])
def test_a_window_shows_what_pydicoms_shows(
    photometric: str, function: str | None, slope: str, intercept: str, dtype: Any
) -> None:
    limits = np.iinfo(dtype)
    stored = RNG.integers(limits.min, limits.max, (16, 16), dtype, endpoint=True)
    middle = (int(limits.min) + int(limits.max)) / 2 * float(slope) + float(intercept)
    window = {
        "WindowCenter": f"{middle:g}",
        "WindowWidth": f"{(int(limits.max) - int(limits.min)) * float(slope) / 3:g}",
    }
    dataset = dataset_of(
        stored,
        PhotometricInterpretation=photometric,
        RescaleSlope=slope,
        RescaleIntercept=intercept,
        VOILUTFunction=function,
        **window,
    )
    shown = apply_voi_lut(apply_modality_lut(stored, dataset), dataset)
    low = int(limits.min) * float(slope) + float(intercept)
    high = int(limits.max) * float(slope) + float(intercept)
    wanted = (shown - low) / (high - low)
    if photometric == "MONOCHROME1":
        wanted = 1 - wanted
    np.testing.assert_allclose(read(dataset).shown() / 255, wanted, atol=HALF_A_LEVEL)


def per_frame(slope: float, centre: float) -> Dataset:
    rescale, window, group = Dataset(), Dataset(), Dataset()
    rescale.RescaleSlope, rescale.RescaleIntercept, rescale.RescaleType = slope, -100, "US"
    window.WindowCenter, window.WindowWidth = centre, 300
    group.PixelValueTransformationSequence = Sequence([rescale])
    group.FrameVOILUTSequence = Sequence([window])
    return group


def test_frames_of_an_enhanced_object_have_their_own_rescale_and_window() -> None:
    stored = RNG.integers(0, 400, (3, 8, 8)).astype(np.uint16)
    groups = [per_frame(1.5, 100), per_frame(2, 200), per_frame(3, 50)]
    dataset = dataset_of(stored, PerFrameFunctionalGroupsSequence=Sequence(groups))
    frames = read_dicom(encoded(dataset)).instance.frames
    for frame, values, group in zip(frames, stored, groups, strict=True):
        item = group.PixelValueTransformationSequence[0]
        np.testing.assert_allclose(frame.pixels, apply_modality_lut(values, item), rtol=1e-6)
        assert frame.window is not None
        assert frame.window.centre == group.FrameVOILUTSequence[0].WindowCenter


def palette(entries: np.ndarray[Any, Any], first: int, bits: int, width: int) -> dict[str, Any]:
    found: dict[str, Any] = {"PhotometricInterpretation": "PALETTE COLOR"}
    for place, name in enumerate(("Red", "Green", "Blue")):
        found[f"{name}PaletteColorLookupTableDescriptor"] = [len(entries) % 65536, first, bits]
        found[f"{name}PaletteColorLookupTableData"] = entries[:, place].astype(f"<u{width}").tobytes()
    return found


@pytest.mark.parametrize(("first", "count", "bits", "width"), [(0, 256, 8, 1), (0, 200, 16, 2), (10, 100, 16, 2)])
def test_a_palette_equals_pydicoms(first: int, count: int, bits: int, width: int) -> None:
    entries = RNG.integers(0, 2**bits, (count, 3))
    stored = RNG.integers(0, 256, (9, 9)).astype(np.uint8)
    dataset = dataset_of(stored, **palette(entries, first, bits, width))
    wanted = apply_color_lut(stored.astype(np.int64), dataset)
    assert_same_colours(read(dataset).pixels, wanted)


def assert_same_colours(ours: np.ndarray[Any, Any], wanted: np.ndarray[Any, Any]) -> None:
    np.testing.assert_array_equal(ours, wanted >> (8 if wanted.dtype == np.uint16 else 0))


SEGMENTS = {
    "discrete": [0, 3, 10, 20, 30],
    "linear": [0, 1, 5, 1, 100, 200, 1, 50, 0],
    "indirect": [0, 2, 1, 2, 1, 4, 90, 2, 2, 0, 0, 0, 3, 1, 2, 3],
}


@pytest.mark.parametrize("name", SEGMENTS)
def test_a_palette_in_segments_equals_pydicoms(name: str) -> None:
    words = SEGMENTS[name]
    if name == "indirect":  # in 8 bits the offset has four words
        words = [0, 2, 1, 2, 1, 4, 90, 2, 2, 0, 0, 0, 0, 0, 3, 1, 2, 3]
    data = np.array(words, np.uint8).tobytes()
    dataset = dataset_of(np.zeros((2, 2), np.uint8), PhotometricInterpretation="PALETTE COLOR")
    count = {"discrete": 3, "linear": 151, "indirect": 15}[name]
    for colour in ("Red", "Green", "Blue"):
        setattr(dataset, f"{colour}PaletteColorLookupTableDescriptor", [count, 0, 8])
        setattr(dataset, f"Segmented{colour}PaletteColorLookupTableData", data + b"\0" * (len(data) % 2))
    indices = np.arange(count)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wanted = apply_color_lut(indices, dataset)
    np.testing.assert_array_equal(palette_of(dataset, is_little_endian=True).apply(indices), wanted)
