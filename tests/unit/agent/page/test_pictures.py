"""Values for the viewer, and pictures."""

import json
import struct
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from PIL import Image as Pillow

from agent.page.errors import Unusable
from agent.page.outlining import polygons
from agent.page.pictures import pixels_of, png_of, presets_of
from tools.image import Image, Spacing, Window
from tools.region import Mask


def opened(data: bytes) -> tuple[dict[str, object], bytes]:
    (length,) = struct.unpack("<I", data[:4])
    assert length % 2 == 0
    return json.loads(data[4 : 4 + length]), data[4 + length :]


@given(arrays.arrays(np.int16, (3, 5)))
def test_whole_values_arrive_as_they_are(pixels: NDArray[np.int16]) -> None:
    about, samples = opened(pixels_of(Image(pixels=pixels.copy())))
    values = np.frombuffer(samples, "<u2").reshape(3, 5) * about["slope"] + about["intercept"]  # type: ignore[operator]
    assert np.array_equal(values, pixels)


@given(arrays.arrays(np.float32, (4, 4), elements=st.floats(-1e6, 1e6, width=32)))
def test_other_values_arrive_within_a_step(pixels: NDArray[np.float32]) -> None:
    about, samples = opened(pixels_of(Image(pixels=pixels.copy())))
    values = np.frombuffer(samples, "<u2").reshape(4, 4) * about["slope"] + about["intercept"]  # type: ignore[operator]
    assert np.allclose(values, pixels, rtol=0, atol=0.51 * float(about["slope"]))  # type: ignore[arg-type]


def test_a_large_picture_is_shrunk_and_says_its_size() -> None:
    image = Image(pixels=np.zeros((30, 60), np.uint8), spacing=Spacing(row=1, column=2, source="PixelSpacing"))
    about, samples = opened(pixels_of(image, longest=20))
    assert (about["width"], about["columns"], about["rows"], len(samples)) == (60, 20, 10, 400)
    assert about["spacing"] == {"row": 1, "column": 2, "source": "PixelSpacing"}
    colour, samples = opened(pixels_of(Image(pixels=np.zeros((2, 2, 3), np.uint8))))
    assert (colour["channels"], len(samples)) == (3, 12)


def test_a_picture_is_drawn_through_the_window_asked_for() -> None:
    image = Image(pixels=np.array([[0, 100, 200]], np.uint16), window=Window(centre=100, width=200))
    shown = np.asarray(Pillow.open(BytesIO(png_of(image, 64, 50.0, 2.0))))
    assert shown.tolist() == [[0, 255, 255]]
    for centre, width in ((1.0, None), (float("nan"), 2.0), (1.0, 0.0)):
        with pytest.raises(Unusable):
            png_of(image, 64, centre, width)
    assert {"lung", "brain"} <= {one["name"] for one in presets_of("CT")} and presets_of("DX") == []


def test_polygons_run_along_the_border_in_pixels_of_the_picture() -> None:
    mask = np.zeros((10, 12), bool)
    mask[2:6, 3:9] = True
    (points,) = polygons(Mask(pixels=mask))
    assert (min(points[::2]), max(points[::2]), min(points[1::2]), max(points[1::2])) == (3.5, 8.5, 2.5, 5.5)
    assert polygons(Mask(pixels=np.zeros((4, 4), bool))) == []
