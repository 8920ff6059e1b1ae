"""Distances from a line, with their side."""

import numpy as np
import pytest

from tools.measuring.midline import shift_from_line


@pytest.mark.parametrize("degrees", [0, 10, -25, 80])
def test_a_turned_midline(degrees: float) -> None:
    turn = np.radians(degrees)
    down, right = np.array([-np.sin(turn), np.cos(turn)]), np.array([np.cos(turn), np.sin(turn)])
    front, back = np.array([50.0, 50.0]) - 40 * down, np.array([50.0, 50.0]) + 40 * down
    for shift in (-7.0, 0.0, 5.5):
        place = np.array([50.0, 50.0]) + 3 * down + shift * right
        assert shift_from_line(np.stack([front, back, place])) == pytest.approx(shift, abs=1e-9)
        assert shift_from_line(np.stack([back, front, place])) == pytest.approx(shift, abs=1e-9)
