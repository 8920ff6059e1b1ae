"""Opaque parts of the lung fields on a frontal chest film, zone by zone, against the film's own soft tissue."""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.segmentation.film import Film

__all__ = ["Opacity", "Zone", "find_opacities"]

OPAQUE = 0.5
"""Level from which lung counts as opaque: nearer to the heart's brightness (1) than to the clearest lung's (0)."""
DOUBTFUL = 0.42
"""Level from which a zone is doubtful; breast shadow and the base's larger vessels reach it. Ours."""
ASYMMETRY = 0.22
"""A zone this much brighter than its counterpart is at least doubtful: the two lungs attenuate alike. Ours."""
SHALLOW = 0.42
"""Clearest lung over heart brightness from which there is no clear lung on the film to compare with. Ours."""
CLEAREST = 5.0
"""Percentile of the fields' brightness taken for clear lung; below it lie air in the trachea's edge and artefacts."""
MARGIN = (9, 21)
"""Rows and columns of the border left out [working pixels, both sides together]: great vessels and tangential ribs."""
SMOOTHING = 3.0
"""Standard deviation of the smoothing before components are drawn [working pixels], a rib's width."""
LEAST_SHARE = 0.03
"""Smallest component reported, as a share of its field; smaller ones are vessels and crossings of ribs."""

ZoneName = Literal["upper", "middle", "lower"]
ZONES: tuple[ZoneName, ...] = ("upper", "middle", "lower")


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A third of one lung field."""

    name: ZoneName
    side: Literal["left", "right"]
    """Side of the patient."""
    level: float
    """Median brightness: 0 as the clearest lung of the film, 1 as its heart."""
    box: tuple[int, int, int, int]
    """Left, top, right, bottom of this part of the field [working pixels]; empty where the heart covers it."""
    asymmetry: float
    """Level minus that of the other side."""

    @property
    def state(self) -> Literal["opaque", "doubtful", "clear"]:
        """What the level says."""
        if self.level >= OPAQUE:
            return "opaque"
        return "doubtful" if self.level >= DOUBTFUL or self.asymmetry >= ASYMMETRY else "clear"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Opacity:
    """Opaque parts of both lungs."""

    zones: tuple[Zone, ...]
    """Six zones: upper, middle, lower; right first."""
    mask: NDArray[np.bool_]
    """`(h, w)`, opaque parts large enough to report [working pixels]."""
    boxes: tuple[tuple[Literal["left", "right"], tuple[int, int, int, int]], ...]
    """Side of the patient and box of each part, largest first: left, top, right, bottom [working pixels]."""
    clear: float
    """Brightness of the clearest lung [0-1]."""
    lung: float
    """Median brightness of the darker lung [0-1]."""
    soft: float
    """Median brightness of the heart, which stands for soft tissue [0-1]."""
    shallow: bool
    """True where even the clearest lung is nearly as bright as the heart: diffuse opacity, or a flat exposure."""


def find_opacities(
    film: Film, fields: tuple[NDArray[np.bool_], NDArray[np.bool_]], heart: NDArray[np.bool_]
) -> Opacity:
    """Compare the lung fields with the film's own references.

    Args:
        film: The prepared film.
        fields: Right and left lung field of the patient, `(h, w)` each [working pixels].
        heart: Heart shadow, `(h, w)` [working pixels].

    Returns:
        Zones, opaque parts and whether there is clear lung to compare with.
    """
    kernel = np.ones(MARGIN, np.uint8)
    hidden = cv2.dilate(heart.astype(np.uint8), np.ones((MARGIN[0], MARGIN[0]), np.uint8)) > 0
    right, left = (cv2.erode(field.astype(np.uint8), kernel) > 0 for field in fields)
    cores = (right & ~hidden, left & ~hidden)
    both = cores[0] | cores[1]
    if not both.any() or not heart.any():
        return Opacity(zones=(), mask=np.zeros_like(heart), boxes=(), clear=0.0, lung=0.0, soft=0.0, shallow=True)
    bright = float(np.median(film.grey[heart]))
    clear = float(np.percentile(film.grey[both], CLEAREST))
    level = (film.grey - clear) / max(bright - clear, 0.05)
    mask, boxes = _components(level, cores)
    return Opacity(
        zones=_zones(level, fields, cores),
        mask=mask,
        boxes=boxes,
        clear=clear,
        lung=float(np.min([np.median(film.grey[core]) for core in cores if core.any()])),
        soft=bright,
        shallow=clear >= SHALLOW * bright,
    )


def _zones(
    level: NDArray[np.float32],
    fields: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    cores: tuple[NDArray[np.bool_], NDArray[np.bool_]],
) -> tuple[Zone, ...]:
    """Take the median level of each third of each field."""
    rows = np.flatnonzero((fields[0] | fields[1]).any(axis=1))
    edges = np.linspace(rows[0], rows[-1] + 1, len(ZONES) + 1).round().astype(int)
    zones: list[Zone] = []
    for name, top, bottom in zip(ZONES, edges[:-1], edges[1:], strict=True):
        values = [level[top:bottom][core[top:bottom]] for core in cores]
        # A heart that covers a whole zone leaves nothing to judge there.
        medians = [float(np.median(one)) if one.size else 0.0 for one in values]
        boxes = [_extent(core, int(top), int(bottom)) for core in cores]
        zones.append(Zone(name=name, side="right", level=medians[0], box=boxes[0], asymmetry=medians[0] - medians[1]))
        zones.append(Zone(name=name, side="left", level=medians[1], box=boxes[1], asymmetry=medians[1] - medians[0]))
    return tuple(zones)


def _extent(core: NDArray[np.bool_], top: int, bottom: int) -> tuple[int, int, int, int]:
    """Box what lies between two rows."""
    rows, columns = np.nonzero(core[top:bottom])
    if rows.size == 0:
        return 0, top, 0, top
    return int(columns.min()), top + int(rows.min()), int(columns.max()) + 1, top + int(rows.max()) + 1


def _components(
    level: NDArray[np.float32], cores: tuple[NDArray[np.bool_], NDArray[np.bool_]]
) -> tuple[NDArray[np.bool_], tuple[tuple[Literal["left", "right"], tuple[int, int, int, int]], ...]]:
    """Draw the connected opaque parts of each field."""
    smooth = cv2.GaussianBlur(level, (0, 0), SMOOTHING)
    mask = np.zeros(level.shape, np.bool_)
    found: list[tuple[int, Literal["left", "right"], tuple[int, int, int, int]]] = []
    sides: tuple[Literal["left", "right"], ...] = ("right", "left")
    for side, core in zip(sides, cores, strict=True):
        count, labels, stats, _ = cv2.connectedComponentsWithStats(((smooth >= OPAQUE) & core).astype(np.uint8))
        for label in range(1, count):
            left, top, width, height, area = (int(one) for one in stats[label])
            if area >= LEAST_SHARE * np.count_nonzero(core):
                mask |= labels == label
                found.append((area, side, (left, top, left + width, top + height)))
    found.sort(key=lambda one: (-one[0], one[2]))
    return mask, tuple((side, box) for _, side, box in found)
