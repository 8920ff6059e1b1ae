"""Propagation of placed points, against formulas and against trials."""

import numpy as np
import pytest

from tools.measuring.area import polygon_area
from tools.measuring.distance import distance, ratio
from tools.measuring.uncertainty import propagated

HALVES = np.array([0.5, 0.5])


def test_a_distance_has_the_doubt_of_both_ends_in_any_direction() -> None:
    for turn in np.linspace(0, 3, 7):
        places = np.array([[0, 0], [100 * np.cos(turn), 100 * np.sin(turn)]])
        assert propagated(distance, places, HALVES) == pytest.approx(np.sqrt(0.5), rel=1e-4)


def test_it_is_the_spread_of_trials() -> None:
    rng = np.random.default_rng(4)
    places = np.array([[0, 0], [60, 10], [5, 40], [50, 70]], float)
    for formula in (ratio, polygon_area):
        trials = [formula(places + rng.normal(0, 0.05, places.shape)) for _ in range(4000)]
        assert propagated(formula, places, HALVES / 10) == pytest.approx(float(np.std(trials)), rel=0.05)
