"""A magnified or cut part keeps its place, its scale and the brightness of the image."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools import BadArguments, BoundingBox, Image, Spacing
from tools.library.crop import crop
from tools.library.zoom import MINIMUM_OUTPUT, zoom
from tools.resampling import to_parent


@st.composite
def cases(draw: st.DrawFn) -> tuple[Image, BoundingBox]:
    width, height = draw(st.integers(30, 300)), draw(st.integers(30, 300))
    left = draw(st.floats(0, width - 2))
    top = draw(st.floats(0, height - 2))
    box = BoundingBox(
        left=left, top=top, right=left + draw(st.floats(1, width - left)), bottom=top + draw(st.floats(1, height - top))
    )
    spacing = Spacing(row=draw(st.floats(0.1, 2)), column=draw(st.floats(0.1, 2)), source="PixelSpacing")
    # Column and row are the value itself, so that the place can be read back from the pixels.
    ramp = (np.arange(width)[None, :] + 1000 * np.arange(height)[:, None]).astype(np.float32)
    return Image(pixels=ramp, spacing=spacing), box


@settings(max_examples=150, deadline=None)
@given(case=cases(), factor=st.floats(1, 8))
def test_zoom_keeps_place_and_scale(case: tuple[Image, BoundingBox], factor: float) -> None:
    image, region = case
    seen = zoom(image, region, factor)
    assert seen.origin is not None
    assert seen.spacing is not None
    assert image.spacing is not None
    box = seen.origin.box
    assert seen.origin.parent == image.ref
    assert box.left <= max(region.left, 0) + 1e-9
    assert box.right >= min(region.right, image.width) - 1e-9
    assert 0 <= box.left < box.right <= image.width
    assert min(seen.width, seen.height) >= MINIMUM_OUTPUT
    assert to_parent(seen, seen.box).as_tuple() == pytest.approx(box.as_tuple())
    # The same stretch of the patient has the same length on both.
    assert seen.spacing.column * seen.width == pytest.approx(image.spacing.column * box.width)
    assert seen.spacing.row * seen.height == pytest.approx(image.spacing.row * box.height)
    assert float(seen.pixels.min()) >= float(image.pixels.min())
    assert float(seen.pixels.max()) <= float(image.pixels.max())


@settings(max_examples=60, deadline=None)
@given(case=cases())
def test_zoomed_pixels_show_the_part_that_the_origin_names(case: tuple[Image, BoundingBox]) -> None:
    image, region = case
    seen = zoom(image, region, 4)
    assert seen.origin is not None
    box = seen.origin.box
    rows, columns = np.divmod(seen.pixels[seen.height // 2].astype(float), 1000)
    # The middle half, away from the border where cubic interpolation repeats the edge.
    for column in range(seen.width // 4, 3 * seen.width // 4, 7):
        expected = box.left + (column + 0.5) * box.width / seen.width - 0.5
        value = float(seen.pixels[seen.height // 2, column])
        row = box.top + (seen.height // 2 + 0.5) * box.height / seen.height - 0.5
        assert value == pytest.approx(expected + 1000 * row, abs=1000 * 0.15 + 1)
    assert rows.size == columns.size


@settings(max_examples=100, deadline=None)
@given(case=cases())
def test_crop_is_the_very_pixels(case: tuple[Image, BoundingBox]) -> None:
    image, region = case
    part = crop(image, region)
    assert part.origin is not None
    left, top, right, bottom = (int(side) for side in part.origin.box.as_tuple())
    assert np.array_equal(part.pixels, image.pixels[top:bottom, left:right])
    assert part.spacing == image.spacing


@settings(max_examples=40, deadline=None)
@given(case=cases())
def test_a_part_is_shown_as_bright_as_in_the_whole(case: tuple[Image, BoundingBox]) -> None:
    image, region = case
    part = crop(image, region)
    assert part.origin is not None
    left, top, right, bottom = (int(side) for side in part.origin.box.as_tuple())
    difference = part.shown().astype(int) - image.shown()[top:bottom, left:right].astype(int)
    assert np.abs(difference).max() <= 1


def test_a_strip_is_refused_where_it_cannot_be_grown() -> None:
    with pytest.raises(BadArguments, match="longer than wide"):
        zoom(Image(pixels=np.zeros((1, 300), np.uint8)), BoundingBox(left=0, top=0, right=300, bottom=1), 2)
