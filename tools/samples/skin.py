"""A drawn picture of a pigmented skin lesion whose outline is known exactly: for tests, figures and documentation.

It is no patient's skin and no measure of how a method does on photographs; it shows that the method does what it says.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.image import Image

__all__ = ["Lesion", "draw_lesion"]

Bools = NDArray[np.bool_]
SKINS = ((224, 176, 150), (205, 150, 120), (160, 112, 86), (110, 74, 56))
"""RGB, from light to dark. Chosen by eye, as everything here."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lesion:
    """A picture and its truth."""

    image: Image
    mask: Bools


def draw_lesion(
    *,
    side: int = 480,
    seed: int = 0,
    radius: float = 0.18,
    skin: int = 0,
    contrast: float = 0.5,
    hairs: int = 0,
    vignette: bool = False,
    noise: float = 4.0,
) -> Lesion:
    """Draw one lesion.

    Args:
        side: Columns [pixels]; there are three quarters as many rows.
        seed: Of everything that varies: outline, place, pigment, hair, grain.
        radius: Mean radius, as a share of the side.
        skin: Which skin, from 0 (light) to 3 (dark).
        contrast: Share of the light that the pigment takes away.
        hairs: Dark hairs across the picture.
        vignette: True for the black corners of a dermatoscope.
        noise: Standard deviation of the grain [levels].
    """
    rng = np.random.default_rng(seed)
    height = side * 3 // 4
    rows, columns = np.mgrid[0:height, 0:side].astype(np.float32)
    place = (side / 2 + side * rng.uniform(-0.06, 0.06), height / 2 + side * rng.uniform(-0.05, 0.05))
    mask = _outline(rng, (height, side), place, radius * side)
    picture = np.ones((height, side, 3), np.float32) * np.array(SKINS[skin], np.float32)
    picture *= (1 + 0.04 * _smooth(rng, (height, side), 0.05 * side))[..., None]
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 0.004 * side)
    pigment = contrast * (1 + 0.18 * _smooth(rng, (height, side), 0.03 * side)) * soft
    picture *= 1 - np.clip(pigment, 0, 0.95)[..., None] * np.array([0.75, 1.0, 1.1], np.float32)
    for _ in range(hairs):
        start, turn = rng.uniform(0, 1, 2) * (side, height), rng.uniform(0, np.pi)
        bend = rng.uniform(-0.4, 0.4)
        steps = np.linspace(-0.5, 0.5, 24) * side * rng.uniform(0.5, 1.1)
        hair = np.stack(
            [
                start[0] + steps * np.cos(turn + bend * steps / side),
                start[1] + steps * np.sin(turn + bend * steps / side),
            ],
            1,
        )
        width = max(round(side * rng.uniform(0.003, 0.006)), 1)
        cv2.polylines(picture, [np.rint(hair).astype(np.int32)], False, (38, 28, 24), width, cv2.LINE_AA)
    picture *= (1 + 0.15 * (columns / side - 0.5))[..., None]
    if vignette:
        reach = np.hypot(rows - height / 2, columns - side / 2) / (0.56 * side)
        picture *= (cv2.GaussianBlur((reach < 1).astype(np.float32), (0, 0), 0.01 * side))[..., None]
    picture += rng.normal(0, noise, picture.shape)
    return Lesion(image=Image(pixels=np.clip(picture, 0, 255).astype(np.uint8), modality="XC"), mask=mask)


def _outline(rng: np.random.Generator, shape: tuple[int, int], place: tuple[float, float], radius: float) -> Bools:
    turns = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    reach = np.ones_like(turns)
    for wave in range(2, 6):
        reach += rng.normal(0, 0.10 / wave**0.5) * np.cos(wave * turns + rng.uniform(0, 2 * np.pi))
    reach = np.clip(reach, 0.55, 1.45) * radius
    points = np.stack([place[0] + reach * np.cos(turns), place[1] + reach * np.sin(turns)], axis=1)
    canvas = np.zeros(shape, np.uint8)
    cv2.fillPoly(canvas, [np.rint(points).astype(np.int32)], 1)
    return canvas > 0


def _smooth(rng: np.random.Generator, shape: tuple[int, int], width: float) -> NDArray[np.float32]:
    """Unevenness of standard deviation 1."""
    found = cv2.GaussianBlur(rng.normal(0, 1, shape).astype(np.float32), (0, 0), width)
    return np.asarray(found / found.std(), np.float32)
