"""Diameters of nodules."""

import numpy as np
import pytest

from tools.measuring.nodule import nodule_of


def test_axes_mean_and_rounding() -> None:
    rows, columns = np.indices((60, 80)) + 0.5
    mask = ((columns - 40) / 20) ** 2 + ((rows - 30) / 11) ** 2 <= 1
    nodule = nodule_of(mask, (0.5, 0.5))
    assert nodule.long == pytest.approx(20, abs=0.3)
    assert nodule.short == pytest.approx(11, abs=0.3)
    assert nodule.mean == pytest.approx((nodule.long + nodule.short) / 2)
    assert nodule.rounded_mean == round(nodule.mean)
    assert nodule_of(np.ones((1, 1), np.bool_), (2.5, 2.5)).rounded_mean == 3


def test_uneven_pixels_are_measured_in_millimetres() -> None:
    mask = np.zeros((40, 40), np.bool_)
    mask[10:20, 5:35] = True
    nodule = nodule_of(mask, (3.0, 0.5))
    # 10 rows of 3 mm are longer than 30 columns of 0.5 mm.
    assert 30 < nodule.long < np.hypot(30, 15)
    # The longest chord across the diagonal of a rectangle runs between its long sides.
    assert nodule.short == pytest.approx(15 * np.hypot(30, 15) / 30, rel=0.02)
