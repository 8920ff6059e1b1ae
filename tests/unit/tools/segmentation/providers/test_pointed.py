"""Objects that points and boxes show."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.errors import BadArguments
from tools.image import Image
from tools.library.segment import segment
from tools.region import BoundingBox, Point


def dice(first: np.ndarray, second: np.ndarray) -> float:
    return float(2 * (first & second).sum() / (first.sum() + second.sum()))


def discs(*places: tuple[int, int], level: int = 190, noise: float = 4.0) -> tuple[Image, list[np.ndarray]]:
    """Bright discs of 30 pixels on a ramp."""
    pixels = np.tile(np.linspace(60, 100, 400), (300, 1))
    truths = []
    for place in places:
        one = np.zeros(pixels.shape, np.uint8)
        cv2.circle(one, place, 30, 1, -1)
        truths.append(one > 0)
        pixels[one > 0] = level
    pixels += np.random.default_rng(3).normal(0, noise, pixels.shape)
    return Image(pixels=np.clip(pixels, 0, 255).astype(np.uint8)), truths


@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    column=st.integers(60, 340),
    row=st.integers(60, 240),
    across=st.integers(-15, 15),
    down=st.integers(-15, 15),
    level=st.sampled_from([5, 150, 230]),
)
def test_a_point_anywhere_on_an_object_is_enough(column: int, row: int, across: int, down: int, level: int) -> None:
    image, (truth,) = discs((column, row), level=level)
    found = segment(image, "region", points=(Point(column=column + across, row=row + down),))

    assert dice(found.mask.pixels, truth) > 0.9
    assert found.quality > 0.5
    assert found.provider == "pointed"


def test_each_point_names_its_own_object() -> None:
    image, (one, two, three) = discs((80, 80), (200, 150), (320, 220))
    found = segment(image, "region", points=(Point(column=80, row=80), Point(column=320, row=220))).mask.pixels
    assert dice(found, one | three) > 0.93
    assert not (found & two).any()


def test_points_beside_it_hold_an_outline_back() -> None:
    image, (one, two) = discs((150, 150), (204, 150))  # they touch and look the same
    box = BoundingBox(left=110, top=105, right=245, bottom=195)
    both = segment(image, "region", box).mask.pixels
    assert dice(both, one | two) > 0.9
    spots = tuple(Point(column=204 + across, row=150 + down) for across in (-12, 0, 12) for down in (-15, 0, 15))
    held = segment(image, "region", box, points=(Point(column=150, row=150),), background=spots).mask.pixels
    assert (held & two).sum() < (both & two).sum()
    assert all(not held[int(spot.row), int(spot.column)] for spot in spots)
    assert held[150, 150]


def test_nothing_stands_out_on_an_even_image() -> None:
    flat = Image(pixels=np.full((100, 100), 90, np.uint8))
    found = segment(flat, "region", points=(Point(column=50, row=50),))
    assert found.mask.area == 0
    assert "No border stands out" in found.warnings[0]


def test_colours_are_told_apart_at_equal_brightness() -> None:
    pixels = np.full((120, 160, 3), (100, 140, 100), np.uint8)
    pixels[40:80, 50:110] = (200, 90, 115)  # the same luma
    truth = np.zeros((120, 160), np.bool_)
    truth[40:80, 50:110] = True
    found = segment(Image(pixels=pixels), "region", points=(Point(column=80, row=60),))
    assert dice(found.mask.pixels, truth) > 0.93


def test_points_beside_alone_point_at_nothing() -> None:
    image, _ = discs((80, 80))
    with pytest.raises(BadArguments, match="needs region"):
        segment(image, "region", background=(Point(column=5, row=5),))


def test_what_differs_from_the_border_is_the_foreground() -> None:
    for level in (10, 230):
        image, (truth,) = discs((200, 150), level=level)
        assert dice(segment(image, "foreground").mask.pixels, truth) > 0.95
