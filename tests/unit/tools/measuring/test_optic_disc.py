"""Cup-to-disc ratios of boxes and masks."""

import numpy as np
import pytest

from tools import BadArguments, BoundingBox, Mask
from tools.measuring.optic_disc import cup_disc_ratio


def ellipse(a: float, b: float, column: float = 50, row: float = 50) -> Mask:
    rows, columns = np.indices((100, 100)) + 0.5
    return Mask(pixels=((columns - column) / a) ** 2 + ((rows - row) / b) ** 2 <= 1)


def test_boxes_and_masks_agree() -> None:
    masks = cup_disc_ratio(ellipse(12, 20), ellipse(36, 40))
    boxes = cup_disc_ratio(
        BoundingBox(left=38, top=30, right=62, bottom=70), BoundingBox(left=14, top=10, right=86, bottom=90)
    )
    assert list(boxes) == pytest.approx([0.5, 1 / 3, 1 / 6])
    assert list(masks) == pytest.approx(list(boxes), abs=0.01)


def test_a_mask_and_a_box_can_be_mixed() -> None:
    disc = BoundingBox(left=14, top=10, right=86, bottom=90)
    assert cup_disc_ratio(ellipse(12, 20), disc).vertical == pytest.approx(0.5)


def test_what_is_no_cup_in_a_disc_is_refused() -> None:
    with pytest.raises(BadArguments, match="beyond the disc"):
        cup_disc_ratio(ellipse(36, 40), ellipse(12, 20))
    with pytest.raises(BadArguments, match="beyond the disc"):
        cup_disc_ratio(ellipse(12, 20, column=80), ellipse(36, 40))
    with pytest.raises(BadArguments, match="empty"):
        cup_disc_ratio(Mask(pixels=np.zeros((100, 100), np.bool_)), ellipse(36, 40))
