"""What the variants add to a healthy chest: consolidation, haze and effusion, as thickness of fluid in the lung."""

import numpy as np
from numpy.typing import NDArray

from tools.samples.drawing import Canvas, Map, smooth_curve

__all__ = ["consolidation", "effusion", "haze", "visible"]

_VISIBLE_CM = 1.6
"""Fluid in place of air that a reader would outline [cm]: about a quarter of the contrast between lung and heart."""


def consolidation(canvas: Canvas, rng: np.random.Generator) -> Map:
    """A patchy lobar consolidation of the right lower zone with air bronchograms [cm of fluid]."""
    x, y = canvas.grid()
    across, down = (x + 84) / 44, (y - 206) / 36
    border = canvas.clouds(rng, 22) * np.float32(0.2) + canvas.clouds(rng, 9) * np.float32(0.1)
    core = 0.5 - 0.5 * np.tanh((np.sqrt(across**2 + down**2) + border - 0.9) * 3.0)
    texture = 1 + canvas.clouds(rng, 14) * np.float32(0.15) + canvas.clouds(rng, 5) * np.float32(0.08)
    tree = [
        (smooth_curve([(-46, 172), (-64, 187), (-83, 203), (-110, 209)], closed=False), 3.0),
        (smooth_curve([(-64, 190), (-74, 210), (-82, 230)], closed=False), 2.6),
        (smooth_curve([(-84, 202), (-98, 216), (-106, 232)], closed=False), 2.2),
        (smooth_curve([(-78, 199), (-96, 196), (-116, 196)], closed=False), 2.0),
    ]
    air = canvas.tubes(tree) * np.float32(2.2)
    return np.asarray(np.clip(9.0 * core * texture - air * core, 0, None), np.float32)


def haze(canvas: Canvas, rng: np.random.Generator) -> Map:
    """Bilateral hazy opacities, more at the bases and the periphery [cm of fluid]."""
    x, y = canvas.grid()
    base = np.clip((y - 95) / 120, 0, 1) * (0.45 + 0.55 * np.clip(np.abs(x) / 115, 0, 1))
    patches = 0.62 + canvas.clouds(rng, 38) * np.float32(0.3) + canvas.clouds(rng, 13) * np.float32(0.16)
    return np.asarray(5.6 * base * np.clip(patches, 0.05, 1.6), np.float32)


def effusion(canvas: Canvas, level_mm: float) -> Map:
    """Fluid in both costophrenic angles with a meniscus that rises to the side [cm].

    Args:
        canvas: The pixel grid.
        level_mm: Where its surface meets the chest wall [mm from the top].
    """
    x, y = canvas.grid()
    surface = level_mm + 30 * np.clip((128 - np.abs(x)) / 42, 0, 1) ** 0.6
    return np.asarray(4.5 * (1 + np.tanh((y - surface) / 4.4)), np.float32)


def visible(fluid: Map, lungs: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where a reader would outline an opacity."""
    return (fluid >= _VISIBLE_CM) & lungs
