"""Outlines at half the contrast."""

from typing import Any

import numpy as np
import pytest

from tools import BoundingBox, Image
from tools.measuring.object import at_half_contrast, outlined_object


def blurred(radius: float, blur: float, inside: float = 40.0, outside: float = -800.0) -> Any:
    rows, columns = np.indices((140, 140)) - 69.5
    away = np.hypot(rows, columns)
    return outside + (inside - outside) * np.clip(0.5 + (radius - away) / (2 * blur), 0, 1), away


@pytest.mark.parametrize("off", [-3.0, 0.0, 3.0])
@pytest.mark.parametrize("values", [(40.0, -800.0), (-800.0, 40.0)])
def test_a_blurred_edge_lies_where_it_is_half(off: float, values: tuple[float, float]) -> None:
    picture, away = blurred(30, 4, *values)
    found = at_half_contrast(picture, away <= 30 + off)
    assert found.sum() == pytest.approx(np.pi * 30**2, rel=0.01)


def test_holes_of_noise_are_filled_and_neighbours_are_left_out() -> None:
    picture, away = blurred(30, 1)
    picture[69, 69] = -800
    picture[:, 125:] = 40
    found = at_half_contrast(picture, away <= 31)
    assert found[69, 69]
    assert not found[:, 125:].any()


def test_without_an_edge_the_first_outline_stays() -> None:
    _, away = blurred(30, 1)
    first = away <= 20
    assert np.array_equal(at_half_contrast(np.zeros((140, 140)), first), first)
    assert at_half_contrast(np.zeros((5, 5)), np.ones((5, 5), np.bool_)).all()


@pytest.mark.parametrize("radius", [8, 15, 30])
def test_an_object_in_a_box_has_its_true_size(radius: float) -> None:
    picture, _ = blurred(radius, 2)
    pixels = (picture + np.random.default_rng(1).normal(0, 20, picture.shape)).astype(np.int16)
    image = Image(pixels=pixels, unit="[hnsf'U]", modality="CT")
    side = radius + 6
    region = BoundingBox(left=70 - side, top=70 - side, right=70 + side, bottom=70 + side)
    mask, doubts = outlined_object(image, region)
    assert 2 * np.sqrt(mask.area / np.pi) == pytest.approx(2 * radius, abs=0.6)
    assert doubts == ()
