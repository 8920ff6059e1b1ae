"""Where something is on an image: points, boxes and masks in pixels of the original image.

Coordinates follow DICOM SR image regions: (column, row), floats, origin at the top-left corner of the first pixel, so
that the first pixel covers [0, 1) x [0, 1) and its centre is (0.5, 0.5). Source: PS3.3 C.18.6.1.2.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments, RegionOutOfBounds

__all__ = ["BoundingBox", "Mask", "Point"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A position on an image [pixels, origin top-left corner of the first pixel]."""

    column: float
    row: float

    def __post_init__(self) -> None:
        if not (np.isfinite(self.column) and np.isfinite(self.row)):
            raise BadArguments(f"A point needs finite coordinates, got ({self.column!r}, {self.row!r}).")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundingBox:
    """An upright box on an image [pixels, origin top-left corner of the first pixel]; right and bottom are outside."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if not all(np.isfinite(v) for v in self.as_tuple()):
            raise BadArguments(f"A box needs finite coordinates, got {self.as_tuple()}.")
        if self.right <= self.left or self.bottom <= self.top:
            raise BadArguments(
                f"A box runs from left to right and from top to bottom and is not empty, got {self.as_tuple()}."
            )

    @property
    def width(self) -> float:
        """Extent along the columns [pixels]."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Extent along the rows [pixels]."""
        return self.bottom - self.top

    @property
    def area(self) -> float:
        """Area [pixels²]."""
        return self.width * self.height

    @property
    def centre(self) -> Point:
        """The middle of the box."""
        return Point(column=(self.left + self.right) / 2, row=(self.top + self.bottom) / 2)

    def as_tuple(self) -> tuple[float, float, float, float]:
        """`(left, top, right, bottom)` [pixels]."""
        return (self.left, self.top, self.right, self.bottom)

    def clamped(self, width: float, height: float) -> Self:
        """Cut the box to an image of `width` x `height` [pixels].

        Raises:
            RegionOutOfBounds: If nothing of it lies on the image.
        """
        left, right = max(self.left, 0.0), min(self.right, float(width))
        top, bottom = max(self.top, 0.0), min(self.bottom, float(height))
        if right <= left or bottom <= top:
            raise RegionOutOfBounds(
                f"The region {self.as_tuple()} lies outside the image, which is {width:g} x {height:g} pixels "
                "(columns x rows, origin top left)."
            )
        return type(self)(left=left, top=top, right=right, bottom=bottom)

    def iou(self, other: "BoundingBox") -> float:
        """Intersection over union with another box [0-1]."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        if across <= 0 or down <= 0:
            return 0.0
        common = across * down
        return common / (self.area + other.area - common)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mask:
    """The pixels that belong to something."""

    pixels: NDArray[np.bool_]
    """`(H, W)`, true inside."""

    def __post_init__(self) -> None:
        if self.pixels.ndim != 2 or self.pixels.dtype != np.bool_:
            raise BadArguments(f"A mask is a boolean (H, W) array, got {self.pixels.dtype} {self.pixels.shape}.")

    @property
    def area(self) -> int:
        """Number of pixels inside [pixels²]."""
        return int(np.count_nonzero(self.pixels))

    @property
    def box(self) -> BoundingBox | None:
        """Smallest box around it, or None for an empty mask."""
        rows = np.flatnonzero(self.pixels.any(axis=1))
        if rows.size == 0:
            return None
        columns = np.flatnonzero(self.pixels.any(axis=0))
        return BoundingBox(
            left=float(columns[0]), top=float(rows[0]), right=float(columns[-1] + 1), bottom=float(rows[-1] + 1)
        )
