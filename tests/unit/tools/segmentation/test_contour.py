"""Borders that move to where a film is steepest."""

from itertools import pairwise, product

import numpy as np
import pytest

from tools import Image
from tools.segmentation.contour import best_path, moved_along, resampled
from tools.segmentation.film import prepare


def test_the_cheapest_path_is_that_of_trying_all() -> None:
    cost = np.random.default_rng(3).random((5, 4))
    found = best_path(cost, 0.2)

    def price(path: tuple[int, ...]) -> float:
        change = sum((one - two) ** 2 for one, two in pairwise(path))
        return float(sum(cost[row, place] for row, place in enumerate(path)) + 0.2 * change)

    assert price(tuple(int(one) for one in found)) == pytest.approx(min(map(price, product(range(4), repeat=5))))


def test_points_are_evenly_spaced_and_keep_the_ends() -> None:
    found = resampled(np.array([[0.0, 0.0], [30.0, 0.0], [30.0, 40.0]]), 5.0)
    assert np.allclose(found[[0, -1]], [[0, 0], [30, 40]])
    assert np.allclose(np.hypot(*np.diff(found, axis=0).T), 5.0, atol=1e-6)


@pytest.mark.parametrize("inwards", [False, True])
def test_a_border_moves_to_the_edge_that_it_looks_for(inwards: bool) -> None:
    pixels = np.full((256, 256), 60, np.uint8)
    pixels[:, 120:] = 180
    # Downwards on the image's right, outwards is to the right, where this film gets brighter.
    shown = pixels[:, ::-1].copy() if inwards else pixels
    edge = 136 if inwards else 120
    path = np.stack([np.full(40, edge - 8.0), np.linspace(60, 200, 40)], axis=-1)
    ones = np.ones(40)
    found = moved_along(prepare(Image(pixels=shown)), path, 1, weight=ones, spread=8 * ones, inwards=inwards)
    # A step this sharp fills the gradient up to a few pixels around it.
    assert np.allclose(found[5:-5, 0], edge, atol=3.5)
    stays = moved_along(prepare(Image(pixels=shown)), path, 1, weight=0 * ones, spread=8 * ones, inwards=inwards)
    assert np.allclose(stays, path)
