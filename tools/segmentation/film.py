"""A radiograph made ready for shape fitting: small, evenly lit, with its gradients."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.image import Image

__all__ = ["Film", "prepare"]

WORKING_SIDE = 256
"""Longest side of the working copy [pixels]: about 1.5 mm each on an adult chest film, finer than a rib is wide."""
SCALES = (2.0, 5.0)
"""Standard deviations of the Gaussian derivatives [working pixels]: borders of ribs, and of whole organs."""
LIGHTING_SCALE = 24.0
"""Standard deviation of the neighbourhood by which contrast is evened [working pixels], about half a lung's width."""
BORDER_LEVEL = 12
"""Grey level (of 255) up to which a row or column counts as unexposed border; ours."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Film:
    """A working copy of a radiograph."""

    grey: NDArray[np.float32]
    """`(h, w)`, shown brightness [0-1]."""
    even: NDArray[np.float32]
    """`(h, w)`, brightness relative to its neighbourhood, in its standard deviations."""
    across: NDArray[np.float32]
    """`(h, w)`, evened derivative along the columns, within [-1, 1]."""
    down: NDArray[np.float32]
    """`(h, w)`, evened derivative along the rows, within [-1, 1]."""
    scale: float
    """Working pixels per pixel of the image."""
    content: tuple[int, int, int, int]
    """Left, top, right, bottom of what is not black border [working pixels]."""

    @property
    def width(self) -> int:
        """Columns [working pixels]."""
        return int(self.grey.shape[1])

    @property
    def height(self) -> int:
        """Rows [working pixels]."""
        return int(self.grey.shape[0])


def prepare(image: Image) -> Film:
    """Make a working copy of a grey image.

    Args:
        image: A radiograph; colour is averaged.

    Returns:
        The copy with evened gradients.
    """
    pixels = image.shown()
    if pixels.ndim == 3:
        pixels = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY)
    scale = WORKING_SIDE / max(pixels.shape)
    size = (max(round(pixels.shape[1] * scale), 1), max(round(pixels.shape[0] * scale), 1))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale <= 1 else cv2.INTER_LINEAR)
    # The median takes out burned-in letters and wires, which are thinner than any border of an organ.
    small = cv2.medianBlur(small, 5)
    grey = small.astype(np.float32) / 255.0
    mean = cv2.GaussianBlur(grey, (0, 0), LIGHTING_SCALE)
    spread = np.sqrt(np.maximum(cv2.GaussianBlur(grey * grey, (0, 0), LIGHTING_SCALE) - mean * mean, 0.0)) + 0.02
    across, down = np.zeros_like(grey), np.zeros_like(grey)
    for sigma in SCALES:
        smooth = cv2.GaussianBlur(grey, (0, 0), sigma)
        # Scale-normalised: multiplied by sigma, a step has the same height at each scale.
        across += sigma * cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=3, scale=0.125) / spread
        down += sigma * cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=3, scale=0.125) / spread
    return Film(
        grey=grey,
        even=((grey - mean) / spread).astype(np.float32),
        across=np.clip(across, -1, 1),
        down=np.clip(down, -1, 1),
        scale=scale,
        content=_content(small),
    )


def _content(small: NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """Find what is not black border: rows and columns whose median is above the border level."""
    rows = np.flatnonzero(np.percentile(small, 60, axis=1) > BORDER_LEVEL)
    columns = np.flatnonzero(np.percentile(small, 60, axis=0) > BORDER_LEVEL)
    if rows.size < small.shape[0] // 4 or columns.size < small.shape[1] // 4:
        return 0, 0, small.shape[1], small.shape[0]
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
