"""Tissues on a CT slice by their Hounsfield units."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.image import Image
from tools.region import Mask

__all__ = [
    "CT_UNIT",
    "LEAST_NOISE",
    "Head",
    "body_mask",
    "find_head",
    "hyperdense_foci",
    "tissue_mask",
    "tissue_shares",
]

CT_UNIT = "[hnsf'U]"

TISSUES: dict[str, tuple[float, float]] = {
    "air": (-2000.0, -950.0),
    "lung": (-950.0, -500.0),
    "fat": (-150.0, -30.0),
    "soft-tissue": (-30.0, 150.0),
    "bone": (300.0, 4000.0),
}
"""[HU]. Source: the table of radclass.mudr.org after Prokop 2003 and Buzug 2008 (air -1000, lung -850 to -910, fat -50
to -100, water 0, organs 20 to 65, bone from 700) and University of Vermont (lung -500, medullary bone 300); bounds lie
between them."""
BODY = -300.0
"""Half-way between fat and lung [HU]: what is denser and connected is the body."""
BRAIN = (15.0, 50.0)
"""Median of what a skull encloses [HU]: white matter 20-30, grey matter 37-45, with room for oedema. Same source."""
HYPERDENSE = (52.0, 100.0)
"""Acute blood among brain [HU]: haematoma measures up to 90, grey matter up to 45; above 100 it is calcification or
metal. Same source; the bounds leave the noise of a usual scan on either side."""
LEAST_FOCUS = 40.0
"""Smallest focus reported [mm², or pixels where no spacing is known]; smaller ones are noise and vessels."""
PARTIAL_VOLUME = 4.0
"""Rim inside the skull left out [mm, or pixels]: bone blurs into brain there. Thin extra-axial blood is missed."""
LEAST_NOISE = 0.5
"""Difference of neighbouring pixels [HU] below which a slice was compressed with loss: no scanner is so quiet."""
SKULL_INSIDE = 0.5
"""Least share of the body that a skull encloses on a slice through the brain."""

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Head:
    """A slice through skull and brain."""

    inside: Bools
    """`(H, W)`, what the skull encloses, without its rim."""
    median: float
    """Its median [HU]."""
    noise: float
    """Median difference of neighbouring pixels [HU]."""


def _largest(mask: Bools) -> Bools:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count < 2:
        return mask
    return np.asarray(labels == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax()))


def _filled(mask: Bools) -> Bools:
    """Fill what a mask encloses."""
    padded = np.pad(mask.astype(np.uint8), 1)
    cv2.floodFill(padded, None, (0, 0), 2)
    return np.asarray(padded[1:-1, 1:-1] != 2)


def body_mask(image: Image) -> Mask:
    """Find the body: the largest connected part denser than fat's neighbour air, filled."""
    dense = cv2.morphologyEx((image.pixels > BODY).astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)) > 0
    return Mask(pixels=_filled(_largest(dense)))


def tissue_mask(image: Image, tissue: str) -> Mask:
    """Mark a tissue inside the body by its range of Hounsfield units."""
    low, high = TISSUES[tissue]
    body = body_mask(image).pixels
    marked = (image.pixels >= low) & (image.pixels < high) & body
    if tissue == "lung":
        # Skin folds and bowel edges pass through the range too, in thin rims that an opening removes.
        opened = cv2.morphologyEx(marked.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        marked = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)) > 0
    return Mask(pixels=np.asarray(marked, np.bool_))


def tissue_shares(image: Image) -> dict[str, float]:
    """Give the share of the body in each tissue's range [0-1]."""
    body = body_mask(image).pixels
    values = image.pixels[body]
    if values.size == 0:
        return dict.fromkeys(TISSUES, 0.0)
    return {name: float(((values >= low) & (values < high)).mean()) for name, (low, high) in TISSUES.items()}


def find_head(image: Image) -> Head | None:
    """Recognise a slice through the brain: a closed ring of bone around values of brain."""
    body = body_mask(image).pixels
    bone = cv2.morphologyEx(
        ((image.pixels >= TISSUES["bone"][0]) & body).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)
    )
    ring = _largest(bone > 0)
    inside = _filled(ring) & ~ring
    if not body.any() or inside.sum() < SKULL_INSIDE * body.sum():
        return None
    across = 1.0 if image.spacing is None else (image.spacing.row * image.spacing.column) ** 0.5
    rim = 2 * max(round(PARTIAL_VOLUME / across), 1) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (rim, rim))
    core = cv2.erode(inside.astype(np.uint8), kernel) > 0
    if not core.any():
        return None
    median = float(np.median(image.pixels[core]))
    steps = np.abs(np.diff(image.pixels.astype(np.float32), axis=1))[core[:, 1:]]
    noise = float(np.median(steps)) if steps.size else 0.0
    return Head(inside=core, median=median, noise=noise) if BRAIN[0] <= median <= BRAIN[1] else None


def hyperdense_foci(image: Image, head: Head) -> tuple[Mask, ...]:
    """Find parts of the brain as dense as acute blood, largest first."""
    # A small Gaussian halves the noise of a usual scan (about 5 HU), so that single pixels do not count.
    smooth = cv2.GaussianBlur(image.pixels.astype(np.float32), (0, 0), 1.2)
    dense = (smooth >= HYPERDENSE[0]) & (smooth <= HYPERDENSE[1]) & head.inside
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dense.astype(np.uint8))
    pixel = 1.0 if image.spacing is None else image.spacing.row * image.spacing.column
    areas = [(float(stats[label, cv2.CC_STAT_AREA]) * pixel, label) for label in range(1, count)]
    return tuple(Mask(pixels=labels == label) for area, label in sorted(areas, reverse=True) if area >= LEAST_FOCUS)
