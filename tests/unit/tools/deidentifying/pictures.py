"""Synthetic pictures with text written into them, and where its ink is."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX)
WORDS = ("QUOKKAVICH Z", "DOE^JANE 1954", "MRN 4711081", "1961-02-03", "Dr. Okafor", "General Hospital")


class Written(NamedTuple):
    """A picture with text."""

    pixels: NDArray[np.uint8]
    """`(H, W)`."""
    ink: NDArray[np.bool_]
    """`(H, W)`, the core of the strokes."""


def ground(kind: str, seed: int, height: int = 256, width: int = 384) -> NDArray[np.float32]:
    """A picture without text: `plain`, `ramp`, `film` (soft shadows and noise) or `fan` (speckle on black)."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    if kind == "plain":
        return np.full((height, width), random.integers(0, 40), np.float32)
    if kind == "ramp":
        return np.clip(columns / width * 180 + random.normal(0, 1, (height, width)), 0, 255).astype(np.float32)
    if kind == "film":
        shadow = np.full((height, width), 120, np.float32)
        for _ in range(12):
            across, down, size = random.uniform(0, width), random.uniform(0, height), random.uniform(30, 150)
            shadow += random.uniform(-50, 60) * np.exp(-((columns - across) ** 2 + (rows - down) ** 2) / (2 * size**2))
        return np.clip(shadow + random.normal(0, 3, (height, width)), 0, 230).astype(np.float32)
    reach, angle = np.hypot(columns - width / 2, rows + 40), np.arctan2(columns - width / 2, rows + 40)
    speckle = cv2.GaussianBlur(random.rayleigh(1, (height, width)).astype(np.float32), (0, 0), 1.6)
    inside = (reach > 80) & (reach < height) & (np.abs(angle) < 0.6)
    return np.where(inside, np.clip(speckle / speckle.mean() * 60, 0, 200), 0).astype(np.float32)


def write(
    picture: NDArray[np.float32],
    text: str,
    *,
    height: float,
    angle: float = 0,
    font: int = FONTS[0],
    value: float = 255,
) -> Written:
    """Write text into the middle of a picture.

    Args:
        picture: `(H, W)`.
        text: What to write.
        height: Of a capital letter [pixels].
        angle: Counter-clockwise [degrees].
        font: One of OpenCV's.
        value: Grey level of the text.
    """
    rows, columns = picture.shape
    (_, tall), _ = cv2.getTextSize(text, font, 1, 1)
    thickness = max(1, round(height / 11))
    (wide, _), _ = cv2.getTextSize(text, font, height / tall, thickness)
    drawn = np.zeros((rows, columns), np.uint8)
    place = (round(columns / 2 - wide / 2), round(rows / 2 + height / 2))
    cv2.putText(drawn, text, place, font, height / tall, 255, thickness, cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), angle, 1)
    drawn = np.asarray(cv2.warpAffine(drawn, turn, (columns, rows)), np.uint8)
    share = drawn.astype(np.float32) / 255
    return Written(np.clip(picture * (1 - share) + value * share, 0, 255).astype(np.uint8), drawn > 200)
