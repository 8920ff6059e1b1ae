"""Parts of an image at another size, with their place on the image they were cut from."""

from dataclasses import replace
from math import ceil, floor

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.image import Image, Origin, Spacing, Window
from tools.region import BoundingBox

__all__ = ["cut", "display_window", "resized", "to_parent", "whole_pixels"]

# cv2.resize takes these depths only; the others go through float64, which holds every int32 exactly.
_DIRECT = (np.uint8, np.uint16, np.int16, np.float32)


def whole_pixels(box: BoundingBox, image: Image) -> BoundingBox:
    """Grow a box to whole pixels and cut it to the image.

    Raises:
        RegionOutOfBounds: If nothing of it lies on the image.
    """
    grown = BoundingBox(left=floor(box.left), top=floor(box.top), right=ceil(box.right), bottom=ceil(box.bottom))
    return grown.clamped(image.width, image.height)


def display_window(image: Image) -> Window | None:
    """Give the window through which an image is shown, so that a part of it is shown with the same brightness.

    Returns:
        Its own window, or one over its full range; None for 8-bit pixels, which are shown as they are.
    """
    if image.window is not None or image.pixels.dtype == np.uint8:
        return image.window
    low, high = float(image.pixels.min()), float(image.pixels.max())
    # Inverse of PS3.3 C.11.2.1.2.1: the window's lower end is centre - 0.5 - (width - 1) / 2.
    return Window(centre=(low + high) / 2 + 0.5, width=high - low + 1)


def resized(pixels: NDArray[np.generic], width: int, height: int) -> NDArray[np.generic]:
    """Resample pixels: area mean when smaller, cubic when larger.

    Args:
        pixels: `(H, W)` or `(H, W, 3)`.
        width: Columns of the result [pixels].
        height: Rows of the result [pixels].

    Returns:
        The same type, within the range of the input (cubic interpolation overshoots at edges).
    """
    rows, columns = pixels.shape[:2]
    if (columns, rows) == (width, height):
        return pixels.copy()
    smaller = width <= columns and height <= rows
    source = pixels if pixels.dtype in _DIRECT else pixels.astype(np.float64)
    drawn = cv2.resize(
        np.ascontiguousarray(source), (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    )
    if smaller and drawn.dtype.kind in "iu":
        return np.asarray(drawn)  # a mean, rounded to a whole number, lies between the values that it was made of
    clipped = np.clip(drawn, source.min(), source.max(), out=drawn)
    if np.issubdtype(pixels.dtype, np.integer) and not np.issubdtype(clipped.dtype, np.integer):
        clipped = np.rint(clipped)
    return np.asarray(clipped.astype(pixels.dtype, copy=False))


def cut(image: Image, box: BoundingBox, *, width: int, height: int, operation: str) -> Image:
    """Cut a box out of an image and draw it at another size.

    Args:
        image: The image, any kind.
        box: Whole pixels on the image [pixels].
        width: Columns of the result [pixels].
        height: Rows of the result [pixels].
        operation: Name of the tool, for the origin.

    Returns:
        An image with the same units and window, its origin, and its spacing scaled by `box.width / width` and
        `box.height / height`.
    """
    left, top, right, bottom = (int(side) for side in box.as_tuple())
    spacing = image.spacing
    if spacing is not None:
        spacing = Spacing(
            row=spacing.row * (box.height / height),
            column=spacing.column * (box.width / width),
            source=spacing.source,
        )
    return replace(
        image,
        pixels=resized(image.pixels[top:bottom, left:right], width, height),
        spacing=spacing,
        window=display_window(image),
        origin=Origin(parent=image.ref, operation=operation, box=box),
    )


def to_parent(image: Image, box: BoundingBox) -> BoundingBox:
    """Carry a box of an image over to the image it was made from.

    Args:
        image: An image with an origin; without one the box stays as it is.
        box: On that image [pixels].

    Returns:
        The same place [pixels of the parent].
    """
    if image.origin is None:
        return box
    shown = image.origin.box
    across, down = shown.width / image.width, shown.height / image.height
    return BoundingBox(
        left=shown.left + box.left * across,
        top=shown.top + box.top * down,
        right=shown.left + box.right * across,
        bottom=shown.top + box.bottom * down,
    )
