"""The heart shadow and the cardiothoracic ratio on a frontal chest film, inside fitted lung fields."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.segmentation.contour import moved_along
from tools.segmentation.film import Film
from tools.segmentation.thorax import Thorax, outward_gradient, placed

__all__ = ["Heart", "fit_heart"]

# Middle and spread of how far each border reaches from the midline, as shares of the half-width of the cage. Measured
# on outlines drawn by hand on twelve films of VQA-RAD; one third of a heart lies right of the midline.
RIGHT_REACH, LEFT_REACH = (0.31, 0.10), (0.67, 0.11)
TOP, BOTTOM = 0.38, 0.97
"""Rows of the shadow: from the aortopulmonary level to just under the dome [field heights]."""
RIGHT_WIDEST, LEFT_WIDEST = (0.55, 0.65, 0.75), (0.70, 0.80, 0.88)
"""Where each border may reach furthest, as a share of the shadow's height."""
ROOT = 0.12
"""Half-width of the vessels from which both borders start [half-widths of the cage]."""
REACH_SPREADS = 2.5
"""Spreads up to which a border is looked for. Further out lies the chest wall, whose border looks the same; so a heart
that nearly reaches it, as with a large pericardial effusion, is drawn too small."""
BORDER_SPREAD, HEART_EDGE, ON_DIAPHRAGM = 6.0, 1.0, 26
"""How far a border usually lies from the fitted arc, and how far it lies beyond the steepest gradient [working pixels];
points of the border above the diaphragm. Chosen on the same outlines."""
TEMPERATURE = 0.03
"""Mean border gradient that makes one shape e times more likely than another; ours, about the spread of noise."""
CAGE_UNCERTAINTY = 0.06
"""Relative uncertainty of the fitted cage's width; ours."""
LEAST_UNCERTAINTY = 0.03
"""No automatic ratio is taken for surer than this; ours."""

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heart:
    """A fitted heart shadow."""

    polygon: Points
    """Closed outline, `(points, 2)` of (column, row) [working pixels]."""
    heart_line: tuple[float, float, float, float]
    """Furthest right border to furthest left border: left column, row, right column, row [working pixels]."""
    thorax_line: tuple[float, float, float, float]
    """Widest inner width of the cage: left column, row, right column, row [working pixels]."""
    ratio: float
    """Heart line over thorax line."""
    uncertainty: float
    """Half-width of the ratio's uncertainty, one standard deviation."""
    agreement: float
    """Mean gradient along both borders, inwards [-1 to 1]."""


def _border(reach: Points, widest: float, straight: bool) -> Points:
    """Draw one border for many reaches: `(n, points, 2)` of (u, v) in field coordinates, from the top down."""
    t = np.linspace(0.0, 1.0, 32)[None, :]
    rising = np.clip(t / widest, 0, 1)
    falling = np.clip((t - widest) / (1 - widest), 0, 1)
    # The left border runs nearly straight to the apex, the right one is an arc of the atrium.
    rise = rising**0.9 if straight else np.sqrt(np.clip(1 - (1 - rising) ** 2, 0, 1))
    u = ROOT + (reach[:, None] - ROOT) * rise * (1 - 0.25 * falling**2)
    return np.stack([u, np.broadcast_to(TOP + t * (BOTTOM - TOP), u.shape)], axis=-1)


def _fit_side(film: Film, thorax: Thorax, side: int) -> tuple[float, float, float, float]:
    """Give reach, its spread, where it is furthest, and the agreement of one border."""
    middle, spread = RIGHT_REACH if side < 0 else LEFT_REACH
    reach = np.linspace(
        max(middle - REACH_SPREADS * spread, ROOT + 0.02), min(middle + REACH_SPREADS * spread, 0.97), 80
    )
    table = np.repeat(thorax.parameters[None, :], len(reach), axis=0)
    scores, options = [], RIGHT_WIDEST if side < 0 else LEFT_WIDEST
    for widest in options:
        points = placed(_border(reach, widest, straight=side > 0), table, side, thorax.content)
        inward = -outward_gradient(film, points, side)
        # The lowest third lies on the diaphragm, where heart and liver have the same brightness.
        scores.append(inward[:, 6:26].mean(axis=1))
    score = np.stack(scores)
    likelihood = np.exp((score - score.max()) / TEMPERATURE - ((reach - middle) / spread) ** 2 / 2)
    weights = likelihood / likelihood.sum()
    mean = float((weights * reach).sum())
    deviation = float(np.sqrt((weights * (reach - mean) ** 2).sum()))
    best = int(weights.sum(axis=1).argmax())
    return mean, deviation, options[best], float((weights * score).sum())


def _moved(film: Film, border: Points, side: int) -> Points:
    """Move one border to where the film shows it; the part on the diaphragm stays."""
    weight = np.where(np.arange(len(border)) < ON_DIAPHRAGM, 1.0, 0.0)
    return moved_along(
        film, border, side, weight=weight, spread=np.full(len(border), BORDER_SPREAD), edge=HEART_EDGE, inwards=True
    )


def fit_heart(film: Film, thorax: Thorax, outlines: tuple[Points, Points]) -> Heart:
    """Find the heart shadow between fitted lung fields.

    Args:
        film: The film on which the fields were fitted; the patient's right is on its left.
        thorax: The fitted fields.
        outlines: The drawn fields, which give the inner width of the thorax: right, left [working pixels].

    Returns:
        Outline, both lines of the cardiothoracic ratio, and the ratio with its uncertainty.

    Source: Danzer 1919: greatest transverse diameter of the heart over greatest inner width of the thorax.
    """
    right, left = _fit_side(film, thorax, -1), _fit_side(film, thorax, 1)
    table = thorax.parameters[None, :]
    borders, ends = [], []
    for side, (reach, _, widest, _) in ((-1, right), (1, left)):
        border = placed(_border(np.array([reach]), widest, straight=side > 0), table, side, thorax.content)[0]
        border = _moved(film, border, side)
        borders.append(border)
        ends.append(border[np.argmax(side * border[:, 0])])
    right_end, left_end = outlines[0][outlines[0][:, 0].argmin()], outlines[1][outlines[1][:, 0].argmax()]
    inner = float(left_end[0] - right_end[0])
    heart = float(ends[1][0] - ends[0][0])
    half_widths = thorax.parameters[3:5] * (thorax.content[2] - thorax.content[0])
    deviation = float(np.hypot(right[1] * half_widths[0], left[1] * half_widths[1])) / inner
    ratio = heart / inner
    return Heart(
        polygon=np.concatenate([borders[0], borders[1][::-1]]),
        heart_line=(float(ends[0][0]), float(ends[0][1]), float(ends[1][0]), float(ends[1][1])),
        thorax_line=(float(right_end[0]), float(right_end[1]), float(left_end[0]), float(left_end[1])),
        ratio=ratio,
        uncertainty=max(float(np.hypot(deviation, CAGE_UNCERTAINTY * ratio)), LEAST_UNCERTAINTY),
        agreement=(right[3] + left[3]) / 2,
    )
