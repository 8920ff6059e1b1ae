"""Retinal vessels on a colour fundus photograph, by matched filters along twelve directions."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.image import Image
from tools.region import Mask
from tools.segmentation.fundus import Field, find_field

__all__ = ["Vessels", "find_vessels"]

WORKING_SIDE = 768
"""Longest side at which vessels are looked for [pixels]: the thinnest that count are then some 2 wide."""
DIRECTIONS = 12
"""Templates around. Source: Chaudhuri et al. 1989, doi:10.1109/42.34715."""
WIDTHS = (0.0022, 0.0045)
"""Standard deviation of the vessels' profile, as a share of the field's diameter: for thin ones and for wide; ours."""
LENGTH = 6.0
"""Length of a template in standard deviations of its profile; ours."""
STRONG, WEAK = 5.0, 3.0
"""Response in robust standard deviations of the field's from which a pixel starts a vessel, and continues one; ours."""
SHORTEST = 0.05
"""Extent of the shortest piece that is kept, as a share of the field's diameter; ours."""
RIM = 0.02
"""Strip along the edge of the field that is not judged, as a share of its diameter; ours."""
AROUND = 0.03
"""Reach of the light that a pixel is compared with (standard deviation), as a share of the diameter; ours."""
ROUNDS, BRIGHTER, DIMMEST = 3, 0.04, 8.0
"""How often what is brighter than its surroundings by that share is cut; least surroundings to divide by [levels].
Ours."""
LEAST_DEPTH = 0.03
"""Share of the light that a vessel takes at least: on an even picture the grain of rounding is no vessel; ours."""
WIDEST = 0.025
"""Widest vessel, as a share of the diameter; ours."""
CLEAR = 12.0
"""Median response on the vessels [robust standard deviations] of a sharp picture; quality runs to it. Ours."""

Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vessels:
    """The vessels on the image."""

    mask: Mask
    quality: float
    """How far they stand out from the grain of the retina [0-1]."""


def find_vessels(image: Image) -> Vessels:
    """Find vessels: dark lines in green light whose profile is bell-shaped.

    Args:
        image: A colour fundus photograph, see `tools.segmentation.fundus`.

    Source: Chaudhuri et al. 1989, Detection of blood vessels in retinal images using two-dimensional matched filters,
    doi:10.1109/42.34715; scales and thresholds are ours.
    """
    field = find_field(image, WORKING_SIDE)
    strip = 2 * max(round(RIM * field.diameter), 2) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (strip, strip))
    inside = cv2.erode(field.inside.astype(np.uint8), kernel, borderValue=0) > 0
    if not inside.any():
        return Vessels(mask=Mask(pixels=np.zeros(image.pixels.shape[:2], np.bool_)), quality=0.0)
    flat = _flattened(field)
    response = _response(flat, field.diameter)
    scatter = 1.4826 * float(np.median(np.abs(response[inside] - np.median(response[inside]))))
    response = response / max(scatter, 1e-6)
    weak = (response > WEAK) & inside & _halfway_down(flat, field.diameter)
    found = _connected(weak, response > STRONG, SHORTEST * field.diameter)
    quality = float(np.clip(np.median(response[found]) / CLEAR, 0, 1)) if found.any() else 0.0
    large = cv2.resize(found.astype(np.float32), (image.width, image.height), interpolation=cv2.INTER_LINEAR)
    return Vessels(mask=Mask(pixels=np.ascontiguousarray(large >= 0.5)), quality=quality)


def _flattened(field: Field) -> Floats:
    """Green light against that around it, `(h, w)`: 0 as bright, -0.3 a third darker; what is brighter is cut."""
    green = cv2.GaussianBlur(field.rgb[..., 1].astype(np.float32), (0, 0), 0.7)
    share = field.inside.astype(np.float32)
    reach = AROUND * field.diameter
    weight = np.maximum(cv2.GaussianBlur(share, (0, 0), reach), 1e-3)
    for _ in range(ROUNDS):
        # Outside the field its own mean goes on, so that its edge is no line; bright spots and the disc are cut, so
        # that the retina beside them is not dark by comparison.
        ground = cv2.GaussianBlur(green * share, (0, 0), reach) / weight
        green = np.minimum(green, ground * (1 + BRIGHTER))
    flat = (green - ground) / np.maximum(ground, DIMMEST)
    return np.asarray(np.where(field.inside, flat, 0), np.float32)


def _halfway_down(flat: Floats, diameter: float) -> Bools:
    """Where a dark line is at least half as deep as its deepest place nearby: its full width at half its depth."""
    width = 2 * max(round(WIDEST * diameter / 2), 2) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    depth = cv2.morphologyEx(flat, cv2.MORPH_CLOSE, kernel) - flat
    return np.asarray(depth >= np.maximum(0.5 * cv2.dilate(depth, kernel), LEAST_DEPTH))


def _response(flat: Floats, diameter: float) -> Floats:
    """The best answer of all templates, `(h, w)`."""
    answers = [
        cv2.filter2D(flat, cv2.CV_32F, _template(max(width * diameter, 1.0), turn))
        for width in WIDTHS
        for turn in np.arange(DIRECTIONS) * np.pi / DIRECTIONS
    ]
    return np.asarray(np.max(answers, axis=0), np.float32)


def _template(sigma: float, turn: float) -> Floats:
    """A valley of unit norm and no mean, along a direction [rad]."""
    half = int(np.ceil(max(3 * sigma, LENGTH * sigma / 2)))
    rows, columns = np.mgrid[-half : half + 1, -half : half + 1]
    along = columns * np.cos(turn) + rows * np.sin(turn)
    across = -columns * np.sin(turn) + rows * np.cos(turn)
    belongs = (np.abs(along) <= LENGTH * sigma / 2) & (np.abs(across) <= 3 * sigma)
    valley = np.where(belongs, -np.exp(-(across**2) / (2 * sigma**2)), 0)
    valley[belongs] -= valley[belongs].mean()
    return np.asarray(valley / np.linalg.norm(valley), np.float32)


def _connected(weak: Bools, strong: Bools, shortest: float) -> Bools:
    """The weak pieces that hold something strong and reach far enough."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(weak.astype(np.uint8))
    reach = np.hypot(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    kept = np.zeros(count, np.bool_)
    kept[np.unique(labels[weak & strong])] = True
    kept &= reach >= shortest
    kept[0] = False
    return np.asarray(kept[labels])
