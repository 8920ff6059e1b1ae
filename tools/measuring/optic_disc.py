"""The cup-to-disc ratio of the optic nerve head."""

from typing import NamedTuple

import numpy as np

from tools.errors import BadArguments
from tools.region import BoundingBox, Mask

__all__ = ["CupDiscRatio", "cup_disc_ratio"]

OVERHANG = 0.02
"""Share of the disc's side by which a cup may be drawn beyond it and still be taken for as wide; ours."""


class CupDiscRatio(NamedTuple):
    """Size of the cup over that of the disc [1]."""

    vertical: float
    """Of the heights; the one that guidelines use, as the rim is lost above and below first."""
    horizontal: float
    """Of the widths."""
    area: float
    """Of the areas; boxes are taken for the ellipses inside them."""


def cup_disc_ratio(cup: BoundingBox | Mask, disc: BoundingBox | Mask) -> CupDiscRatio:
    """Compare the cup with the disc, both as boxes or as masks of an upright fundus picture.

    Args:
        cup: Where the cup is.
        disc: Where the disc is; it holds the cup.

    Returns:
        The ratios.

    Raises:
        BadArguments: If one is empty or the cup reaches beyond the disc.

    Source: Armaly & Sayegh 1969, The cup/disc ratio, Arch Ophthalmol 82:191; European Glaucoma Society, Terminology and
    Guidelines for Glaucoma (vertical ratio).
    """
    inner, outer = _extent(cup), _extent(disc)
    across, down = OVERHANG * outer.width, OVERHANG * outer.height
    beyond = (outer.left - inner.left, inner.right - outer.right, outer.top - inner.top, inner.bottom - outer.bottom)
    if max(beyond[:2]) > across or max(beyond[2:]) > down:
        raise BadArguments("The cup reaches beyond the disc; give the cup first, then the disc that holds it.")
    return CupDiscRatio(
        vertical=min(inner.height / outer.height, 1.0),
        horizontal=min(inner.width / outer.width, 1.0),
        area=min(_area(cup) / _area(disc), 1.0),
    )


def _extent(shape: BoundingBox | Mask) -> BoundingBox:
    box = shape if isinstance(shape, BoundingBox) else shape.box
    if box is None:
        raise BadArguments("The cup or the disc is empty; a ratio needs both.")
    return box


def _area(shape: BoundingBox | Mask) -> float:
    return float(shape.area) if isinstance(shape, Mask) else _ellipse(shape)


def _ellipse(box: BoundingBox) -> float:
    return float(np.pi / 4 * box.area)
