"""Smaller by area mean, larger by cubic interpolation, and never beyond the values that are there."""

from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.resampling import resized

TYPES = (np.uint8, np.int16, np.uint16, np.int32, np.float32)


@settings(max_examples=100, deadline=None)
@given(kind=st.sampled_from(TYPES), seed=st.integers(0, 999), width=st.integers(1, 90), height=st.integers(1, 90))
def test_values_stay_within_those_that_are_there(kind: type[Any], seed: int, width: int, height: int) -> None:
    pixels = np.random.default_rng(seed).normal(100, 40, (40, 50)).clip(0, 255).astype(kind)
    before = pixels.copy()
    found = resized(pixels, width, height)
    assert found.dtype == pixels.dtype
    assert found.shape == (height, width)
    assert pixels.min() <= found.min() <= found.max() <= pixels.max()
    np.testing.assert_array_equal(pixels, before)


@pytest.mark.parametrize("kind", [np.uint8, np.int16, np.uint16, np.float32])
@pytest.mark.parametrize("size", [(50, 50), (37, 91), (98, 98), (1, 1)])
def test_smaller_is_the_area_mean_of_opencv(kind: type[Any], size: tuple[int, int]) -> None:
    pixels = np.random.default_rng(7).integers(0, 255, (300, 100)).astype(kind)
    wanted = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    found = resized(pixels, *size)
    np.testing.assert_array_equal(found, np.clip(wanted, pixels.min(), pixels.max()))
    if size == (50, 50):
        exact = pixels.reshape(50, 6, 50, 2).astype(float).mean(axis=(1, 3))
        assert np.abs(found - exact).max() <= (0.5 if np.issubdtype(kind, np.integer) else 1e-3)


def test_a_mean_of_opposite_ends_of_the_range_stays_between_them() -> None:
    pixels = np.where(np.indices((64, 64)).sum(axis=0) % 2, np.int16(32767), np.int16(-32768))
    found = resized(pixels, 9, 5)
    assert -32768 <= found.min() <= found.max() <= 32767
    assert np.abs(found.astype(int)).max() < 9000
