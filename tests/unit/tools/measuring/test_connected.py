"""Parts of a volume, against SciPy's labels."""

import numpy as np
from scipy import ndimage

from tools.measuring.connected import connected_part


def test_parts_are_those_that_scipy_labels() -> None:
    rng = np.random.default_rng(6)
    for share in (0.2, 0.3, 0.4, 0.6):
        mask = rng.random((9, 14, 13)) < share
        labels, count = ndimage.label(mask)
        for number in rng.choice(np.arange(1, count + 1), min(count, 5), replace=False):
            place = tuple(np.argwhere(labels == number)[0])
            seed = np.zeros_like(mask)
            seed[place] = True
            assert np.array_equal(connected_part(mask, seed), labels == number)


def test_a_seed_outside_reaches_nothing() -> None:
    mask = np.zeros((3, 4, 5), np.bool_)
    mask[1, 1, 1] = True
    assert not connected_part(mask, ~mask).any()
    assert connected_part(mask, np.ones_like(mask)).sum() == 1
