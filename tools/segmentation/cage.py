"""The thoracic cage and the mediastinum of a drawn frontal chest film."""

import numpy as np
from numpy.typing import NDArray

from tools.region import Mask
from tools.segmentation.chest import Chest, filled
from tools.segmentation.thorax import BEAM_EDGE, rims, shifted

__all__ = ["mediastinum_mask", "thorax_mask"]


def thorax_mask(chest: Chest) -> Mask:
    """Outline the inside of the thoracic cage on the image.

    Args:
        chest: A drawn chest.

    Returns:
        Both lung fields, all that lies between them, and the heart: from apex to apex, along the cage, and along both
        domes of the diaphragm, which are joined by a straight line in the middle.
    """
    return chest.mask(_thorax(chest))


def mediastinum_mask(chest: Chest) -> Mask:
    """Outline what lies between the lungs on the image: spine, great vessels and heart.

    Args:
        chest: A drawn chest.

    Returns:
        The thorax less those parts of the lung fields that are not behind the heart.
    """
    heart = chest.heart_field
    return chest.mask((_thorax(chest) & ~(chest.fields[0] | chest.fields[1])) | heart)


def _thorax(chest: Chest) -> NDArray[np.bool_]:
    """Fill cage and domes: `(h, w)` [working pixels]."""
    (right_cage, right_base, _), (left_cage, left_base, _) = (rims(chest.thorax, side) for side in (-1, 1))
    outline = np.concatenate(
        [
            shifted(right_cage, -1, BEAM_EDGE),
            right_base,
            left_base[::-1],
            shifted(left_cage, 1, BEAM_EDGE)[::-1],
        ]
    )
    return filled(outline, chest.film) | chest.fields[0] | chest.fields[1] | chest.heart_field
