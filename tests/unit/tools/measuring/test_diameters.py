"""Diameters of figures that are known exactly."""

import numpy as np
import pytest

from tools.measuring.diameters import axes_of, greatest_in_planes, greatest_of, hull_of


def ellipse(a: float, b: float, degrees: float, count: int = 720) -> np.ndarray:
    turn, angles = np.radians(degrees), np.linspace(0, 2 * np.pi, count, endpoint=False)
    flat = np.stack([a * np.cos(angles), b * np.sin(angles)])
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ flat
    return np.asarray(turned.T + np.array([40, 30]))


@pytest.mark.parametrize("degrees", [0, 17, 45, 90, 133.3])
def test_axes_of_a_turned_ellipse(degrees: float) -> None:
    axes = axes_of(ellipse(12, 5, degrees))
    assert axes.long == pytest.approx(24, abs=1e-3)
    assert axes.short == pytest.approx(10, abs=1e-3)
    long, short = axes.long_ends[1] - axes.long_ends[0], axes.short_ends[1] - axes.short_ends[0]
    assert long @ short == pytest.approx(0, abs=1e-6)


def test_axes_of_a_rectangle_and_a_triangle() -> None:
    assert axes_of(np.array([[0, 0], [4, 0], [4, 3], [0, 3]], float)).long == pytest.approx(5)
    # Of a right triangle 3-4-5 the width over the hypotenuse is its height, 12/5.
    axes = axes_of(np.array([[0, 0], [4, 0], [0, 3]], float))
    assert [axes.long, axes.short] == pytest.approx([5, 2.4])


def test_a_line_and_a_point_have_no_width() -> None:
    assert axes_of(np.array([[1.0, 1.0], [4.0, 5.0]])).short == 0
    assert axes_of(np.array([[1.0, 1.0]])).long == 0


def test_greatest_distance_is_that_of_all_pairs() -> None:
    rng = np.random.default_rng(2)
    for dimensions in (2, 3):
        points = rng.normal(size=(400, dimensions)) * rng.uniform(0.2, 5, dimensions)
        all_pairs = np.linalg.norm(points[:, None] - points[None], axis=-1).max()
        assert greatest_of(points) == pytest.approx(all_pairs, rel=1e-12)
    assert greatest_of(hull_of(points[:, :2])) == pytest.approx(greatest_of(points[:, :2]), rel=1e-12)


def test_planes_are_looked_at_one_by_one() -> None:
    points = np.array([[0, 0, 0], [0, 3, 4], [1, 0, 0], [1, 9, 0], [2, 0, 100]], float)
    assert greatest_in_planes(points, 0) == 9
    assert greatest_in_planes(points, 1) == pytest.approx(np.hypot(2, 100))
