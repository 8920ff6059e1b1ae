"""The outline of one lung field, moved from the fitted shape to the borders that the film shows."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tools.segmentation.contour import best_path, normals, resampled, smoothed
from tools.segmentation.film import Film
from tools.segmentation.thorax import BEAM_EDGE, Thorax, rims, sampled, shifted

__all__ = ["drawn_field"]

SPACING = 3.0
REACH = 18.0
STEP = 0.5
STIFFNESS = 0.10
BALLOON = {"apex": 0.03, "cage": 0.01, "base": 0.0, "hidden": 0.0, "medial": 0.0, "behind": 0.0}
APEX = 0.3
WEIGHTS = {"apex": 1.0, "cage": 1.0, "base": 1.0, "hidden": 0.5, "medial": 0.7, "behind": 0.35}
SPREADS = {"apex": 10.0, "cage": 8.0, "base": 8.0, "hidden": 4.0, "medial": 6.0, "behind": 4.0}
PRIOR = 0.25
EDGES = {"apex": BEAM_EDGE, "cage": BEAM_EDGE, "base": 0.0, "hidden": 0.0, "medial": 0.0, "behind": 0.0}

Points = NDArray[np.float64]

def drawn_field(film: Film, thorax: Thorax, side: int) -> Points:
    cage, base, spine = rims(thorax, side)
    half = len(base) // 2
    upper = spine[:, 1] < spine[:, 1].max() - 0.5 * np.ptp(spine[:, 1])
    low = cage[:, 1] < cage[0, 1] + APEX * np.ptp(cage[:, 1])
    near = spine[:, 1] < cage[0, 1] + 0.08 * np.ptp(cage[:, 1])
    parts = [("apex", cage[low]), ("cage", cage[~low]), ("base", base[:half]), ("hidden", base[half - 1 :]), ("behind", spine[~upper]), ("medial", spine[upper & ~near]), ("apex", spine[near])]
    points, weights, spreads, edges, balloons = [], [], [], [], []
    for name, part in parts:
        if len(part) < 2:
            continue
        part = resampled(part, SPACING)
        points.append(part)
        weights.append(np.full(len(part), WEIGHTS[name]))
        spreads.append(np.full(len(part), SPREADS[name]))
        balloons.append(np.full(len(part), BALLOON[name]))
        edges.append(np.full(len(part), EDGES[name]))
    path = np.concatenate(points)
    normal = smoothed(normals(path, side), 2)
    normal /= np.hypot(normal[:, 0], normal[:, 1])[:, None] + 1e-9
    offsets = np.arange(-REACH, REACH + STEP / 2, STEP)
    places = path[:, None, :] + offsets[None, :, None] * normal[:, None, :]
    gradient = normal[:, None, 0] * sampled(film.across, places) + normal[:, None, 1] * sampled(film.down, places)
    weight, spread = np.concatenate(weights), np.concatenate(spreads)
    cost = -weight[:, None] * gradient + PRIOR * (offsets[None, :] / spread[:, None]) ** 2 / 2 - np.concatenate(balloons)[:, None] * offsets[None, :]
    moved = offsets[best_path(cost, np.full(len(path) - 1, STIFFNESS * STEP**2))] + np.concatenate(edges)
    moved = smoothed(moved[:, None], 1)[:, 0]
    return path + moved[:, None] * normal
