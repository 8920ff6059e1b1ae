"""One picture for the viewer: its values, so that the window moves without asking again, or a PNG."""

import json
import math
import struct
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.page.errors import Unusable
from tools.image import Image, Window
from tools.presets import PRESETS
from tools.rendering import encode_png, one_channel, scaled
from tools.resampling import resized

__all__ = ["LONGEST_SIDE", "about", "pixels_of", "png_of", "presets_of"]

LONGEST_SIDE = 2048
"""Longest side of the values sent [pixels]: more than a screen shows, and 8 MB at most. Larger pictures are shrunk by
area mean, and the viewer says so."""
_STEPS = 65_535
"""Values of 16 bits."""


def pixels_of(image: Image, longest: int = LONGEST_SIDE) -> bytes:
    """The values of a picture behind a description of them.

    Returns:
        Length of the description [4 bytes, little-endian], the description as JSON padded with spaces to an even end,
        then the samples row by row: 16 bits little-endian for grey (value = slope x sample + intercept), 8 bits each of
        red, green and blue for colour.
    """
    table = image.window is not None and image.window.table is not None
    # A lookup table of the file is applied here: then the samples are brightness already.
    source = image.shown() if table else image.pixels
    small = _shrunk(source, longest)
    samples, slope, intercept = (small, 1.0, 0.0) if image.is_colour else _quantised(small)
    window = Window(centre=128, width=256) if table else image.window
    described = {
        **about(image),
        "columns": int(small.shape[1]),
        "rows": int(small.shape[0]),
        "channels": 3 if image.is_colour else 1,
        "slope": slope,
        "intercept": intercept,
        "window": None if window is None else _window(window),
        "range": [float(small.min()), float(small.max())],
    }
    head = json.dumps(described, ensure_ascii=True).encode("ascii")
    head += b" " * (len(head) % 2)
    return struct.pack("<I", len(head)) + head + np.ascontiguousarray(samples).tobytes()


def png_of(image: Image, longest: int, centre: float | None = None, width: float | None = None) -> bytes:
    """A picture as PNG, through its own window or another.

    Raises:
        Unusable: If the window is none.
    """
    if (centre is None) != (width is None):
        raise Unusable("A window has a centre and a width; give both, or neither.")
    if centre is not None and width is not None:
        if not (math.isfinite(centre) and math.isfinite(width) and width >= 1):
            raise Unusable("A window has a finite centre and a width of at least 1.")
        if image.is_colour:
            raise Unusable("A picture in colour has no window.")
        image = replace(image, window=Window(centre=centre, width=width))
    return encode_png(one_channel(scaled(image.shown(), longest)))


def about(image: Image) -> dict[str, Any]:
    """What is known of a picture, as JSON values."""
    spacing = image.spacing
    return {
        "digest": image.ref.digest,
        "width": image.width,
        "height": image.height,
        "modality": image.modality,
        "unit": image.unit,
        "spacing": None
        if spacing is None
        else {"row": spacing.row, "column": spacing.column, "source": spacing.source},
        "facts": dict(image.facts),
        "notes": list(image.notes),
    }


def presets_of(modality: str) -> list[dict[str, Any]]:
    """The usual windows of a modality."""
    if modality != "CT":
        return []
    return [{"name": name, **_window(one.window), "source": one.source} for name, one in PRESETS.items()]


def _window(window: Window) -> dict[str, Any]:
    return {"centre": window.centre, "width": window.width, "function": window.function}


def _shrunk(pixels: NDArray[Any], longest: int) -> NDArray[Any]:
    rows, columns = pixels.shape[:2]
    if max(rows, columns) <= longest:
        return pixels
    scale = longest / max(rows, columns)
    return resized(pixels, max(1, round(columns * scale)), max(1, round(rows * scale)))


def _quantised(values: NDArray[Any]) -> tuple[NDArray[np.uint16], float, float]:
    """Grey values in 16 bits, exactly where their range allows it."""
    low, high = float(values.min()), float(values.max())
    is_whole = np.issubdtype(values.dtype, np.integer) and high - low <= _STEPS
    if is_whole:
        return (values.astype(np.int64) - int(low)).astype("<u2"), 1.0, low
    slope = 1.0 if high <= low else (high - low) / _STEPS
    return np.rint((values.astype(np.float64) - low) / slope).astype("<u2"), slope, low
