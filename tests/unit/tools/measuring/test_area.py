"""Polygons and the pixels inside them."""

import cv2
import numpy as np
import pytest

from tools.measuring.area import polygon_area, polygon_mask


def test_area_of_known_polygons() -> None:
    assert polygon_area(np.array([[0, 0], [4, 0], [4, 3], [0, 3]], float)) == 12
    turns = np.linspace(0, 2 * np.pi, 6, endpoint=False)
    hexagon = 10 * np.stack([np.cos(turns), np.sin(turns)], axis=1) + 1e6
    assert polygon_area(hexagon) == pytest.approx(1.5 * np.sqrt(3) * 100)


def test_pixels_whose_centre_lies_inside() -> None:
    mask = polygon_mask(np.array([[1, 1], [4, 1], [4, 3], [1, 3]], float), 5, 6)
    assert mask.sum() == 6
    assert mask[1:3, 1:4].all()
    assert polygon_mask(np.array([[1, 1], [4, 1], [4, 3.4], [1, 3.4]], float), 5, 6).sum() == 6


def test_a_mask_has_the_area_of_its_polygon() -> None:
    places = np.array([[10.2, 5.1], [180.7, 40.3], [150.1, 170.8], [90.5, 60.2], [20.3, 190.9]])
    mask = polygon_mask(places, 200, 200)
    assert mask.sum() == pytest.approx(polygon_area(places), rel=0.01)
    drawn = np.zeros((200, 200), np.uint8)
    cv2.fillPoly(drawn, [np.rint(places).astype(np.int32)], 1)
    assert (mask != (drawn > 0)).mean() < 0.02
