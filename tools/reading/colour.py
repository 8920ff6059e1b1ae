"""From decoded colour to RGB of 8 bits."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from tools.errors import ImplausibleHeader
from tools.reading.dicom_pixels import PixelHeader
from tools.reading.tables import palette_of

__all__ = ["from_palette", "from_partial_ybr", "to_bytes"]


def to_bytes(samples: NDArray[Any], header: PixelHeader) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """Reduce RGB samples to their upper 8 bits.

    Args:
        samples: `(…, 3)` unsigned, already RGB.
        header: What the header says about them.

    Returns:
        `(…, 3)` uint8, and a note where bits were lost.
    """
    if header.signed or samples.dtype.kind != "u":
        raise ImplausibleHeader("Colour samples must be unsigned whole numbers.")
    if samples.dtype == np.uint8:
        return samples, ()
    lost = header.bits_stored - 8
    reduced = (samples >> max(lost, 0)).astype(np.uint8)
    return reduced, (f"Colour of {header.bits_stored} bits was reduced to 8 bits.",) if lost > 0 else ()


def from_palette(indices: NDArray[Any], dataset: Dataset, *, is_little_endian: bool) -> NDArray[np.uint8]:
    """Look colours up in the palette of the data set.

    Args:
        indices: Any shape.
        dataset: Holds the palette.
        is_little_endian: How its numbers are stored.

    Returns:
        The shape of `indices` with 3 more at the end, uint8 RGB.

    Raises:
        ImplausibleHeader: If the palette is missing or damaged.
    """
    palette = palette_of(dataset, is_little_endian=is_little_endian)
    # Some writers put 8-bit colours into 16-bit entries; shifting those would turn the picture black.
    shift = 8 if palette.brightest > 255 else 0
    return (palette.apply(indices) >> shift).astype(np.uint8)


def from_partial_ybr(samples: NDArray[Any]) -> NDArray[np.uint8]:
    """Turn YBR_PARTIAL_422, already put side by side, into RGB.

    Args:
        samples: `(…, 3)` uint8: Y from 16 to 235, CB and CR from 16 to 240.

    Returns:
        `(…, 3)` uint8 RGB. Source: PS3.3 C.7.6.3.1.2, solved for RGB.
    """
    centred = samples.astype(np.float32) - np.array([16, 128, 128], np.float32)
    rgb = centred @ _RGB_OF_PARTIAL.T
    found: NDArray[np.uint8] = np.clip(np.rint(rgb), 0, 255).astype(np.uint8)
    return found


_RGB_OF_PARTIAL = np.linalg.inv(
    [[0.2568, 0.5041, 0.0979], [-0.1482, -0.2910, 0.4392], [0.4392, -0.3678, -0.0714]]
).astype(np.float32)
"""From (Y - 16, CB - 128, CR - 128) to (R, G, B): the inverse of the standard's three equations."""
