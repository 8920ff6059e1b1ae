"""From decoded colour to RGB of 8 bits."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_color_lut

from tools.errors import ImplausibleHeader
from tools.reading.dicom_pixels import PixelHeader
from tools.reading.limits import DECODER_ERRORS

__all__ = ["from_palette", "to_bytes"]


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


def from_palette(indices: NDArray[Any], dataset: Dataset) -> NDArray[np.uint8]:
    """Look colours up in the palette of the data set.

    Args:
        indices: Any shape.
        dataset: Holds the palette.

    Returns:
        The shape of `indices` with 3 more at the end, uint8 RGB.

    Raises:
        ImplausibleHeader: If the palette is missing or damaged.
    """
    try:
        colours = apply_color_lut(indices, dataset)
    except DECODER_ERRORS as error:
        raise ImplausibleHeader("The colour palette of the DICOM header is missing or damaged.") from error
    if colours.dtype == np.uint8:
        return colours
    # Some writers put 8-bit colours into 16-bit entries; shifting those would turn the picture black.
    shift = 8 if int(colours.max()) > 255 else 0
    return (colours >> shift).astype(np.uint8)
