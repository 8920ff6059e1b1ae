"""From stored grey values to values of the modality, with larger = brighter.

Order of the steps, as in PS3.4 annex N.2: modality LUT or rescale, then VOI LUT where there is no window, then the
inversion of MONOCHROME1.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_modality_lut, apply_voi

from tools.errors import ImplausibleHeader
from tools.image import Window
from tools.reading.attributes import attribute, frame_items, numbers
from tools.reading.dicom_pixels import PixelHeader
from tools.reading.limits import DECODER_ERRORS

__all__ = ["GreyFrame", "fitted", "grey_frame"]

_NARROWEST_WINDOW = 1
"""Width of a linear window. Source: PS3.3 C.11.2.1.2.1."""


class GreyFrame(NamedTuple):
    """A frame with its meaning."""

    pixels: NDArray[Any]
    """`(H, W)`, larger = brighter."""
    window: Window | None
    is_rescaled: bool
    """True when the values are of the modality, false when a VOI LUT made them values for display."""
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
    if attribute([dataset], "ModalityLUTSequence") is not None:
        values, low, high = _looked_up(stored, dataset, apply_modality_lut)
    else:
        slope, intercept = _rescale(dataset, frame)
        values = _rescaled(stored, slope, intercept)
        low, high = sorted((low * slope + intercept, high * slope + intercept))
    window, notes = _window(dataset, frame)
    is_rescaled = True
    if window is None and attribute([dataset], "VOILUTSequence") is not None:
        values, low, high = _looked_up(_integral(values), dataset, apply_voi)
        notes, is_rescaled = (*notes, "A VOI lookup table was applied; the values are for display."), False
    if header.photometric == "MONOCHROME1":
        values, window, inverted = _inverted(values, window, low, high)
        notes = (*notes, inverted)
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise ImplausibleHeader("The image holds values that are not finite numbers.")
    return GreyFrame(pixels=fitted(values), window=window, is_rescaled=is_rescaled, notes=notes)


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
        return stored.astype(np.float32) * np.float32(slope) + np.float32(intercept)


def _looked_up(values: NDArray[Any], dataset: Dataset, apply: Any) -> tuple[NDArray[Any], float, float]:
    """Apply a lookup table of the data set; gives the values and the range of its entries."""
    try:
        found = apply(values, dataset)
        keyword = "ModalityLUTSequence" if apply is apply_modality_lut else "VOILUTSequence"
        bits = int(dataset[keyword].value[0].LUTDescriptor[2])
    except DECODER_ERRORS as error:
        raise ImplausibleHeader("A lookup table of the DICOM header is damaged.") from error
    return found, 0.0, 2.0**bits - 1


def _integral(values: NDArray[Any]) -> NDArray[Any]:
    """Indices for a VOI LUT, which maps whole numbers."""
    return values if values.dtype.kind in "iu" else np.rint(values).astype(np.int32)


def _window(dataset: Dataset, frame: int) -> tuple[Window | None, tuple[str, ...]]:
    """The first window of a frame as a linear one, and what was odd about it. Source: PS3.3 C.11.2.1.2, C.11.2.1.3."""
    items = frame_items(dataset, frame, "FrameVOILUTSequence")
    centres, widths = numbers(attribute(items, "WindowCenter")), numbers(attribute(items, "WindowWidth"))
    if attribute(items, "WindowCenter") is None and attribute(items, "WindowWidth") is None:
        return None, ()
    function = str(attribute(items, "VOILUTFunction") or "LINEAR")
    if centres and widths:
        centre, width = centres[0], widths[0]
        if function == "LINEAR_EXACT" and width > 0:
            # The exact function spans centre ± width / 2, the linear one centre - 0.5 ± (width - 1) / 2.
            centre, width = centre + 0.5, width + 1
        if math.isfinite(centre) and math.isfinite(width) and width >= _NARROWEST_WINDOW:
            notes = ("The window is a sigmoid in the header and is shown as linear.",) if function == "SIGMOID" else ()
            return Window(centre=centre, width=width), notes
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
        mirrored = np.float32(total) - values.astype(np.float32)
    # With low' = total - high and high' = total - low of C.11.2.1.2.1, the centre becomes total - centre + 1.
    flipped = None if window is None else Window(centre=total - window.centre + 1, width=window.width)
    return mirrored, flipped, "The image was stored with larger = darker (MONOCHROME1) and has been inverted."


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
            return values.astype(kind)
    return values.astype(np.float32)
