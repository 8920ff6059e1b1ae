"""From stored grey values to values of the modality, with larger = brighter.

Order of the steps, as in PS3.4 annex N.2: modality LUT or rescale, then the inversion of MONOCHROME1, and with it of
the VOI LUT or window, which is kept beside the values and changes how they are shown only.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from tools.errors import ImplausibleHeader
from tools.image import Window
from tools.lookup import Lookup
from tools.reading.attributes import attribute, frame_items, items_of, numbers
from tools.reading.dicom_file import is_little_endian
from tools.reading.dicom_pixels import PixelHeader
from tools.reading.tables import lookup_of

_INVERTED = "The image was stored with larger = darker (MONOCHROME1) and has been inverted."

__all__ = ["GreyFrame", "fitted", "grey_frame"]

_NARROWEST_WINDOW = 1
"""Width of a linear window. Source: PS3.3 C.11.2.1.2.1."""


class GreyFrame(NamedTuple):
    """A frame with its meaning."""

    pixels: NDArray[Any]
    """`(H, W)`, larger = brighter."""
    window: Window | None
    notes: tuple[str, ...]


def grey_frame(stored: NDArray[Any], dataset: Dataset, header: PixelHeader, frame: int) -> GreyFrame:
    """Turn a decoded frame into values of the modality.

    Args:
        stored: `(H, W)`, as decoded.
        dataset: Where it comes from.
        header: What the header says about its pixels.
        frame: Its index, from 0.

    Raises:
        ImplausibleHeader: If the rescale or a lookup table makes no sense.
    """
    low, high = _stored_range(header)
    table = _modality_table(dataset)
    if table is not None:
        values: NDArray[Any] = table.apply(stored)
        low, high = 0.0, float(table.top)
    else:
        slope, intercept = _rescale(dataset, frame)
        values = _rescaled(stored, slope, intercept)
        low, high = sorted((low * slope + intercept, high * slope + intercept))
    window, notes = _window(dataset, frame)
    if header.photometric == "MONOCHROME1":
        values, window, inverted = _inverted(values, window, low, high)
        notes = (*notes, inverted)
    pixels = fitted(values)
    if pixels.dtype == np.float32 and values.dtype.kind in "iu":
        notes = (*notes, "The values need more than 32 bits and were rounded to 24 bits of precision.")
    if pixels.dtype.kind == "f" and not np.isfinite(pixels).all():
        raise ImplausibleHeader("The image holds values that are not finite numbers.")
    return GreyFrame(pixels=pixels, window=window, notes=notes)


def _stored_range(header: PixelHeader) -> tuple[float, float]:
    if header.signed:
        return -(2.0 ** (header.bits_stored - 1)), 2.0 ** (header.bits_stored - 1) - 1
    return 0.0, 2.0**header.bits_stored - 1


def _rescale(dataset: Dataset, frame: int) -> tuple[float, float]:
    """Slope and intercept of a frame, (1, 0) where they are not stated. Source: PS3.3 C.11.1.1.2."""
    items = frame_items(dataset, frame, "PixelValueTransformationSequence")
    stated = attribute(items, "RescaleSlope"), attribute(items, "RescaleIntercept")
    if stated[0] is None or stated[1] is None:
        return 1.0, 0.0
    found = numbers(stated[0]), numbers(stated[1])
    if found[0] is None or found[1] is None or len(found[0]) != 1 or len(found[1]) != 1:
        raise ImplausibleHeader("Rescale Slope and Rescale Intercept must be one number each.")
    slope, intercept = found[0][0], found[1][0]
    # float32 holds the result, so what does not fit there is not a value of any modality either.
    if not math.isfinite(np.float32(slope)) or not math.isfinite(np.float32(intercept)) or slope == 0:
        raise ImplausibleHeader(
            f"Rescale Slope {slope!r} and Rescale Intercept {intercept!r} must be finite, and the slope not zero."
        )
    return slope, intercept


def _rescaled(stored: NDArray[Any], slope: float, intercept: float) -> NDArray[Any]:
    if slope == 1 and intercept == 0:
        return stored
    if stored.dtype.kind in "iu" and slope.is_integer() and intercept.is_integer():
        bounds = [int(stored.min()) * int(slope) + int(intercept), int(stored.max()) * int(slope) + int(intercept)]
        if all(abs(bound) < 2**31 for bound in bounds) and stored.dtype.itemsize <= 2 and abs(slope) < 2**15:
            return stored.astype(np.int32) * np.int32(slope) + np.int32(intercept)
    with np.errstate(over="ignore", invalid="ignore"):
        # Rounded to float32 once, when all is done: a product in float32 is already off before the intercept is added.
        return stored.astype(np.float64) * slope + intercept


def _modality_table(dataset: Dataset) -> Lookup | None:
    items = items_of([dataset], "ModalityLUTSequence")
    return lookup_of(items[0], is_little_endian=is_little_endian(dataset)) if items else None


def _voi_table(items: list[Dataset], dataset: Dataset) -> Window | None:
    """The first VOI lookup table, as a window over the values that it has entries for."""
    sequence = items_of(items, "VOILUTSequence")
    if not sequence:
        return None
    table = lookup_of(sequence[0], is_little_endian=is_little_endian(dataset))
    count = table.table.size
    return Window(centre=table.first + count / 2, width=max(count, _NARROWEST_WINDOW), table=table)


def _window(dataset: Dataset, frame: int) -> tuple[Window | None, tuple[str, ...]]:
    """How a frame is to be shown, and what was odd about it: its VOI table, else its first window.

    A header may offer several; the standard leaves the choice to the reader, and this is pydicom's.
    Source: PS3.3 C.11.2.1.
    """
    items = frame_items(dataset, frame, "FrameVOILUTSequence")
    through_table = _voi_table(items, dataset)
    if through_table is not None:
        return through_table, ("A VOI lookup table says how the image is shown.",)
    centres, widths = numbers(attribute(items, "WindowCenter")), numbers(attribute(items, "WindowWidth"))
    if attribute(items, "WindowCenter") is None and attribute(items, "WindowWidth") is None:
        return None, ()
    function = str(attribute(items, "VOILUTFunction") or "LINEAR").strip().upper()
    if centres and widths:
        centre, width = centres[0], widths[0]
        if function == "LINEAR_EXACT" and width > 0:
            # The exact function spans centre ± width / 2, the linear one centre - 0.5 ± (width - 1) / 2.
            centre, width = centre + 0.5, width + 1
        if math.isfinite(centre) and math.isfinite(width) and width >= _NARROWEST_WINDOW:
            return Window(centre=centre, width=width, function="SIGMOID" if function == "SIGMOID" else "LINEAR"), ()
    return None, ("The window of the header makes no sense; the full range of values is shown.",)


def _inverted(
    values: NDArray[Any], window: Window | None, low: float, high: float
) -> tuple[NDArray[Any], Window | None, str]:
    """Mirror the values in the middle of their range, and the window with them."""
    total = low + high
    if values.dtype.kind in "iu" and float(total).is_integer() and abs(total) < 2**31 and values.dtype.itemsize <= 4:
        wide = np.dtype(np.int32 if values.dtype.itemsize <= 2 and abs(total) < 2**30 else np.int64)
        mirrored: NDArray[Any] = np.subtract(int(total), values, dtype=wide)
    else:
        mirrored = total - values.astype(np.float64)
    return mirrored, _flipped(window, total), _INVERTED


def _flipped(window: Window | None, total: float) -> Window | None:
    """The window over `total - value`: what was black becomes white."""
    if window is None:
        return None
    table = None if window.table is None else window.table.mirrored(total)
    # With low' = total - high and high' = total - low of C.11.2.1.2.1, the centre becomes total - centre + 1; the
    # sigmoid is symmetric about its centre itself.
    centre = total - window.centre + (0 if window.function == "SIGMOID" else 1)
    return Window(centre=centre, width=window.width, function=window.function, table=table)


def fitted(values: NDArray[Any]) -> NDArray[Any]:
    """Bring values into the smallest type that an image may have and that keeps them exactly (float64 to float32)."""
    if values.dtype in (np.uint8, np.float32, np.int16):
        return np.ascontiguousarray(values)
    if values.dtype.kind == "f":
        with np.errstate(over="ignore"):
            return values.astype(np.float32)
    low, high = int(values.min()), int(values.max())
    for kind in (np.int16, np.uint16, np.int32):
        limits = np.iinfo(kind)
        if limits.min <= low and high <= limits.max:
            if kind is np.int16 and values.dtype == np.uint16 and values.flags.forc:
                return values.view(np.int16)  # below 2**15 both types spell a value with the same bits
            return values.astype(kind)
    return values.astype(np.float32)
