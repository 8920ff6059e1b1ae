"""Signs of opacity on both sides, where neither lung is clear enough to show that the other is not.

Comparing the lungs with each other, or with the clearest part of the film, loses exactly the disease that lies
everywhere. These signs compare them with soft tissue instead. Fluid in the alveoli takes the place of air, so the step
of brightness at each border between lung and soft tissue shrinks: at the diaphragm, at the chest wall, at the heart.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tools.segmentation.chest import Chest
from tools.segmentation.contour import moved_along
from tools.segmentation.thorax import rims, sampled

__all__ = ["PRESENT_SUM", "Diffuse", "Sign", "diffuse_signs"]

LEVEL = (0.24, 0.50)
"""Level of middle and lower zones of the clearer side, from no vote to a full one. A healthy zone is a quarter of the
way from the clearest lung to the heart (vessels, ribs); halfway, it is opaque. From drawn films."""
BASE = (0.64, 0.36)
"""Step at the better seen dome, over the span from clearest lung to heart: on drawn films healthy lungs have 0.66 or
more, faint haze at the bases 0.6 to 0.5, and 3 to 8 cm of fluid in a lung 16 cm deep 0.5 to 0.3."""
WALL = (0.50, 0.25)
"""The same at the better seen chest wall. Muscles and obliquity lower it on real films, so the vote begins later."""
HEART = (0.30, 0.10)
"""The same at the better seen border of the heart. Source: the silhouette sign, Felson & Felson 1950; values ours."""
DENSITY = (0.58, 0.75)
"""Lung over heart brightness with black as air. Attenuation along the beam: 16 cm of lung at 0.26 g/cm³ and 5 cm of
wall are 9 cm of water against 20 cm through the heart, 0.46; a wide window makes it 0.58. At twice the density of lung,
as in ground glass, it is 0.67, and at three times 0.87."""
FLAT = (0.45, 0.60)
"""Clearest lung over heart brightness. A healthy lung shown with a wide window has 0.46."""

PRESENT_SUM = 0.6
"""Sum of the votes from which both lungs are opaque, if each kind gives `LEAST_OF_A_KIND`. Drawn films without disease
of both lungs reach 0.4 if healthy."""
DOUBTFUL_BORDERS = 0.1
"""Votes of lost borders from which both lungs are doubtful; drawn films of healthy lungs give none. Ours."""
LEAST_OF_A_KIND = 0.2
"""Votes that lost borders and brightness must each give before lungs are opaque: a badly placed outline loses borders
without brightness, a breast or a window gives brightness without lost borders. Brightness alone gives up to 0.3 on
drawn films of healthy lungs, so there it is the borders that decide."""

REACH = 6
"""Distance from a border at which both sides of it are read [working pixels], beyond its blur."""
HEART_REACH = 5
"""The same for the heart, whose outline lies a working pixel outside of the steepest gradient."""
DOME_SPREAD = 4.0
"""How far the dome usually lies from the fitted one [working pixels]; ours."""
BASE_PART, WALL_PART, HEART_PART = slice(4, 16), slice(16, 40), slice(6, 26)
"""Points used: the dome lateral of the heart, the wall from the armpit to above the angle, and the heart without its
root and without the part on the diaphragm."""
LEAST_SPAN = 0.05
"""Span that is divided by at least; below it the film has no contrast at all."""

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One sign and how strongly it speaks for opacity on both sides."""

    name: str
    value: float
    """What was measured [1]."""
    vote: float
    """From 0, as in health, to 1."""
    is_border: bool
    """True where it is a step at a border, false where it is a brightness."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diffuse:
    """All signs of opacity on both sides."""

    signs: tuple[Sign, ...]

    @property
    def total(self) -> float:
        """Sum of the votes."""
        return sum(sign.vote for sign in self.signs)

    @property
    def state(self) -> Literal["opaque", "doubtful", "clear"]:
        """What the sum says, if both kinds of sign agree."""
        borders = sum(sign.vote for sign in self.signs if sign.is_border)
        if self.total >= PRESENT_SUM:
            return "opaque" if min(borders, self.total - borders) >= LEAST_OF_A_KIND else "doubtful"
        return "doubtful" if borders >= DOUBTFUL_BORDERS else "clear"


def diffuse_signs(chest: Chest) -> Diffuse:
    """Look for signs of opacity on both sides.

    Args:
        chest: A drawn frontal chest film.

    Returns:
        Six signs. The first four do not change when the window does, unless it makes lung black or heart white; the
        last two need no clear lung on the film. Each takes the side that looks healthier, so that disease of one side
        does not vote.
    """
    grey, opacity = chest.film.grey, chest.opacity
    if not opacity.zones:
        return Diffuse(signs=())
    span, soft = max(opacity.soft - opacity.clear, LEAST_SPAN), max(opacity.soft, LEAST_SPAN)
    bases, walls = [], []
    for side in (-1, 1):
        cage, base, _ = rims(chest.thorax, side)
        # The fitted dome may miss the film's own by a few pixels, which would look like a step that is lost.
        part = base[BASE_PART]
        ones = np.ones(len(part))
        dome = moved_along(chest.film, part, side, weight=ones, spread=DOME_SPREAD * ones)
        bases.append(_step(grey, dome, (0, REACH)))
        walls.append(_step(grey, cage[WALL_PART], (side * REACH, 0)))
    half = len(chest.heart.polygon) // 2
    borders = chest.heart.polygon[:half], chest.heart.polygon[half:][::-1]
    hearts = [
        _step(grey, border[HEART_PART], (-side * HEART_REACH, 0)) for side, border in zip((-1, 1), borders, strict=True)
    ]
    return Diffuse(
        signs=(
            _sign("level of the clearer side", _clearer_level(chest), LEVEL),
            _sign("step at the diaphragm", max(bases) / span, BASE),
            _sign("step at the chest wall", max(walls) / span, WALL),
            _sign("step at the heart", max(hearts) / span, HEART),
            _sign("darker lung over heart", opacity.lung / soft, DENSITY),
            _sign("clearest lung over heart", opacity.clear / soft, FLAT),
        )
    )


def _sign(name: str, value: float, edges: tuple[float, float]) -> Sign:
    """Grade a value between its two edges."""
    vote = float(np.clip((value - edges[0]) / (edges[1] - edges[0]), 0, 1))
    # A border speaks by what it has lost, so its edges fall.
    return Sign(name=name, value=value, vote=vote, is_border=edges[1] < edges[0])


def _step(grey: NDArray[np.float32], border: Points, outwards: tuple[float, float]) -> float:
    """Give the median step of brightness across a border, towards soft tissue (column, row) [0-1]."""
    away = np.asarray(outwards, np.float64)
    return float(np.median(sampled(grey, border + away) - sampled(grey, border - away)))


def _clearer_level(chest: Chest) -> float:
    """Give the mean level of middle and lower zone on the side where it is lower."""
    levels = [
        np.mean([zone.level for zone in chest.opacity.zones if zone.side == side and zone.name != "upper"])
        for side in ("right", "left")
    ]
    return float(min(levels))
