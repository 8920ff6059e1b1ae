"""Look at two images next to each other."""

import cv2
import numpy as np

from tools.image import Image, Origin
from tools.rendering import rgb
from tools.resampling import resized
from tools.result import ToolResult
from tools.tool import Tool

__all__ = ["TOOL", "compare"]

COMMON_HEIGHT = 768
"""Height of each picture [pixels]; two side by side then fit what a vision encoder takes."""
GAP = 8
"""Columns between the two [pixels]."""


def compare(first: Image, second: Image) -> ToolResult:
    """Show two images side by side and their difference; they are not registered, so position and exposure differ too.

    Args:
        first: The earlier or the reference image.
        second: The later or the other image.

    Returns:
        A side-by-side picture, and a difference picture at the size of the first: mid-grey is equal, brighter means the
        second is brighter.
    """
    pictures = [rgb(image) for image in (first, second)]
    height = min(COMMON_HEIGHT, *(max(picture.shape[0], 1) for picture in pictures))
    level = [
        resized(one, max(min(round(one.shape[1] * height / one.shape[0]), 4 * height), 1), height) for one in pictures
    ]
    gap = np.full((height, GAP, 3), 128, np.uint8)
    beside = np.concatenate([level[0], gap, level[1]], axis=1).astype(np.uint8)
    width = level[0].shape[1]
    grey = [cv2.cvtColor(np.asarray(resized(one, width, height), np.uint8), cv2.COLOR_RGB2GRAY) for one in pictures]
    difference = np.clip(128 + (grey[1].astype(np.int16) - grey[0].astype(np.int16)) // 2, 0, 255).astype(np.uint8)
    origin = Origin(parent=first.ref, operation="compare", box=first.box)
    change = float(np.abs(grey[1].astype(np.float64) - grey[0]).mean())
    return ToolResult(
        text=f"compare: the two images side by side, and their difference (mean {change:.1f} of 255 levels as shown).",
        images=(Image(pixels=beside, origin=origin), Image(pixels=difference, origin=origin)),
        values={"mean_difference": round(change, 3)},
        warnings=("The images are not registered: differences may come from position, size, exposure or window.",),
    )


TOOL = Tool.of(compare)
