"""The outline of one lung field, moved from the fitted shape to the borders that the film shows.

The fitted shape is whole and near; the borders of a real lung wind around it. Each point may move along its normal to
where the film gets brighter outwards, neighbours together. Where the film shows nothing, as behind the heart or at an
opaque base, the shape stays. A field ends beside the spine and goes on behind the heart, as readers draw it.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tools.segmentation.contour import moved_along, resampled
from tools.segmentation.film import Film
from tools.segmentation.thorax import BEAM_EDGE, Thorax, rims

__all__ = ["drawn_field"]


class _Part(NamedTuple):
    """How a part of the outline is looked for."""

    weight: float
    """What its gradient counts against the shape."""
    spread: float
    """How far it usually lies from the fitted shape [working pixels]."""
    outwards: float = 0.0
    """What a move outwards by one working pixel gains: ribs and clavicle draw borders inside of the lung's own."""
    edge: float = 0.0
    """How far the border lies beyond the steepest gradient [working pixels]."""


APEX = _Part(weight=1.0, spread=10.0, outwards=0.03, edge=BEAM_EDGE)
CAGE = _Part(weight=1.0, spread=8.0, outwards=0.01, edge=BEAM_EDGE)
BASE = _Part(weight=1.0, spread=8.0)
HIDDEN = _Part(weight=0.5, spread=4.0)
BEHIND = _Part(weight=0.35, spread=4.0)
MEDIAL = _Part(weight=0.7, spread=6.0)
"""Parts from the apex down the cage, along the lateral and the hidden half of the diaphragm, and up beside the spine,
behind the heart and above it. Chosen on twelve films of VQA-RAD with outlines drawn by hand; doubling or halving a
weight or a spread changes their mean overlap by less than 0.005."""
APEX_SHARE, TIP_SHARE = 0.30, 0.08
"""Share of the cage's height that is apex, laterally and medially: there the clavicle and two ribs cross it."""
BEHIND_SHARE = 0.5
"""Share of the medial border that the heart may hide."""
SPACING = 3.0
"""Distance of points [working pixels]."""

Points = NDArray[np.float64]


def drawn_field(film: Film, thorax: Thorax, side: int) -> Points:
    """Draw one lung field.

    Args:
        film: The prepared film.
        thorax: The shape fitted to it.
        side: -1 for the field on the image's left, 1 for the one on its right.

    Returns:
        A closed polygon, `(points, 2)` of (column, row) [working pixels]: from the apex down the cage, along the
        diaphragm, up beside the spine.
    """
    cage, base, spine = rims(thorax, side)
    half, top, height = len(base) // 2, cage[0, 1], np.ptp(cage[:, 1])
    high = cage[:, 1] < top + APEX_SHARE * height
    tip = spine[:, 1] < top + TIP_SHARE * height
    upper = spine[:, 1] < spine[:, 1].max() - BEHIND_SHARE * np.ptp(spine[:, 1])
    pieces = (
        (APEX, cage[high]),
        (CAGE, cage[~high]),
        (BASE, base[:half]),
        (HIDDEN, base[half - 1 :]),
        (BEHIND, spine[~upper]),
        (MEDIAL, spine[upper & ~tip]),
        (APEX, spine[tip]),
    )
    drawn = [(kind, resampled(piece, SPACING)) for kind, piece in pieces if len(piece) > 1]
    table = np.concatenate([np.repeat(np.array([kind]), len(piece), axis=0) for kind, piece in drawn])
    path = np.concatenate([piece for _, piece in drawn])
    return moved_along(film, path, side, weight=table[:, 0], spread=table[:, 1], outwards=table[:, 2], edge=table[:, 3])
