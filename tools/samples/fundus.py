"""A drawn fundus photograph whose disc, cup and vessels are known exactly: for tests, figures and documentation.

It is no patient's eye and no measure of how a method does on photographs; it shows that the method does what it says.
"""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.image import Image

__all__ = ["Fundus", "draw_fundus"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]

FIELD = 0.47
"""Radius of the field, as a share of the side."""
RETINA, DISC, CUP = (172, 82, 38), (232, 172, 108), (250, 222, 178)
"""RGB. Chosen by eye, as everything here."""
VESSEL_DEPTH = 0.45
"""Share of the green light that the widest vessel takes away."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fundus:
    """A picture and its truth."""

    image: Image
    disc: Bools
    cup: Bools
    vessels: Bools


def draw_fundus(
    *,
    side: int = 640,
    seed: int = 0,
    disc_radius: float = 0.07,
    cup_ratio: float = 0.5,
    noise: float = 4.0,
    contrast: float = 1.0,
    exudates: int = 0,
) -> Fundus:
    """Draw one eye.

    Args:
        side: Rows and columns [pixels].
        seed: Of everything that varies: place and tilt of the disc, course of the vessels, light, grain.
        disc_radius: Of the disc, as a share of the side.
        cup_ratio: Height of the cup over that of the disc [1].
        noise: Standard deviation of the grain [levels].
        contrast: Of the disc, 1 as usual; 0 leaves none.
        exudates: Small bright spots that are no disc.
    """
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:side, 0:side].astype(np.float32)
    middle = (side - 1) / 2
    away = np.hypot(rows - middle, columns - middle) / (FIELD * side)
    eye = 1 if rng.random() < 0.5 else -1
    place = (middle + eye * side * rng.uniform(0.16, 0.24), middle + side * rng.uniform(-0.05, 0.05))
    radii = (disc_radius * side * rng.uniform(0.9, 1.0), disc_radius * side)
    turn = float(rng.uniform(-15, 15))
    disc = _ellipse(side, place, radii, turn)
    cup = _ellipse(side, place, (radii[0] * cup_ratio, radii[1] * cup_ratio), turn)
    picture = np.ones((side, side, 3), np.float32) * np.array(RETINA, np.float32)
    picture *= _texture(rng, side)[..., None]
    fovea = np.exp(-(np.hypot(rows - middle, columns - (place[0] - eye * side * 0.32)) ** 2) / (2 * (0.05 * side) ** 2))
    picture *= (1 - 0.35 * fovea)[..., None]
    for mask, colour, edge in ((disc, DISC, 0.005), (cup, CUP, 0.012)):
        soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), edge * side)[..., None] * contrast
        picture = picture * (1 - soft) + np.array(colour, np.float32) * soft
    for _ in range(exudates):
        spot = tuple(int(one) for one in rng.uniform(0.3, 0.7, 2) * side)
        cv2.circle(picture, spot, int(rng.uniform(0.005, 0.014) * side), (236, 208, 120), -1, cv2.LINE_AA)
    vessels, darkness = _vessels(rng, side, place, eye, radii[1])
    picture *= 1 - darkness[..., None] * np.array([0.45, 1.0, 0.7], np.float32)
    light = (1 - 0.35 * away**2) * (1 + 0.12 * ((columns - middle) / side) * eye)
    picture *= np.clip(light, 0, None)[..., None]
    picture = cv2.GaussianBlur(picture, (0, 0), 0.0015 * side)
    picture[away > 1] = 3
    picture += rng.normal(0, noise, picture.shape)
    pixels = np.clip(picture, 0, 255).astype(np.uint8)
    return Fundus(image=Image(pixels=pixels, modality="OP"), disc=disc, cup=cup, vessels=vessels & (away < 1))


def _ellipse(side: int, place: tuple[float, float], radii: tuple[float, float], turn: float) -> Bools:
    canvas = np.zeros((side, side), np.uint8)
    shift = 4
    scaled = [round(one * 2**shift) for one in (*place, *radii)]
    cv2.ellipse(canvas, (scaled[0], scaled[1]), (scaled[2], scaled[3]), turn, 0, 360, 1, -1, cv2.LINE_8, shift)
    return canvas > 0


def _texture(rng: np.random.Generator, side: int) -> Floats:
    """Choroidal unevenness around 1."""
    grain = cv2.GaussianBlur(rng.normal(0, 1, (side, side)).astype(np.float32), (0, 0), 0.02 * side)
    return np.asarray(1 + 0.05 * grain / grain.std(), np.float32)


def _vessels(
    rng: np.random.Generator, side: int, place: tuple[float, float], eye: int, radius: float
) -> tuple[Bools, Floats]:
    """Arcades that leave the disc up and down and bend around the fovea, with branches."""
    marked, darkness = np.zeros((side, side), np.uint8), np.zeros((side, side), np.float32)
    for vertical in (-1, 1):
        for towards in (-1, -0.35, 1):
            width = side * rng.uniform(0.009, 0.013)
            # The trunks leave the cup on the side of the nose, away from the fovea.
            start = (
                np.array(place) + np.array([0.35 * eye, 0.25 * vertical]) * radius + rng.uniform(-0.2, 0.2, 2) * radius
            )
            path = _course(rng, start, np.array([-eye * towards, vertical]), side)
            _draw(marked, darkness, path, width, side)
            for at in rng.choice(np.arange(8, len(path) - 6), 3, replace=False):
                branch = _course(rng, path[at], rng.normal(0, 1, 2) + np.array([-eye * towards, vertical]), side, 0.5)
                _draw(marked, darkness, branch, width * 0.55, side)
    return marked > 0, darkness


def _course(
    rng: np.random.Generator, start: NDArray[np.float64], towards: NDArray[np.float64], side: int, length: float = 1.0
) -> NDArray[np.float64]:
    direction = towards / np.linalg.norm(towards)
    bend = rng.uniform(-0.03, 0.03)
    points = [start]
    for _ in range(int(28 * length)):
        turn = bend + rng.normal(0, 0.05)
        direction = np.array(
            [
                direction[0] * np.cos(turn) - direction[1] * np.sin(turn),
                direction[0] * np.sin(turn) + direction[1] * np.cos(turn),
            ]
        )
        points.append(points[-1] + direction * side * 0.018)
    return np.array(points)


def _draw(marked: NDArray[np.uint8], darkness: Floats, path: NDArray[np.float64], width: float, side: int) -> None:
    for piece, (start, end) in enumerate(pairwise(path)):
        # Tapers to half its width.
        thick = max(width * (1 - 0.5 * piece / len(path)), 1.5)
        ends = [tuple(round(float(one) * 16) for one in point) for point in (start, end)]
        cv2.line(marked, ends[0], ends[1], 1, max(round(thick), 1), cv2.LINE_8, 4)
        layer = np.zeros_like(darkness)
        cv2.line(
            layer, ends[0], ends[1], VESSEL_DEPTH * min(1.0, thick / (0.009 * side) + 0.2), max(round(thick), 1), 8, 4
        )
        np.maximum(darkness, layer, out=darkness)
