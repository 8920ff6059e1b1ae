"""The pixels of a clean copy: text masked, comments overwritten, nothing behind or between the frames."""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import UID, ExplicitVRLittleEndian, RLELossless

from tools.deidentifying.streams import wiped
from tools.reading.dicom_pixels import PixelHeader
from tools.reading.limits import DECODER_ERRORS
from tools.region import Mask

__all__ = ["put_clean", "put_masked"]

_OVERLAY_GROUPS = range(0x6000, 0x6100, 2)  # PS3.5 section 7.6
_OVERLAY_BIT_POSITION = 0x0102
_ELEMENTS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
_OFFSETS = ("ExtendedOffsetTable", "ExtendedOffsetTableLengths")


class _Stored(NamedTuple):
    keyword: str
    vr: str
    value: bytes


def put_clean(copy: Dataset, dataset: Dataset, header: PixelHeader, decoded: NDArray[Any]) -> UID:
    """Put the pixels as they are into a clean copy, without what is hidden among them.

    Args:
        copy: The clean copy.
        dataset: Where it comes from.
        header: What the header says about its pixels.
        decoded: `(frames, H, W)` or `(frames, H, W, 3)`.

    Returns:
        The transfer syntax of what was put in: that of the original where its bytes can stay.
    """
    keyword = next(one for one in _ELEMENTS if one in dataset)
    if header.syntax.is_encapsulated:
        frames = _frames(dataset, header)
        if frames is None:
            return _put_native(copy, header, decoded)
        for name in _OFFSETS:
            copy.pop(name, None)
        copy.PixelData = encapsulate(frames)
        copy["PixelData"].VR = "OB"
        copy["PixelData"].is_undefined_length = True
        return header.syntax
    if _has_hidden_planes(dataset):
        return _put_native(copy, header, decoded)
    bits = header.width * header.height * header.samples * header.bits_allocated * header.frames
    if header.photometric == "YBR_FULL_422":
        bits = bits * 2 // 3  # two pixels share their colour: PS3.3 C.7.6.3.1.2
    needed = math.ceil(bits / 8)
    value = dataset[keyword].value[:needed]
    copy[keyword].value = value + bytes(len(value) % 2)
    return header.syntax


def put_masked(copy: Dataset, header: PixelHeader, decoded: NDArray[Any], masks: list[Mask]) -> UID:
    """Put the pixels into a clean copy with some of them blackened, uncompressed.

    Args:
        copy: The clean copy.
        header: What the header says about its pixels.
        decoded: `(frames, H, W)` or `(frames, H, W, 3)`; not changed.
        masks: What to blacken in every frame.
    """
    pixels = decoded.copy()
    black = 0 if header.samples == 3 else decoded.max() if header.photometric == "MONOCHROME1" else decoded.min()
    for mask in masks:
        pixels[:, mask.pixels] = black
    return _put_native(copy, header, pixels)


def _frames(dataset: Dataset, header: PixelHeader) -> list[bytes] | None:
    """The compressed frames without free text; None where that cannot be made sure."""
    if header.syntax == RLELossless:
        return None  # bytes may lie between its segments, and decoding costs little
    extended = tuple(dataset[name].value for name in _OFFSETS) if _OFFSETS[0] in dataset else None
    try:
        found = list(generate_frames(dataset.PixelData, number_of_frames=header.frames, extended_offsets=extended))
    except DECODER_ERRORS:
        return None
    frames = [clean for frame in found if (clean := wiped(frame)) is not None]
    return frames if len(frames) == header.frames == len(found) else None


def _has_hidden_planes(dataset: Dataset) -> bool:
    """True where a retired kind of overlay lies in the unused bits of the pixels."""
    return any((group, _OVERLAY_BIT_POSITION) in dataset for group in _OVERLAY_GROUPS)


def _put_native(copy: Dataset, header: PixelHeader, pixels: NDArray[Any]) -> UID:
    for name in (*_ELEMENTS, *_OFFSETS):
        copy.pop(name, None)
    if pixels.dtype.kind == "u" and header.bits_stored < pixels.dtype.itemsize * 8:
        pixels = pixels & pixels.dtype.type(2**header.bits_stored - 1)
    size = pixels.dtype.itemsize
    stored = {"f4": _Stored("FloatPixelData", "OF", b""), "f8": _Stored("DoubleFloatPixelData", "OD", b"")}.get(
        pixels.dtype.str[1:], _Stored("PixelData", "OB" if size == 1 else "OW", b"")
    )
    value = np.ascontiguousarray(pixels, dtype=pixels.dtype.newbyteorder("<")).tobytes()
    copy.add_new(stored.keyword, stored.vr, value + bytes(len(value) % 2))
    copy.BitsAllocated = size * 8
    if stored.keyword == "PixelData":
        copy.BitsStored = min(header.bits_stored, size * 8)
        copy.HighBit = copy.BitsStored - 1
    if header.samples == 3:
        copy.PhotometricInterpretation = "RGB"
        copy.PlanarConfiguration = 0
    return UID(ExplicitVRLittleEndian)
