"""Measures against SciPy's and OpenCV's."""

import cv2
import numpy as np
import pytest
from scipy import spatial, stats

from tools.measuring.diameters import greatest_of, hull_of
from tools.measuring.first_order import first_order
from tools.measuring.mesh import mesh_of
from tools.measuring.outline import outline_of


@pytest.mark.parametrize("seed", range(6))
def test_statistics_are_those_of_scipy(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.gamma(2, 40, rng.integers(5, 4000)) - 100
    found = first_order(values)
    assert found.skewness == pytest.approx(float(stats.skew(values)))
    assert found.kurtosis == pytest.approx(float(stats.kurtosis(values, fisher=False)))
    assert found.interquartile_range == pytest.approx(float(stats.iqr(values)))
    counts = np.histogram(values, np.arange(-10_000, 10_001, 25))[0]
    assert found.entropy == pytest.approx(float(stats.entropy(counts[counts > 0], base=2)))
    assert found.root_mean_squared == pytest.approx(float(np.linalg.norm(values) / np.sqrt(values.size)))
    assert found.mean_absolute_deviation == pytest.approx(float(np.abs(values - np.mean(values)).mean()))


@pytest.mark.parametrize("seed", range(4))
def test_greatest_distance_is_that_of_scipy(seed: int) -> None:
    points = np.random.default_rng(seed).normal(size=(500, 3)) * (5, 2, 1)
    assert greatest_of(points) == pytest.approx(float(spatial.distance.pdist(points).max()))
    hull = spatial.ConvexHull(points[:, :2])
    ours = hull_of(points[:, :2])
    assert cv2.contourArea(ours.astype(np.float32)) == pytest.approx(hull.volume, rel=1e-5)


def test_a_convex_mesh_is_its_own_hull() -> None:
    mesh = mesh_of(np.ones((6, 7, 8), np.bool_), (2, 1, 0.5))
    hull = spatial.ConvexHull(mesh.vertices)
    assert mesh.volume == pytest.approx(hull.volume)
    assert mesh.area == pytest.approx(hull.area)


def test_area_and_length_of_an_outline_are_near_those_of_opencv() -> None:
    picture = np.zeros((200, 200), np.uint8)
    cv2.ellipse(picture, (100, 100), (70, 35), 30, 0, 360, 1, -1)
    outline = outline_of(picture > 0, (1, 1))
    contour = cv2.findContours(picture, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0][0]
    # OpenCV's runs through the centres of the outermost pixels, half a pixel inside.
    perimeter = cv2.arcLength(contour, True)
    assert outline.perimeter == pytest.approx(perimeter + np.pi, rel=0.02)
    assert outline.area == pytest.approx(cv2.contourArea(contour) + perimeter / 2, rel=0.02)
