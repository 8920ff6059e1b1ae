"""Make faint structures easier to see."""

from dataclasses import replace
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.image import Image, Origin
from tools.tool import Tool

__all__ = ["TOOL", "enhance"]

Method = Literal["equalise", "sharpen", "invert", "denoise"]

CLIP_LIMIT, TILES = 3.0, 8
"""Contrast-limited adaptive equalisation: limit of the slope, tiles per side. Source: Zuiderveld, Graphics Gems IV
1994; 8 tiles are its usual choice."""
SHARPEN_SHARE, SHARPEN_SCALE = 0.8, 0.004
"""Unsharp masking: share of the difference added, and its scale as a share of the longest side; ours."""
DENOISE_SIZE = 5
"""Side of the median [pixels]: keeps edges, removes single noisy pixels."""


def enhance(image: Image, method: Method) -> Image:
    """Change how an image is shown to make faint structures visible; its values no longer mean anything.

    Args:
        image: Image to enhance, as it is shown through its window.
        method: equalise (local contrast), sharpen (edges), invert (negative) or denoise (median).

    Returns:
        An 8-bit image without unit or window, of the same size and spacing. Do not measure brightness on it.
    """
    pixels = np.ascontiguousarray(image.shown())
    if method == "equalise":
        drawn = _equalised(pixels)
    elif method == "sharpen":
        sigma = max(SHARPEN_SCALE * max(image.width, image.height), 0.8)
        drawn = cv2.addWeighted(pixels, 1 + SHARPEN_SHARE, cv2.GaussianBlur(pixels, (0, 0), sigma), -SHARPEN_SHARE, 0)
    elif method == "invert":
        drawn = 255 - pixels
    else:
        drawn = cv2.medianBlur(pixels, DENOISE_SIZE)
    origin = Origin(parent=image.ref, operation="enhance", box=image.box)
    return replace(image, pixels=np.ascontiguousarray(drawn), window=None, unit="1", origin=origin)


def _equalised(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Equalise brightness locally; colours keep their hue."""
    equaliser = cv2.createCLAHE(clipLimit=CLIP_LIMIT, tileGridSize=(TILES, TILES))
    if pixels.ndim == 2:
        return np.asarray(equaliser.apply(pixels), np.uint8)
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB)
    lab[..., 0] = equaliser.apply(np.ascontiguousarray(lab[..., 0]))
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), np.uint8)


TOOL = Tool.of(enhance)
