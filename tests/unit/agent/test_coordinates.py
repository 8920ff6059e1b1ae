"""The coordinate contract: what a model writes comes back to the pixels it meant."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.coordinates import WORDS, Convention, from_model, rounded, sent_size, smart_size, to_model
from tools.errors import BadArguments, RegionOutOfBounds
from tools.image import Image, Origin
from tools.region import BoundingBox
from tools.resampling import to_parent

SIDES = st.integers(56, 4000)
ANY_SIDE = st.one_of(st.integers(1, 20_000), st.integers(1, 40))
CONVENTIONS = st.sampled_from(sorted(WORDS))
BUDGETS = st.sampled_from([(28, 3136, 1_003_520), (32, 65_536, 16_777_216), (28, 3136, 12_845_056)])


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


@given(ANY_SIDE, ANY_SIDE, BUDGETS)
def test_an_image_is_sent_at_a_size_that_the_server_leaves_alone(
    width: int, height: int, budget: tuple[int, int, int]
) -> None:
    patch, least, most = budget
    wide, high = sent_size(width, height, patch=patch, least=least, most=most)
    assert wide % patch == high % patch == 0
    assert max(wide, high) <= 200 * min(wide, high)
    assert wide * high <= most
    assert sent_size(wide, high, patch=patch, least=least, most=most) == (wide, high)
    if wide * high >= least:  # Squeezing a very slender image may take it below; then no size satisfies both rules.
        assert smart_size(wide, high, patch=patch, least=least, most=most) == (wide, high)


def test_a_model_that_makes_squares_is_sent_squares() -> None:
    assert sent_size(3000, 17, patch=28, least=1, most=10**6, square=896) == (896, 896)


@settings(deadline=None)
@given(ANY_SIDE, ANY_SIDE, CONVENTIONS, BUDGETS, st.tuples(*[st.floats(0, 1)] * 4))
def test_a_box_as_the_model_reads_it_comes_back_within_a_pixel_it_sees(
    width: int, height: int, convention: Convention, budget: tuple[int, int, int], corners: tuple[float, ...]
) -> None:
    left, right = sorted((corners[0] * width, corners[1] * width))
    top, bottom = sorted((corners[2] * height, corners[3] * height))
    sent = sent_size(width, height, patch=budget[0], least=budget[1], most=budget[2])
    seen = sent if convention != "original" else (width, height)
    step = (width / seen[0], height / seen[1])
    if right - left < 1 + 2 * step[0] or bottom - top < 1 + 2 * step[1]:
        return
    box = BoundingBox(left=left, top=top, right=right, bottom=bottom)
    written = rounded(to_model(box, (width, height), seen, convention), convention)
    back = from_model((written[0], written[1], written[2], written[3]), (width, height), seen, convention)
    # A tenth of a thousandth is half a pixel of a side of 5,000; longer sides are coarser in that convention.
    coarse = {"thousandths": 0.05e-3 * max(seen), "fraction": 0.5e-4 * max(seen)}.get(convention, 0.05)
    for one, other, scale in zip(back.as_tuple(), box.as_tuple(), (*step, *step), strict=True):
        assert abs(one - other) <= max(1.0, coarse) * scale + 1e-6
    assert 0 <= back.left < back.right <= width
    assert 0 <= back.top < back.bottom <= height


@given(
    st.tuples(*[st.one_of(st.floats(), st.floats(-3000, 3000), st.integers(-(10**400), 10**400), st.just(1e9))] * 4),
    CONVENTIONS,
)
def test_any_four_numbers_are_a_box_on_the_image_or_refused(
    box: tuple[float, float, float, float], convention: Convention
) -> None:
    try:
        read = from_model(box, (640, 480), (644, 476), convention)
    except (BadArguments, RegionOutOfBounds) as error:
        assert WORDS[convention] in str(error)
    else:
        assert 0 <= read.left < read.right <= 640
        assert 0 <= read.top < read.bottom <= 480


@pytest.mark.parametrize(
    ("box", "convention"),
    [
        ((10.0, 10.0, 300.0, 300.0), "fraction"),  # pixels taken for fractions
        ((0.1, 0.1, 0.4, 0.4), "processed"),  # fractions taken for pixels
        ((0.1, 0.1, 0.4, 0.4), "thousandths"),
        ((5.0, 5.0, 5.0, 90.0), "original"),
        ((1e9, 1e9, 2e9, 2e9), "thousandths"),
        ((float("nan"), 0.0, 1.0, 1.0), "fraction"),
    ],
)
def test_nonsense_is_refused_in_the_models_own_words(
    box: tuple[float, float, float, float], convention: Convention
) -> None:
    with pytest.raises((BadArguments, RegionOutOfBounds), match=WORDS[convention]):
        from_model(box, (640, 480), (644, 476), convention)


def test_a_slight_overhang_is_cut_off() -> None:
    box = from_model((-20.0, 0.0, 1020.0, 500.0), (200, 100), (200, 100), "thousandths")
    assert box.as_tuple() == (0.0, 0.0, 200.0, 50.0)
