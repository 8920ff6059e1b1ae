"""Angles, exact even where lines are nearly parallel."""

import numpy as np
import pytest

from tools.measuring.angle import angle_at, angle_between


@pytest.mark.parametrize("degrees", [1e-6, 0.5, 30, 90, 150, 179.999])
def test_at_a_point(degrees: float) -> None:
    turn = np.radians(degrees)
    places = np.array([[10, 0], [0, 0], [5 * np.cos(turn), 5 * np.sin(turn)]])
    assert angle_at(places) == pytest.approx(degrees, rel=1e-6)
    assert angle_at(places[::-1]) == pytest.approx(degrees, rel=1e-6)


def test_between_lines_is_never_more_than_a_right_angle() -> None:
    for degrees in (0, 40, 90, 130, 180):
        turn = np.radians(degrees)
        places = np.array([[0, 0], [10, 0], [3, 3], [3 + np.cos(turn), 3 + np.sin(turn)]])
        assert angle_between(places) == pytest.approx(min(degrees, 180 - degrees), abs=1e-9)
