"""Whether an image is a colour fundus photograph, and where its round field lies."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.image import Image

__all__ = ["FUNDUS_MODALITIES", "Field", "FundusJudgement", "find_field", "judge_fundus"]

FUNDUS_MODALITIES = ("OP", "XC", "OT", "SC")
"""DICOM modalities under which a fundus photograph, or a picture of one, may be filed."""
DARK = 24
"""Brightest channel below which a pixel is taken to lie outside the field [levels]; ours."""
GREEN_TO_RED, BLUE_TO_RED = (0.20, 0.28, 0.58, 0.68), (0.0, 0.02, 0.40, 0.52)
"""Share of green and of blue light in the red of a retina: none below the first and above the last, certain between the
inner two. The retina reflects red; skin lies above, tissue sections have more blue. Ours, from no photographs."""
ROUND = (0.80, 0.94)
"""Overlap of the field with the circle around it, cut to the image, from no field to a clear one; ours."""
LEAST_FIELD = 0.3
"""Smallest share of the image that a field takes; ours."""
NO_FRAME = 0.75
"""Certainty of the shape where the field fills the image, so that no circle shows; ours."""
SURE = 0.6
"""Certainty from which an image is taken for a fundus photograph; ours."""

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """A picture of the retina at working size."""

    rgb: NDArray[np.uint8]
    """`(h, w, 3)`."""
    inside: Bools
    """`(h, w)`, where the retina is."""

    @property
    def diameter(self) -> float:
        """Of the circle of the same area [working pixels]."""
        return float(2 * np.sqrt(self.inside.sum() / np.pi))


@dataclass(frozen=True, slots=True, kw_only=True)
class FundusJudgement:
    """The judgement with its reasons."""

    certainty: float
    """That it is a colour fundus photograph [0-1]; a rule's own estimate."""
    basis: str
    """Why, in one sentence."""

    @property
    def is_fundus(self) -> bool:
        """True where the rules for fundus photographs may be used."""
        return self.certainty >= SURE


def find_field(image: Image, side: int) -> Field:
    """Find the retina on a picture.

    Args:
        image: In colour.
        side: Longest side of the working size [pixels].
    """
    scale = min(side / max(image.width, image.height), 1.0)
    size = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
    rgb = np.asarray(cv2.resize(image.pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    bright = (cv2.medianBlur(rgb, 5).max(axis=-1) >= DARK).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(bright)
    if count < 2:
        return Field(rgb=rgb, inside=np.zeros(bright.shape, np.bool_))
    largest = np.pad((labels == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())).astype(np.uint8), 1)
    cv2.floodFill(largest, None, (0, 0), 2)
    return Field(rgb=rgb, inside=np.asarray(largest[1:-1, 1:-1] != 2))


def judge_fundus(image: Image) -> FundusJudgement:
    """Judge whether an image is a colour fundus photograph, by its colours and the shape of its field."""
    if not image.is_colour:
        return FundusJudgement(certainty=0.0, basis="It is grey.")
    if image.modality not in FUNDUS_MODALITIES:
        return FundusJudgement(certainty=0.0, basis=f"Its modality is {image.modality}.")
    field = find_field(image, 256)
    if field.inside.mean() < LEAST_FIELD:
        return FundusJudgement(certainty=0.0, basis="It has no field of retina.")
    red, green, blue = (float(np.median(field.rgb[..., channel][field.inside])) for channel in range(3))
    colours = (_within(green / max(red, 1.0), GREEN_TO_RED), _within(blue / max(red, 1.0), BLUE_TO_RED))
    shape = _roundness(field.inside)
    clues = {"green to red": colours[0], "blue to red": colours[1], "round field": shape}
    certainty = float(np.prod(list(clues.values())) ** (1 / 2))
    listed = ", ".join(f"{name} {value:.2f}" for name, value in clues.items())
    return FundusJudgement(certainty=min(certainty, 1.0), basis=f"Judged from the pixels: {listed}.")


def _within(value: float, limits: tuple[float, float, float, float]) -> float:
    return float(np.interp(value, limits, (0.0, 1.0, 1.0, 0.0)))


def _roundness(inside: Bools) -> float:
    """How well the field agrees with the circle around it, as far as that lies on the image [0-1]."""
    if inside.mean() > 0.985:
        return NO_FRAME
    points = np.argwhere(inside)[:, ::-1].astype(np.float32)
    hull = cv2.convexHull(points)
    (column, row), radius = cv2.minEnclosingCircle(hull)
    rows, columns = np.mgrid[0 : inside.shape[0], 0 : inside.shape[1]]
    circle = np.hypot(columns - column, rows - row) <= radius
    overlap = (inside & circle).sum() / max((inside | circle).sum(), 1)
    return float(np.interp(overlap, ROUND, (0.0, 1.0)))
