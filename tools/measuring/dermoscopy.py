"""The ABCD rule of dermoscopy: asymmetry, border, colours and structures of a pigmented skin lesion."""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments

__all__ = ["Abcd", "Asymmetry", "abcd_of", "abrupt_segments", "asymmetry_of", "colours_of", "dermoscopy_score"]

WEIGHTS = (1.3, 0.1, 0.5, 0.5)
"""Of asymmetry, border, colours and structures in the total dermoscopy score. Source: Nachbar et al. 1994,
doi:10.1016/S0190-9622(94)70061-3, after Stolz et al. 1994."""
STRUCTURES = (1, 5)
"""Fewest and most of the five structural components (D), which are not recognised here. Source: the same."""
SUSPICIOUS, MALIGNANT = 4.75, 5.45
"""Score from which a lesion is suspicious, and above which melanoma is likely. Source: the same."""

SHAPE_LIMIT = 0.10
"""Share of the lesion that its mirror image leaves uncovered, from which an axis is asymmetric in shape; ours."""
COLOUR_LIMIT = 8.0
"""Mean CIELAB distance of mirrored places from which an axis is asymmetric in colour: some three just noticeable
differences (2.3, Mahy et al. 1994); ours."""
SEGMENTS = 8
"""Sectors of the border, each of which may end abruptly. Source: Nachbar et al. 1994."""
BAND = 0.04
"""Width of the bands inside and outside the border that are compared, as a share of the equivalent diameter; ours."""
ABRUPT = 0.5
"""Step of lightness across the border, as a share of the contrast of lesion and skin, that is an abrupt end; ours."""
LEAST_SHARE = 0.05
"""Share of the lesion's area from which a colour counts; ours."""
COLOURS = {
    "white": (255, 255, 255),
    "red": (204, 51, 51),
    "light brown": (153, 102, 0),
    "dark brown": (51, 0, 0),
    "blue-grey": (51, 153, 153),
    "black": (0, 0, 0),
}
"""The rule's six colours as RGB. Source of the values: Cavalcanti & Scharcanski 2011, Comput Med
Imaging Graph 35:481."""
LEAST_PIXELS = 64
"""Smallest lesion that is judged [pixels]; ours."""
WORKING_SIDE = 256
"""Longest side at which a lesion is judged [pixels]."""

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Risk = Literal["benign", "suspicious", "melanoma likely"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asymmetry:
    """Differences of the two halves about each principal axis, the long one first."""

    shape: tuple[float, float]
    """Share of the lesion that the mirror image leaves uncovered [0-1]."""
    colour: tuple[float, float]
    """Mean CIELAB distance of mirrored places."""

    @property
    def points(self) -> int:
        """Axes that are asymmetric in shape or colour (A) [0-2]."""
        return sum(
            shape > SHAPE_LIMIT or colour > COLOUR_LIMIT for shape, colour in zip(self.shape, self.colour, strict=True)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Abcd:
    """What pixels show of the rule; the structures (D) are left open."""

    asymmetry: Asymmetry
    border: int
    """Segments of eight that end abruptly (B) [0-8]."""
    colours: dict[str, float]
    """Share of each of the six colours that is there (C) [0-1]."""

    @property
    def range(self) -> tuple[float, float]:
        """Least and greatest total dermoscopy score, by one and by five structures."""
        a, b, c = self.asymmetry.points, self.border, len(self.colours)
        return dermoscopy_score(a, b, c, STRUCTURES[0]), dermoscopy_score(a, b, c, STRUCTURES[1])

    @property
    def risk(self) -> tuple[Risk, Risk]:
        """How the rule would read the least and the greatest score."""
        low, high = (_read(score) for score in self.range)
        return low, high


def dermoscopy_score(asymmetry: int, border: int, colours: int, structures: int) -> float:
    """Give the total dermoscopy score [1.0-8.9].

    Args:
        asymmetry: Asymmetric axes [0-2].
        border: Abrupt segments [0-8].
        colours: Colours [1-6].
        structures: Structural components [1-5].

    Raises:
        BadArguments: If one is out of its range.

    Source: Nachbar et al. 1994, doi:10.1016/S0190-9622(94)70061-3.
    """
    points = (asymmetry, border, colours, structures)
    if any(
        not low <= one <= high for one, (low, high) in zip(points, ((0, 2), (0, 8), (1, 6), STRUCTURES), strict=True)
    ):
        raise BadArguments(f"The ABCD rule takes 0-2, 0-8, 1-6 and 1-5 points, got {points!r}.")
    return round(sum(weight * one for weight, one in zip(WEIGHTS, points, strict=True)), 2)


def abcd_of(rgb: NDArray[np.uint8], mask: Bools) -> Abcd:
    """Judge a lesion.

    Args:
        rgb: `(H, W, 3)` picture.
        mask: `(H, W)` lesion, with skin around it on the picture.

    Returns:
        Asymmetry, border and colours.

    Raises:
        BadArguments: If the lesion is too small or there is no skin around it.
    """
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if np.count_nonzero(mask) < LEAST_PIXELS:
        raise BadArguments(f"A lesion of fewer than {LEAST_PIXELS} pixels cannot be judged; zoom does not add detail.")
    margin = max(len(rows), len(columns)) // 3 + 2
    part = (
        slice(max(rows[0] - margin, 0), rows[-1] + margin),
        slice(max(columns[0] - margin, 0), columns[-1] + margin),
    )
    rgb, mask = rgb[part], mask[part]
    scale = min(WORKING_SIDE / max(mask.shape), 1.0)
    if scale < 1:
        size = (max(round(mask.shape[1] * scale), 1), max(round(mask.shape[0] * scale), 1))
        rgb = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA))
        mask = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA) >= 0.5
    lab = cv2.cvtColor(np.ascontiguousarray(rgb).astype(np.float32) / 255, cv2.COLOR_RGB2LAB).astype(np.float64)
    return Abcd(
        asymmetry=asymmetry_of(lab, mask), border=abrupt_segments(lab[..., 0], mask), colours=colours_of(lab, mask)
    )


def asymmetry_of(lab: Floats, mask: Bools) -> Asymmetry:
    """Mirror a lesion `(H, W)` and its CIELAB colours `(H, W, 3)` about its two principal axes.

    Source: Stoecker et al. 1992, Comput Med Imaging Graph 16:191 (uncovered share about the principal axes).
    """
    places = np.argwhere(mask)[:, ::-1].astype(np.float64)
    middle = places.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov((places - middle).T))
    shapes, colours = [], []
    for axis in (axes[:, 1], axes[:, 0]):
        normal = np.array([-axis[1], axis[0]])
        mirrored = places - 2 * ((places - middle) @ normal)[:, None] * normal
        columns, rows = np.rint(mirrored).astype(int).T
        inside = (columns >= 0) & (rows >= 0) & (columns < mask.shape[1]) & (rows < mask.shape[0])
        inside[inside] = mask[rows[inside], columns[inside]]
        shapes.append(float(1 - inside.mean()))
        own = places[inside].astype(int)
        smooth = cv2.GaussianBlur(lab, (0, 0), 2.0)
        difference = smooth[own[:, 1], own[:, 0]] - smooth[rows[inside], columns[inside]]
        colours.append(float(np.linalg.norm(difference, axis=1).mean()) if inside.any() else 0.0)
    return Asymmetry(shape=(shapes[0], shapes[1]), colour=(colours[0], colours[1]))


def abrupt_segments(lightness: Floats, mask: Bools) -> int:
    """Count the eight sectors in which a lesion ends abruptly, by CIELAB lightness `(H, W)`."""
    width = max(BAND * 2 * np.sqrt(mask.sum() / np.pi), 1.5)
    inner = cv2.distanceTransform(np.pad(mask, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    outer = cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 5)
    inside, outside = mask & (inner <= width), ~mask & (outer <= width)
    skin = ~mask & (outer > 2 * width)
    if not skin.any():
        raise BadArguments("There is no skin around the lesion to compare it with; hand over a wider picture.")
    contrast = float(np.median(lightness[skin]) - np.median(lightness[mask]))
    rows, columns = np.indices(mask.shape)
    middle = np.argwhere(mask).mean(axis=0)
    turns = np.arctan2(rows - middle[0], columns - middle[1]) / (2 * np.pi) % 1
    sector = np.minimum((turns * SEGMENTS).astype(int), SEGMENTS - 1)
    abrupt = 0
    for number in range(SEGMENTS):
        near, far = inside & (sector == number), outside & (sector == number)
        if near.any() and far.any() and contrast > 0:
            abrupt += bool(lightness[far].mean() - lightness[near].mean() > ABRUPT * contrast)
    return abrupt


def colours_of(lab: Floats, mask: Bools) -> dict[str, float]:
    """Give the share of each of the six colours that is there, the nearest in CIELAB; white must outshine the skin."""
    swatches = np.array([list(COLOURS.values())], np.float32) / 255
    references = cv2.cvtColor(swatches, cv2.COLOR_RGB2LAB)[0].astype(np.float64)
    values = lab[mask]
    distances = np.linalg.norm(values[:, None] - references[None], axis=-1)
    skin = float(np.median(lab[..., 0][~mask])) if (~mask).any() else 100.0
    distances[values[:, 0] <= skin, 0] = np.inf
    shares = np.bincount(distances.argmin(axis=1), minlength=len(COLOURS)) / len(values)
    return {name: float(share) for name, share in zip(COLOURS, shares, strict=True) if share >= LEAST_SHARE}


def _read(score: float) -> Risk:
    if score < SUSPICIOUS:
        return "benign"
    return "suspicious" if score <= MALIGNANT else "melanoma likely"
