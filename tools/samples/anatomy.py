"""Shapes of a chest seen from the front, in millimetres on the detector.

Proportions follow textbook norms of an adult's frontal film taken from behind: the right dome of the diaphragm stands
one to two centimetres higher, the heart reaches a third to the right and two thirds to the left, the carina lies at the
fifth thoracic vertebra, and ten posterior ribs are seen over the lungs. The curves are drawn for this project.
"""

from typing import NamedTuple

import numpy as np

from tools.samples.drawing import Curve, smooth_curve

__all__ = ["Frame", "airways", "body", "clavicles", "heart", "lung", "ribs", "vessels"]

_RIBS = 10
"""Pairs of ribs that show above the diaphragm."""


class Frame(NamedTuple):
    """What varies from one synthetic person to the next."""

    width: float
    """Relative width of the thorax, about 1."""
    heart: float
    """Relative width of the heart; 1 gives a cardiothoracic ratio of about 0.45."""
    tilt: float
    """Side bend [mm over the height of the film]."""


def _placed(curve: Curve, frame: Frame) -> Curve:
    moved = curve.copy()
    moved[:, 0] = moved[:, 0] * frame.width + frame.tilt * (moved[:, 1] / 350 - 0.5)
    return moved


def body(frame: Frame) -> Curve:
    """Outline of neck, shoulders and trunk."""
    right = [(-52, -30), (-54, 8), (-64, 26), (-100, 40), (-140, 50), (-172, 64), (-200, 90), (-205, 150)]
    lower = [(-178, 176), (-163, 200), (-160, 250), (-160, 300), (-158, 380)]
    half = [*right, *lower]
    return _placed(smooth_curve([*half, *[(-x, y) for x, y in reversed(half)]]), frame)


_RIGHT_LUNG = [
    (-46, 44), (-66, 52), (-84, 74), (-101, 108), (-115, 148), (-124, 192), (-128, 232), (-127, 262),
    (-122, 267), (-112, 250), (-95, 236), (-74, 229), (-52, 232), (-33, 241), (-16, 250),
    (-10, 225), (-10, 180), (-12, 140), (-16, 100), (-24, 66),
]  # fmt: skip
_LEFT_LUNG = [
    (47, 44), (67, 52), (85, 74), (102, 108), (116, 148), (125, 194), (129, 240), (128, 272),
    (123, 277), (113, 261), (97, 248), (77, 242), (55, 245), (36, 252), (16, 258),
    (10, 230), (10, 180), (12, 140), (17, 100), (25, 66),
]  # fmt: skip


def lung(side: str, frame: Frame) -> Curve:
    """Outline of a lung down to the diaphragm; its medial part lies behind heart and mediastinum.

    Args:
        side: `right` or `left` of the patient.
        frame: The person.
    """
    return _placed(smooth_curve(_RIGHT_LUNG if side == "right" else _LEFT_LUNG), frame)


def heart(frame: Frame) -> Curve:
    """Outline of the heart with the aortic knob and the great vessels up to the neck."""
    right = [(-22, 40), (-24, 80), (-26, 112), (-25, 138), (-31, 158), (-39, 180), (-43, 204), (-40, 228), (-28, 248)]
    bottom = [(0, 260), (32, 267), (60, 264)]
    left = [
        (77, 254),
        (83, 240),
        (81, 222),
        (73, 202),
        (62, 183),
        (50, 166),
        (42, 152),
        (36, 140),
        (31, 130),
        (37, 119),
        (36, 106),
        (25, 95),
    ]
    curve = smooth_curve([*right, *bottom, *left, (22, 70), (20, 40)])
    # Only the heart grows with its size; the vessels above y = 150 mm keep theirs.
    growth = _ramp((curve[:, 1] - 128) / 90) * (frame.heart - 1)
    curve[:, 0] *= 1 + growth
    return _placed(curve, frame)


def _ramp(t: Curve) -> Curve:
    """Smooth step from 0 to 1."""
    t = np.clip(t, 0, 1)
    return t * t * (3 - 2 * t)


def ribs(frame: Frame) -> list[tuple[Curve, float, bool]]:
    """Axis [mm], radius [mm] and whether it lies in front, of every rib on both sides.

    A rib is an arc around the chest that falls from the spine to the breastbone: about 25 mm to its most lateral point,
    and 55 mm more in front.
    """
    found = []
    for index in range(_RIBS):
        top = 47 + 20.0 * index
        half = np.interp(index, [0, 1, 2, 4, 7, 9], [56, 82, 100, 118, 133, 137])
        fall = np.interp(index, [0, 3, 10], [12, 30, 50])
        for sign in (-1.0, 1.0):
            angle = np.radians(np.linspace(3, 92, 40))
            hump = -11 * np.sin(2 * angle) * np.clip(angle / 0.9, 0, 1)
            posterior = np.column_stack([sign * half * np.sin(angle), top + fall * (1 - np.cos(angle)) + hump])
            found.append((_placed(posterior, frame), 5.6 if index else 5.0, False))
            angle = np.radians(np.linspace(88, np.interp(index, [0, 9], [152, 128]), 34))
            drop = np.interp(index, [0, 3, 10], [30, 56, 62]) * (1 - np.sin(angle)) * 1.5
            anterior = np.column_stack([sign * half * np.sin(angle), top + fall + drop])
            if index < _RIBS - 2:
                found.append((_placed(anterior, frame), 6.2, True))
    return found


def clavicles(frame: Frame) -> list[Curve]:
    """Axes of both collar bones."""
    right = [(-13, 76), (-34, 70), (-60, 67), (-88, 58), (-116, 46), (-142, 44)]
    both = ([(sign * -x, y) for x, y in right] for sign in (-1, 1))
    return [_placed(smooth_curve(points, closed=False), frame) for points in both]


def airways(frame: Frame) -> list[tuple[Curve, float]]:
    """Windpipe and main bronchi: axis and diameter [mm]."""
    trachea = smooth_curve([(0, -10), (0, 50), (-2, 100), (-3, 122)], closed=False)
    right = smooth_curve([(-3, 118), (-14, 134), (-27, 150)], closed=False)
    left = smooth_curve([(-3, 118), (14, 137), (33, 151)], closed=False)
    return [(_placed(trachea, frame), 15.0), (_placed(right, frame), 11.0), (_placed(left, frame), 9.5)]


def vessels(rng: np.random.Generator, frame: Frame, side: str) -> list[tuple[Curve, float]]:
    """A tree of lung vessels from the hilum: curves [mm] and diameters [mm].

    Radii shrink by 2^(-1/3) at each fork. Source: Murray 1926, the cube law of branching vessels.
    """
    sign = -1.0 if side == "right" else 1.0
    root = np.array([sign * 30.0, 148.0 if side == "right" else 142.0])
    found: list[tuple[Curve, float]] = []
    # Stems fan out from the apex to the base; the lower ones are wider when standing.
    for degrees in np.linspace(-80, 84, 10):
        heading = np.radians(degrees) + rng.normal(0, 0.06)
        diameter = 5.0 if degrees < 0 else 7.0
        _grow(found, rng, (root + rng.normal(0, 3, 2), heading, diameter), sign)
    return [(_placed(curve, frame), diameter) for curve, diameter in found]


_THINNEST_MM = 0.7
"""Vessels thinner than this do not show on a film [mm]."""


def _grow(
    found: list[tuple[Curve, float]],
    rng: np.random.Generator,
    stem: tuple[Curve, float, float],
    sign: float,
) -> None:
    pending = [stem]
    while pending:
        start, heading, diameter = pending.pop()
        length = rng.uniform(3.2, 5.2) * diameter**0.75 + 3
        bend = rng.normal(0, 0.16)
        steps = np.linspace(0, 1, 6)[:, None]
        angles = heading + bend * steps
        points = start + steps * length * np.hstack([sign * np.cos(angles), np.sin(angles)])
        found.append((points, diameter))
        thinner = diameter * 2 ** (-1 / 3)
        if thinner < _THINNEST_MM:
            continue
        spread = rng.uniform(0.22, 0.5)
        uneven = rng.uniform(0.75, 1.0)
        pending.append((points[-1], heading + bend + spread * 0.6, thinner))
        if thinner * uneven >= _THINNEST_MM:
            pending.append((points[-1], heading + bend - spread, thinner * uneven))
