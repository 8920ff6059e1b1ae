"""Draw organ shapes given in millimetres on a pixel grid, and turn them into thickness along the beam."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["FIELD_MM", "Canvas", "Curve", "Map", "smooth_curve"]

Map: TypeAlias = NDArray[np.float32]
"""`(H, W)` float32."""

Curve: TypeAlias = NDArray[np.float64]
"""`(N, 2)` float64: x [mm, image right = patient's left, 0 in the midline], y [mm, downwards, 0 at the top edge]."""

FIELD_MM = 318.0
"""Side of the exposed square [mm]: the common 35 cm detector, collimated to the chest."""

_SUBPIXEL_BITS = 4
"""Fractional bits of the coordinates handed to OpenCV."""


def smooth_curve(points: Sequence[tuple[float, float]], *, closed: bool = True, per_piece: int = 16) -> Curve:
    """Catmull-Rom spline through points [mm].

    Source: Catmull & Rom 1974, uniform knots: cubics whose tangents are half the chord of the neighbouring points.
    """
    knots = np.asarray(points, dtype=np.float64)
    before, after = (np.roll(knots, 1, 0), np.roll(knots, -1, 0)) if closed else (knots, knots)
    if not closed:
        before, after = np.vstack([knots[:1], knots[:-1]]), np.vstack([knots[1:], knots[-1:]])
    tangents = (after - before) / 2
    pieces = len(knots) if closed else len(knots) - 1
    t = np.linspace(0, 1, per_piece, endpoint=False)[:, None]
    curve = []
    for one in range(pieces):
        two = (one + 1) % len(knots)
        start, end = knots[one], knots[two]
        curve.append(
            (2 * t**3 - 3 * t**2 + 1) * start
            + (t**3 - 2 * t**2 + t) * tangents[one]
            + (3 * t**2 - 2 * t**3) * end
            + (t**3 - t**2) * tangents[two]
        )
    return np.vstack(curve if closed else [*curve, knots[-1:]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """A square pixel grid over the detector."""

    size: int
    """Pixels along one side."""

    @property
    def scale(self) -> float:
        """Pixels per millimetre."""
        return self.size / FIELD_MM

    def grid(self) -> tuple[Map, Map]:
        """X and y of every pixel centre [mm], each `(H, W)`."""
        axis = ((np.arange(self.size) + 0.5) / self.scale).astype(np.float32)
        x, y = np.meshgrid(axis - np.float32(FIELD_MM / 2), axis)
        return x, y

    def _pixels(self, curve: Curve) -> NDArray[np.int32]:
        moved = (curve + np.array([FIELD_MM / 2, 0.0])) * self.scale - 0.5
        return np.asarray(np.rint(moved * 2**_SUBPIXEL_BITS), np.int32)

    def filled(self, curve: Curve) -> NDArray[np.bool_]:
        """The pixels inside a closed curve."""
        plane = np.zeros((self.size, self.size), np.uint8)
        cv2.fillPoly(plane, [self._pixels(curve)], 1, shift=_SUBPIXEL_BITS)
        return plane.astype(np.bool_)

    def blurred(self, values: Map, sigma_mm: float) -> Map:
        """Gaussian blur; wide ones at a quarter of the resolution."""
        sigma = sigma_mm * self.scale
        if sigma < 8:
            return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma), np.float32)
        small = cv2.resize(values, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        soft = cv2.GaussianBlur(small, (0, 0), sigma / 4)
        return np.asarray(cv2.resize(soft, (self.size, self.size), interpolation=cv2.INTER_LINEAR), np.float32)

    def rounded(self, mask: NDArray[np.bool_], rim_mm: float) -> Map:
        """Relative thickness [0-1] of a body with rounded rims: an elliptic rise over `rim_mm` from the border."""
        depth = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        rise = np.clip(np.asarray(depth, np.float32) / np.float32(rim_mm * self.scale), 0, 1)
        return np.asarray(np.sqrt(1 - (1 - rise) ** 2), np.float32)

    def distance_to(self, curve: Curve) -> Map:
        """Distance of every pixel to an open curve [mm]."""
        plane = np.full((self.size, self.size), 255, np.uint8)
        cv2.polylines(plane, [self._pixels(curve)], False, 0, 1, cv2.LINE_8, _SUBPIXEL_BITS)
        found = cv2.distanceTransform(plane, cv2.DIST_L2, cv2.DIST_MASK_5)
        return np.asarray(found, np.float32) / np.float32(self.scale)

    def bone(self, curve: Curve, radius_mm: float, cortex: float = 0.3) -> Map:
        """Dense bone along the beam [cm] of a round hollow bone along a curve.

        Args:
            curve: Its axis [mm].
            radius_mm: Outer radius [mm].
            cortex: Share of the radius that is dense; the marrow counts a third.
        """
        distance = self.distance_to(curve)
        outer = np.sqrt(np.clip(radius_mm**2 - distance**2, 0, None))
        inner = np.sqrt(np.clip((radius_mm * (1 - cortex)) ** 2 - distance**2, 0, None))
        return np.asarray(2 * (outer - inner * np.float32(2 / 3)) / 10, np.float32)

    def tubes(self, pieces: Sequence[tuple[Curve, float]]) -> Map:
        """Thickness along the beam [cm] of many thin round tubes, each a curve [mm] and a diameter [mm]."""
        total = np.zeros((self.size, self.size), np.float32)
        for wanted in sorted({round(diameter, 1) for _, diameter in pieces}):
            plane = np.zeros((self.size, self.size), np.uint8)
            curves = [self._pixels(curve) for curve, diameter in pieces if round(diameter, 1) == wanted]
            width = max(1, round(wanted * self.scale))
            cv2.polylines(plane, curves, False, 255, width, cv2.LINE_AA, _SUBPIXEL_BITS)
            profile = self.blurred(plane.astype(np.float32) / np.float32(255), max(wanted * 0.22, 0.25))
            # The mean chord of a circle is pi / 4 of its diameter.
            total += profile * np.float32(wanted / 10 * np.pi / 4)
        return total

    def clouds(self, rng: np.random.Generator, grain_mm: float) -> Map:
        """Smooth noise of mean 0 and deviation 1, with structures of about `grain_mm`."""
        cells = max(4, round(FIELD_MM / grain_mm))
        coarse = rng.standard_normal((cells, cells)).astype(np.float32)
        found = np.asarray(cv2.resize(coarse, (self.size, self.size), interpolation=cv2.INTER_CUBIC), np.float32)
        return np.asarray((found - found.mean()) / found.std(), np.float32)
