"""The bones of a synthetic chest, as centimetres of dense bone along the beam."""

import numpy as np

from tools.samples import anatomy
from tools.samples.drawing import Canvas, Map, smooth_curve

__all__ = ["skeleton"]

_VERTEBRA_MM = 22.5
"""Height of a vertebra with its disc [mm]."""


def skeleton(canvas: Canvas, rng: np.random.Generator, frame: anatomy.Frame) -> Map:
    """All bones together, `(H, W)` [cm]."""
    total = _spine(canvas, frame) + _ribs(canvas, frame) + _shoulders(canvas, frame)
    for curve in anatomy.clavicles(frame):
        total += canvas.bone(curve, 6.4, 0.28) * np.float32(1.1)
    trabeculae = 1 + canvas.clouds(rng, 3.0) * np.float32(0.06)
    return np.asarray(total * trabeculae, np.float32)


def _ribs(canvas: Canvas, frame: anatomy.Frame) -> Map:
    total = np.zeros((canvas.size, canvas.size), np.float32)
    x = canvas.grid()[0]
    for curve, radius, is_anterior in anatomy.ribs(frame):
        bone = canvas.bone(curve, radius, 0.24)
        # Where a rib turns along the beam its path is longer; the front ends are turning into cartilage.
        half = float(np.abs(curve[:, 0]).max())
        turned = np.clip(1 / np.sqrt(np.clip(1 - (x / half) ** 2, 0.16, 1)), 1, 2.2)
        total += bone * np.asarray(turned, np.float32) * np.float32(0.3 if is_anterior else 0.6)
    return total


def _spine(canvas: Canvas, frame: anatomy.Frame) -> Map:
    x, y = canvas.grid()
    middle = x - np.float32(frame.tilt) * (y / 350 - 0.5)
    phase = (y + 6) / _VERTEBRA_MM % 1
    waist = 15.5 + 1.8 * np.cos(phase * 2 * np.pi)
    body = 0.5 - 0.5 * np.tanh((np.abs(middle) - waist) / 1.8)
    disc = 1 - 0.45 * np.exp(-(((np.minimum(phase, 1 - phase)) * _VERTEBRA_MM / 2.2) ** 2))
    pedicles = np.exp(-((np.abs(middle) - 10.5) ** 2 / 7 + ((phase - 0.4) * _VERTEBRA_MM) ** 2 / 12))
    process = np.exp(-(middle**2 / 7 + ((phase - 0.72) * _VERTEBRA_MM) ** 2 / 22))
    return np.asarray(body * disc * 0.58 + pedicles * 0.34 + process * 0.4, np.float32)


def _shoulders(canvas: Canvas, frame: anatomy.Frame) -> Map:
    """Shoulder blades, turned out of the lungs as for a film from behind, and the heads of the humeri."""
    total = np.zeros((canvas.size, canvas.size), np.float32)
    for sign in (-1.0, 1.0):
        blade = [(122, 62), (150, 66), (166, 84), (160, 112), (149, 146), (140, 172), (133, 160), (128, 126), (121, 92)]
        outline = smooth_curve([(sign * x * frame.width, y) for x, y in blade])
        total += canvas.rounded(canvas.filled(outline), 5.0) * np.float32(0.32)
        total += canvas.bone(outline, 2.4, 0.5) * np.float32(0.5)
        x, y = canvas.grid()
        head = ((x - sign * 172 * frame.width) / 24) ** 2 + ((y - 78) / 25) ** 2 < 1
        total += canvas.rounded(head, 18.0) * np.float32(1.5)
    return total
