"""The optic disc on a colour fundus photograph: vessels closed, circle found by its edge, border traced around it."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.image import Image
from tools.region import Mask
from tools.segmentation.fundus import Field, find_field
from tools.segmentation.optic_cup import find_cup, vessels_on

__all__ = ["NerveHead", "find_nerve_head"]

WORKING_SIDE = 512
"""Longest side at which the disc is looked for [pixels]."""
RADII = (0.035, 0.13)
"""Of a disc, as a share of the field's diameter: a disc of 1.5 to 2.2 mm on a field of 30 to 50 degrees (some 0.29 mm a
degree) takes 0.05 to 0.13 of it as a radius; smaller for wider fields. Ours."""
VESSEL = 0.03
"""Widest vessel at the disc, as a share of the field's diameter; what is narrower and dark is closed. Ours."""
CANDIDATES = 24
"""Circles of the Hough transform that are compared; ours."""
SPOKES = 96
"""Directions in which the border is looked for; ours."""
ENOUGH = 0.5
"""Share of the border that must be free of vessels for a full quality; ours."""
REACH = (0.6, 1.5)
"""Where it is looked for, from and to, in radii of the circle; ours."""
BEND = 2
"""Most steps of radius from one spoke to the next, each a 48th of the reach; ours."""
GOOD_STEP = 22.0
"""Step of brightness across the border of a clearly drawn disc [levels]; quality runs from 0 to 1 below it. Ours."""
LEAST_STEP = 5.0
"""Step below which no disc is believed [levels]; ours."""
CUP_QUALITY = 0.5
"""The cup is a depth, and one picture shows its pallor only: its outline is never trusted more. Ours."""

Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NerveHead:
    """Disc and cup on the image; empty masks where they do not show."""

    disc: Mask
    cup: Mask
    disc_quality: float
    """How clear the border is all around [0-1]."""
    cup_quality: float
    """The same, at most a half."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Circle:
    column: float
    row: float
    radius: float
    contrast: float


def find_nerve_head(image: Image) -> NerveHead:
    """Find disc and cup.

    Args:
        image: A colour fundus photograph, see `tools.segmentation.fundus`.

    Source: Abdullah et al. 2016, doi:10.7717/peerj.2003 (vessels removed by morphology, disc by circular Hough
    transform); the border is traced here by the shortest path around instead of grow-cut.
    """
    field = find_field(image, WORKING_SIDE)
    closed = _without_vessels(field)
    circle = _best_circle(closed, field)
    empty = Mask(pixels=np.zeros(image.pixels.shape[:2], np.bool_))
    if circle is None or circle.contrast < LEAST_STEP:
        return NerveHead(disc=empty, cup=empty, disc_quality=0.0, cup_quality=0.0)
    light = cv2.GaussianBlur(field.rgb[..., 1].astype(np.float32), (0, 0), 1.0)
    hidden = vessels_on(light, circle.radius)
    border, steps = _traced(closed, hidden, circle)
    disc = _filled(border, closed.shape)
    quality = _clarity(steps)
    cup, cup_quality = find_cup(light, disc)
    return NerveHead(
        disc=_carried(disc, image),
        cup=_carried(cup, image),
        disc_quality=quality,
        cup_quality=min(cup_quality * quality, CUP_QUALITY),
    )


def _clarity(steps: NDArray[np.float64]) -> float:
    """How clearly the disc ends where its border is not hidden, and how much of it that is [0-1]."""
    if not steps.size:
        return 0.0
    clear = float(np.clip(steps / GOOD_STEP, 0, 1).mean() * np.clip(np.percentile(steps, 15) / LEAST_STEP, 0.3, 1))
    return clear * min(len(steps) / SPOKES / ENOUGH, 1.0)


def _without_vessels(field: Field) -> Floats:
    """Green and red light with the narrow dark lines closed, `(h, w)` [levels]."""
    light = field.rgb[..., 1].astype(np.float32) * 0.75 + field.rgb[..., 0].astype(np.float32) * 0.25
    # Grain would be lifted by the closing everywhere.
    smooth = cv2.GaussianBlur(cv2.medianBlur(np.rint(light).astype(np.uint8), 3), (0, 0), 1.0)
    width = 2 * max(round(VESSEL * field.diameter / 2), 2) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    closed = cv2.morphologyEx(smooth, cv2.MORPH_CLOSE, kernel)
    return np.asarray(cv2.GaussianBlur(closed, (0, 0), 1.5), np.float32)


def _best_circle(closed: Floats, field: Field) -> _Circle | None:
    """The circle that differs most from the ring around it, of those that the Hough transform proposes."""
    low, high = (max(share * field.diameter, 4.0) for share in RADII)
    flat = closed - cv2.GaussianBlur(closed, (0, 0), 0.2 * field.diameter)
    inside = cv2.erode(field.inside.astype(np.uint8), np.ones((9, 9), np.uint8), borderValue=0) > 0
    if not inside.any():
        return None
    floor, top = np.percentile(flat[inside], (2, 99.8))
    if top - floor < LEAST_STEP:
        return None
    stretched = np.where(inside, np.clip((flat - floor) / (top - floor), 0, 1), 0) * 255
    proposed = cv2.HoughCircles(
        stretched.astype(np.uint8),
        cv2.HOUGH_GRADIENT,
        dp=2,
        minDist=low,
        param1=60,
        param2=8,
        minRadius=int(low),
        maxRadius=int(np.ceil(high)),
    )
    if proposed is None:
        return None
    found = [_fitted(flat, inside, one, (low, high)) for one in proposed.reshape(-1, 3)[:CANDIDATES]]
    return max(found, key=lambda one: one.contrast * np.sqrt(one.radius), default=None)


def _fitted(flat: Floats, inside: Bools, proposed: NDArray[np.float32], limits: tuple[float, float]) -> _Circle:
    """Try other radii around a proposed centre: the transform is sure of the centre, less of the radius."""
    column, row = float(proposed[0]), float(proposed[1])
    best = _Circle(column=column, row=row, radius=float(proposed[2]), contrast=-np.inf)
    reach = 1.7 * limits[1] + 1
    top, left = max(int(row - reach), 0), max(int(column - reach), 0)
    window = np.s_[top : int(row + reach) + 1, left : int(column + reach) + 1]
    flat, inside = flat[window], inside[window]
    rows, columns = np.mgrid[top : top + flat.shape[0], left : left + flat.shape[1]]
    away = np.hypot(columns - column, rows - row)
    for radius in np.linspace(*limits, 16):
        core, ring = inside & (away <= 0.85 * radius), inside & (away > 1.15 * radius) & (away <= 1.7 * radius)
        # Half outside the field is no disc but its rim.
        if core.sum() < 0.5 * np.pi * (0.85 * radius) ** 2 or ring.sum() < core.sum() / 2:
            continue
        # A low quantile of the core: a bright spot alone does not fill a circle.
        contrast = float(np.percentile(flat[core], 25) - np.percentile(flat[ring], 75))
        if contrast * np.sqrt(radius) > best.contrast * np.sqrt(best.radius):
            best = _Circle(column=column, row=row, radius=float(radius), contrast=contrast)
    return best


def _traced(closed: Floats, hidden: Bools, circle: _Circle) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The closed path of the steepest fall of brightness: `(N, 2)` column and row; the falls that no vessel hides."""
    turns = np.linspace(0, 2 * np.pi, SPOKES, endpoint=False)
    radii = np.linspace(REACH[0] * circle.radius, REACH[1] * circle.radius, 49)
    columns = (circle.column + radii[None] * np.cos(turns)[:, None]).astype(np.float32)
    rows = (circle.row + radii[None] * np.sin(turns)[:, None]).astype(np.float32)
    light = cv2.remap(closed, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    span = 4
    falls = np.zeros(light.shape, np.float64)
    falls[:, span:-span] = light[:, : -2 * span] - light[:, 2 * span :]
    # The edge of a vessel is not that of the disc; between the spokes on either side the path goes straight on.
    blind = cv2.dilate(hidden.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(np.float32)
    seen = cv2.remap(blind, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) < 0.5
    falls *= seen
    # A disc is nearly round: far from the circle a fall must be steeper to count.
    score = falls - GOOD_STEP * 0.5 * np.abs(radii / circle.radius - 1)[None]
    path = _closed_path(score)
    chosen = radii[path]
    around = np.concatenate([chosen[-3:], chosen, chosen[:3]])
    smooth = np.convolve(around, np.array([1, 2, 3, 4, 3, 2, 1]) / 16, "valid")
    border = np.stack([circle.column + smooth * np.cos(turns), circle.row + smooth * np.sin(turns)], axis=1)
    spokes = np.arange(SPOKES)
    return border, np.maximum(falls[spokes, path], 0)[seen[spokes, path]]


def _closed_path(score: NDArray[np.float64]) -> NDArray[np.intp]:
    """The best radius for each spoke such that neighbours differ little, all around, by dynamic programming."""
    # Twice around: the first turn is a run-up, after which start and end agree.
    doubled = np.vstack([score, score])
    total, came = doubled[0].copy(), np.zeros(doubled.shape, np.intp)
    count = score.shape[1]
    for spoke in range(1, len(doubled)):
        padded = np.pad(total, BEND, constant_values=-np.inf)
        choices = np.stack([padded[shift : shift + count] for shift in range(2 * BEND + 1)])
        best = choices.argmax(axis=0)
        came[spoke] = np.arange(count) + best - BEND
        total = choices[best, np.arange(count)] + doubled[spoke]
    path = np.empty(len(doubled), np.intp)
    path[-1] = int(total.argmax())
    for spoke in range(len(doubled) - 1, 0, -1):
        path[spoke - 1] = came[spoke, path[spoke]]
    half = len(score) // 2
    middle = path[half : half + len(score)]
    return np.roll(middle, half)


def _filled(border: NDArray[np.float64], shape: tuple[int, ...]) -> Bools:
    canvas = np.zeros(shape, np.uint8)
    # Places count from corners of pixels, OpenCV's from centres; remap above takes centres as well.
    cv2.fillPoly(canvas, [np.rint(border * 16).astype(np.int32)], 1, cv2.LINE_8, 4)
    return canvas > 0


def _carried(working: Bools, image: Image) -> Mask:
    large = cv2.resize(working.astype(np.float32), (image.width, image.height), interpolation=cv2.INTER_LINEAR)
    return Mask(pixels=np.ascontiguousarray(large >= 0.5))
