"""What is shown through tables and in parts is, to the bit, what the formulas give over the whole picture at once."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tools import by_value as module
from tools.by_value import by_value
from tools.image import Image, Window
from tools.lookup import Lookup

TYPES = (np.uint8, np.int16, np.uint16, np.int32, np.float32)
LARGE = (300, 260)
"""More pixels than a table of 16 bits has entries."""


def plainly(pixels: NDArray[Any], window: Window | None) -> NDArray[np.uint8]:
    """Float32 all the way, over the whole picture: PS3.3 C.11.2.1.2.1, C.11.2.1.3.1, C.11.2.1.1."""
    values = pixels.astype(np.float32)
    if window is None:
        low, high = float(values.min()), float(values.max())
        scaled = (values - low) * (255.0 / (high - low)) if high > low else np.zeros_like(values)
    elif window.table is not None:
        table = window.table
        steps = np.clip(np.rint(pixels.astype(np.float64) - table.first), 0, table.table.size - 1).astype(np.int64)
        scaled = table.table[steps].astype(np.float32) * np.float32(255.0 / table.top)
    elif window.function == "SIGMOID":
        with np.errstate(over="ignore"):
            scaled = 255.0 / (1 + np.exp(-4 * (values - window.centre) / window.width))
    else:
        low = window.centre - 0.5 - (window.width - 1) / 2
        high = window.centre - 0.5 + (window.width - 1) / 2
        if high <= low:
            scaled = np.where(values > low, np.float32(255), np.float32(0))
        else:
            scaled = (np.clip(values, low, high) - low) * (255.0 / (high - low))
    return np.rint(scaled).astype(np.uint8)


def pictures(kind: type[np.generic], seed: int, shape: tuple[int, ...], spread: int) -> NDArray[Any]:
    rng = np.random.default_rng(seed)
    if issubclass(kind, np.integer):
        limits = np.iinfo(kind)
        middle = int(rng.integers(limits.min, limits.max))
        return rng.integers(
            max(limits.min, middle - spread), min(limits.max, middle + spread), shape, kind, endpoint=True
        )
    return rng.normal(0, spread, shape).astype(np.float32)


@st.composite
def windows(draw: st.DrawFn) -> Window | None:
    kind = draw(st.sampled_from(["none", "LINEAR", "SIGMOID", "table"]))
    if kind == "none":
        return None
    centre = draw(st.floats(-40_000, 70_000) | st.integers(-2000, 4000).map(float))
    width = draw(st.floats(1, 100_000) | st.sampled_from([1.0, 2.0, 256.0, 4096.0]))
    if kind != "table":
        return Window(centre=centre, width=width, function="SIGMOID" if kind == "SIGMOID" else "LINEAR")
    bits = draw(st.integers(1, 16))
    entries = np.random.default_rng(draw(st.integers(0, 99))).integers(0, 2**bits, draw(st.integers(1, 5000)))
    return Window(centre=centre, width=width, table=Lookup(first=round(centre), bits=bits, table=entries.astype("u2")))


@settings(max_examples=120, deadline=None)
@given(
    kind=st.sampled_from(TYPES),
    window=windows(),
    seed=st.integers(0, 2**31),
    spread=st.sampled_from([0, 3, 1000, 60_000, 2**31]),
    shape=st.sampled_from([LARGE, (17, 23), (1, 70_000), (70_000, 1)]),
)
def test_shown_is_the_formula_to_the_bit(
    kind: type[np.generic], window: Window | None, seed: int, spread: int, shape: tuple[int, int]
) -> None:
    pixels = pictures(kind, seed, shape, spread)
    wanted = pixels if window is None and kind is np.uint8 else plainly(pixels, window)
    shown = Image(pixels=pixels.copy(), window=window).shown()
    assert shown.dtype == np.uint8
    assert shown.shape == shape
    np.testing.assert_array_equal(shown, wanted)


@pytest.mark.parametrize("kind", [np.int16, np.uint16])
def test_every_value_of_16_bits_through_every_function(kind: type[np.generic]) -> None:
    every = np.resize(np.arange(65_536, dtype=np.uint16).view(kind), LARGE)
    table = Lookup(first=-500, bits=12, table=np.arange(4096, dtype=np.uint16)[::-1].copy())
    for window in (
        None,
        Window(centre=40, width=400),
        Window(centre=2048.25, width=1),
        Window(centre=-600, width=1500, function="SIGMOID"),
        Window(centre=1548, width=4096, table=table),
    ):
        np.testing.assert_array_equal(Image(pixels=every, window=window).shown(), plainly(every, window))


def test_colour_views_and_other_byte_orders() -> None:
    window = Window(centre=100, width=80)
    colour = pictures(np.uint8, 1, (200, 150, 3), 200)
    np.testing.assert_array_equal(Image(pixels=colour, window=window).shown(), plainly(colour, window))
    wide = pictures(np.int16, 2, (600, 700), 3000)
    for part in (wide[::2, 100:], wide[:, ::2], wide[::-1, ::-1], wide.T, wide[3:400, 5:600]):
        np.testing.assert_array_equal(Image(pixels=part, window=window).shown(), plainly(part, window))
    np.testing.assert_array_equal(by_value(wide.astype(">i2"), lambda v: plainly(v, window)), plainly(wide, window))


def test_without_16_bit_lookup_in_opencv_it_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    image = Image(pixels=pictures(np.int16, 3, LARGE, 2000), window=Window(centre=0, width=1500))
    shown = image.shown()
    monkeypatch.setattr(module, "_opencv_takes_words", lambda: False)
    np.testing.assert_array_equal(image.shown(), shown)


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_an_image_is_named_once_and_alike_images_have_one_name(data: st.DataObject) -> None:
    pixels = pictures(data.draw(st.sampled_from(TYPES)), data.draw(st.integers(0, 99)), (9, 11), 100)
    window = data.draw(windows())
    one, other = (Image(pixels=pixels.copy(), window=window) for _ in range(2))
    assert one.ref is one.ref
    assert one.ref == other.ref
    assert Image(pixels=pixels.copy(), window=window, unit="mm").ref != one.ref
