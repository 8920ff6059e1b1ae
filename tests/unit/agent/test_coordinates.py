"""The coordinate contract: what a model writes comes back to the pixels it meant."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.coordinates import Convention, from_model, smart_size, to_model
from tools.errors import RegionOutOfBounds
from tools.image import Image, Origin
from tools.region import BoundingBox
from tools.resampling import to_parent

SIDES = st.integers(56, 4000)


@st.composite
def boxes_on_images(draw: st.DrawFn) -> tuple[BoundingBox, tuple[int, int]]:
    width, height = draw(SIDES), draw(SIDES)
    left = draw(st.floats(0, width - 2))
    top = draw(st.floats(0, height - 2))
    right = draw(st.floats(left + 1, width))
    bottom = draw(st.floats(top + 1, height))
    return BoundingBox(left=left, top=top, right=right, bottom=bottom), (width, height)


@given(boxes_on_images(), st.sampled_from(["original", "processed", "thousandths", "fraction"]))
def test_a_box_comes_back_from_every_convention(
    given_box: tuple[BoundingBox, tuple[int, int]], convention: Convention
) -> None:
    box, size = given_box
    if max(size) / min(size) > 100:
        return
    seen = smart_size(*size, patch=28, least=3136, most=1_003_520)
    back = from_model(to_model(box, size, seen, convention), size, seen, convention)
    assert back.as_tuple() == pytest.approx(box.as_tuple(), rel=1e-9, abs=1e-6)


@given(SIDES, SIDES)
def test_the_seen_size_has_whole_patches_and_fits(width: int, height: int) -> None:
    wide, high = smart_size(width, height, patch=28, least=3136, most=1_003_520)
    assert wide % 28 == 0
    assert high % 28 == 0
    assert wide * high <= 1_003_520 or min(wide, high) == 28


@pytest.mark.parametrize(
    ("size", "expected"), [((1024, 1024), (980, 980)), ((512, 512), (504, 504)), ((3000, 2000), (1204, 812))]
)
def test_known_sizes(size: tuple[int, int], expected: tuple[int, int]) -> None:
    # Worked by hand from the published rule: multiples of 28, at most 1280 patches of 28 x 28.
    assert smart_size(*size, patch=28, least=3136, most=1_003_520) == expected


def test_corners_in_the_wrong_order_are_put_right() -> None:
    box = from_model((900.0, 800.0, 100.0, 200.0), (1000, 1000), (1000, 1000), "thousandths")
    assert box.as_tuple() == (100.0, 200.0, 900.0, 800.0)


def test_a_box_outside_is_refused() -> None:
    with pytest.raises(RegionOutOfBounds):
        from_model((2000.0, 0.0, 3000.0, 10.0), (1000, 1000), (1000, 1000), "original")


def test_a_box_on_a_crop_is_placed_on_its_parent() -> None:
    parent = Image(pixels=np.zeros((100, 200), np.uint8))
    shown = BoundingBox(left=50, top=20, right=100, bottom=70)
    crop = Image(pixels=np.zeros((200, 200), np.uint8), origin=Origin(parent=parent.ref, operation="zoom", box=shown))
    placed = to_parent(crop, BoundingBox(left=0, top=100, right=200, bottom=200))
    assert placed.as_tuple() == (50.0, 45.0, 100.0, 70.0)


def test_an_image_too_slender_is_refused() -> None:
    with pytest.raises(ValueError, match="slender"):
        smart_size(10_000, 10, patch=28, least=3136, most=1_003_520)
