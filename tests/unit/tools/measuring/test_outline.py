"""Outlines of flat masks against figures that are known exactly."""

import numpy as np
import pytest

from tools import BadArguments
from tools.measuring.outline import flat_shape_of, outline_of


def test_one_pixel_is_a_diamond_around_its_centre() -> None:
    mask = np.zeros((5, 7), np.bool_)
    mask[2, 4] = True
    outline = outline_of(mask, (1, 1))
    assert outline.area == pytest.approx(0.5)
    assert outline.perimeter == pytest.approx(2 * np.sqrt(2))
    assert outline.starts.mean(axis=0).tolist() == [4.5, 2.5]
    assert sorted(map(tuple, outline.starts)) == [(4, 2.5), (4.5, 2), (4.5, 3), (5, 2.5)]


@pytest.mark.parametrize("spacing", [(1.0, 1.0), (0.5, 2.0)])
def test_a_rectangle_loses_its_corners_only(spacing: tuple[float, float]) -> None:
    mask = np.zeros((30, 40), np.bool_)
    mask[5:15, 10:30] = True
    outline = outline_of(mask, spacing)
    dy, dx = spacing
    assert outline.area == pytest.approx((200 - 4 / 8) * dy * dx)
    corner = np.hypot(dx / 2, dy / 2)
    assert outline.perimeter == pytest.approx(2 * (9 * dy + 19 * dx) + 4 * corner)
    assert outline.starts.min(axis=0).tolist() == [10 * dx, 5 * dy]
    assert outline.starts.max(axis=0).tolist() == [30 * dx, 15 * dy]


def test_a_disc() -> None:
    y, x = np.ogrid[-60:61, -60:61]
    shape = flat_shape_of(x**2 + y**2 <= 50**2, (0.2, 0.2))
    assert shape.mesh_surface == pytest.approx(np.pi * 100, rel=0.003)
    assert shape.pixel_surface == pytest.approx(np.pi * 100, rel=0.003)
    # The outline runs half a pixel outside the outermost centres, which lie at 10 mm.
    assert shape.maximum_diameter == pytest.approx(20.2)
    assert shape.major_axis_length == pytest.approx(20, rel=0.01)
    assert shape.elongation == pytest.approx(1, abs=0.001)
    assert 0.9 < shape.sphericity < 1
    assert shape.as_dict()["perimeter_surface_ratio"] == pytest.approx(shape.perimeter / shape.mesh_surface)


def test_every_line_is_continued() -> None:
    mask = np.random.default_rng(1).random((40, 50)) < 0.5
    outline = outline_of(mask, (1, 1))
    assert sorted(map(tuple, outline.starts)) == sorted(map(tuple, outline.ends))
    # Diagonal neighbours are kept apart: an inner corner loses an eighth of a pixel, whichever way it is met.
    assert outline.area == pytest.approx(mask.sum(), rel=0.3)


def test_a_hole_is_not_inside() -> None:
    mask = np.ones((20, 20), np.bool_)
    mask[5:15, 5:15] = False
    assert outline_of(mask, (1, 1)).area == pytest.approx(300, abs=1)


def test_empty_masks_are_refused() -> None:
    for mask in (np.zeros((4, 4), np.bool_), np.ones((2, 2, 2), np.bool_)):
        with pytest.raises(BadArguments, match="flat mask"):
            outline_of(mask, (1, 1))
