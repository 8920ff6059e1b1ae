"""The thoracic cage and the mediastinum, against a drawn film."""

from functools import cache

import numpy as np

from tools.samples.chest import SyntheticChest, make_chest
from tools.segmentation.cage import mediastinum_mask, thorax_mask
from tools.segmentation.chest import Chest, segment_chest


@cache
def drawn() -> tuple[SyntheticChest, Chest]:
    truth = make_chest("cardiomegaly", seed=7, size=512)
    return truth, segment_chest(truth.image)


def test_the_thorax_holds_lungs_heart_and_all_between_them() -> None:
    _, chest = drawn()
    thorax, mediastinum = thorax_mask(chest).pixels, mediastinum_mask(chest).pixels
    assert not (chest.lungs.pixels & ~thorax).any()
    assert not (chest.heart_mask.pixels & ~thorax).any()
    below_apices = [row for row in range(0, 512, 8) if thorax[row, 256]]
    assert len(below_apices) > 25
    for row in below_apices[:-8]:
        columns = np.flatnonzero(thorax[row])
        # One piece from wall to wall.
        assert columns[-1] - columns[0] + 1 == columns.size
    assert np.array_equal(mediastinum | chest.lungs.pixels, thorax)


def test_the_mediastinum_is_the_drawn_heart_with_what_lies_above_it() -> None:
    truth, chest = drawn()
    mediastinum = mediastinum_mask(chest).pixels
    assert (mediastinum & truth.heart.pixels).sum() > 0.9 * truth.heart.area
    assert (mediastinum & truth.lungs.pixels).sum() < 0.15 * truth.lungs.area


def test_the_abdomen_below_the_domes_is_outside() -> None:
    truth, chest = drawn()
    rows = np.flatnonzero(truth.lungs.pixels.any(axis=1))
    assert not thorax_mask(chest).pixels[min(rows[-1] + 20, 511) :].any()
    assert thorax_mask(chest).area < 1.6 * (chest.lungs.area + chest.heart_mask.area)
