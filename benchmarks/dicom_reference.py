"""The reference that `benchmarks/dicom_reading.py` holds our pixels against: pydicom's functions over another decoder.

For each transfer syntax the plugins are tried in an order that puts decoders first which this project does not use for
it; the plugin that answered is named in the table. Where pydicom has none at all, another library is asked directly.
"""

import importlib
import zlib
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydicom import uid as uids
from pydicom.dataset import Dataset
from pydicom.encaps import generate_frames
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.processing import apply_color_lut, apply_modality_lut, apply_voi_lut
from pydicom.uid import UID

from tools.reading.limits import DECODER_ERRORS

DEFLATED_FRAMES = UID("1.2.840.10008.1.2.8.1")
"""Deflated Image Frame Compression. Source: PS3.5 annex A.4.13."""

PLUGINS: dict[UID, tuple[str, ...]] = {
    uids.RLELossless: ("pylibjpeg", "pydicom"),
    uids.JPEGBaseline8Bit: ("gdcm", "pillow"),
    uids.JPEGExtended12Bit: ("pillow",),
    uids.JPEGLossless: ("gdcm",),
    uids.JPEGLosslessSV1: ("gdcm",),
    uids.JPEGLSLossless: ("gdcm", "pyjpegls"),
    uids.JPEGLSNearLossless: ("gdcm", "pyjpegls"),
    uids.JPEG2000Lossless: ("pylibjpeg", "gdcm", "pillow"),
    uids.JPEG2000: ("pylibjpeg", "gdcm", "pillow"),
    uids.HTJ2KLossless: ("pylibjpeg",),
    uids.HTJ2KLosslessRPCL: ("pylibjpeg",),
    uids.HTJ2K: ("pylibjpeg",),
}

Stored = NDArray[Any]


class Reference(NamedTuple):
    """What the reference says a file shows."""

    plugin: str
    stored: Stored
    """`(frames, H, W)` or `(frames, H, W, 3)`, as stored or as RGB."""


def reference(dataset: Dataset, syntax: UID) -> Reference | None:
    """Decode by the first decoder that can; None when none can."""
    shape = (int(dataset.get("NumberOfFrames") or 1), int(dataset.Rows), int(dataset.Columns))
    shape = (*shape, 3) if int(dataset.get("SamplesPerPixel") or 1) == 3 else shape  # type: ignore[assignment]
    ways: list[tuple[str, Callable[[], Stored]]] = [
        (plugin or "pydicom", lambda plugin=plugin: _by_pydicom(dataset, syntax, plugin))  # type: ignore[misc]
        for plugin in PLUGINS.get(syntax, ("",) if not syntax.is_private and syntax != DEFLATED_FRAMES else ())
    ]
    ways += [(name, lambda decode=decode: decode(dataset)) for name, decode in DIRECT.get(syntax, ())]  # type: ignore[misc]
    for name, way in ways:
        try:
            found = way()
        except DECODER_ERRORS:
            continue
        if found.size == np.prod(shape):
            return Reference(plugin=name, stored=found.reshape(shape))
    return None


def _by_pydicom(dataset: Dataset, syntax: UID, plugin: str) -> Stored:
    pixels, _ = get_decoder(syntax).as_array(dataset, decoding_plugin=plugin, allow_excess_frames=False)  # type: ignore[arg-type]
    return pixels


def _frames(dataset: Dataset) -> list[bytes]:
    return list(generate_frames(dataset.PixelData, number_of_frames=int(dataset.get("NumberOfFrames") or 1)))


def _by_opencv(dataset: Dataset) -> Stored:
    cv2 = importlib.import_module("cv2")
    found = [cv2.imdecode(np.frombuffer(one, np.uint8), cv2.IMREAD_UNCHANGED) for one in _frames(dataset)]
    pixels: Stored = np.stack(found)
    return pixels[..., ::-1] if pixels.ndim == 4 else pixels


def _by_imagecodecs(dataset: Dataset) -> Stored:
    codecs = importlib.import_module("imagecodecs")
    return np.stack([codecs.jpeg8_decode(one) for one in _frames(dataset)])


def _by_zlib(dataset: Dataset) -> Stored:
    """Inflate frames of Deflated Image Frame Compression; 1-bit frames are packed, each to whole bytes."""
    bits, pixels = int(dataset.BitsAllocated), int(dataset.Rows) * int(dataset.Columns) * int(dataset.SamplesPerPixel)
    found = []
    for frame in _frames(dataset):
        raw = zlib.decompressobj(-15).decompress(frame)
        if bits == 1:
            found.append(np.unpackbits(np.frombuffer(raw, np.uint8), bitorder="little")[:pixels])
        else:
            kind = f"<{'ui'[int(dataset.PixelRepresentation)]}{bits // 8}"
            found.append(np.frombuffer(raw, kind)[:pixels])
    return np.stack(found)


def _by_loop(dataset: Dataset) -> Stored:
    """Unpack RLE of single bits, which pydicom 3.0 does not, byte by byte. Source: PS3.5 annex G.3."""
    pixels = int(dataset.Rows) * int(dataset.Columns)
    found = []
    for frame in _frames(dataset):
        data, out, at = frame[64:], bytearray(), 0
        while at < len(data) and len(out) * 8 < pixels:
            count = data[at]
            if count < 128:
                out += data[at + 1 : at + 2 + count]
                at += 2 + count
            else:
                out += data[at + 1 : at + 2] * (257 - count) if count > 128 else b""
                at += 2 if count > 128 else 1
        found.append(np.unpackbits(np.frombuffer(bytes(out), np.uint8), bitorder="little")[:pixels])
    return np.stack(found)


DIRECT: dict[UID, tuple[tuple[str, Callable[[Dataset], Stored]], ...]] = {
    uids.JPEGExtended12Bit: (("imagecodecs", _by_imagecodecs),),
    uids.RLELossless: (("loop", _by_loop),),
    uids.HTJ2KLossless: (("opencv", _by_opencv),),
    uids.HTJ2KLosslessRPCL: (("opencv", _by_opencv),),
    uids.HTJ2K: (("opencv", _by_opencv),),
    DEFLATED_FRAMES: (("zlib", _by_zlib),),
}
"""Asked where pydicom has no plugin: by transfer syntax, the name and the function."""


def transformed(dataset: Dataset, frame: int) -> Dataset:
    """The data set that states a frame's rescale: pydicom looks at the root only, enhanced objects say it per frame."""
    return _macro(dataset, frame, "PixelValueTransformationSequence")


def _macro(dataset: Dataset, frame: int, keyword: str) -> Dataset:
    for holder, index in (("PerFrameFunctionalGroupsSequence", frame), ("SharedFunctionalGroupsSequence", 0)):
        groups = dataset.get(holder) or []
        for item in groups[index].get(keyword) or [] if index < len(groups) else []:
            return Dataset(item)
    return dataset


def values(stored: Stored, dataset: Dataset, frame: int) -> Stored:
    """One frame in units of the modality with larger = brighter, by pydicom's functions."""
    item = transformed(dataset, frame)
    found: Stored = apply_modality_lut(stored, item)
    if dataset.PhotometricInterpretation != "MONOCHROME1":
        return found
    bits, is_signed = int(dataset.BitsStored), int(dataset.PixelRepresentation)
    if dataset.get("ModalityLUTSequence"):
        return (2.0 ** int(dataset.ModalityLUTSequence[0].LUTDescriptor[2]) - 1) - found
    start = -(2 ** (bits - 1)) if is_signed else 0
    ends = apply_modality_lut(np.array([start, start + 2**bits - 1], np.int64), item)
    mirrored: Stored = ends.sum() - found.astype(np.float64)
    return mirrored


def shown(stored: Stored, dataset: Dataset, frame: int) -> Stored | None:
    """One frame as shown [0-1], by pydicom's VOI LUT; None where the header names none or pydicom does not know it."""
    view = Dataset()
    view.update(dataset)
    for item in (transformed(dataset, frame), _macro(dataset, frame, "FrameVOILUTSequence")):
        if item is not dataset:
            view.update(item)
    if not view.get("VOILUTSequence") and ("WindowCenter" not in view or "WindowWidth" not in view):
        return None
    if "file_meta" in dir(dataset):
        view.file_meta = dataset.file_meta
    if "BitsStored" not in view:
        return None
    found = apply_modality_lut(stored, view)
    if view.get("VOILUTSequence"):
        # The table maps whole numbers.
        result = apply_voi_lut(np.rint(found).astype(np.int64), view)
        low, high = 0.0, 2.0 ** int(view.VOILUTSequence[0].LUTDescriptor[2]) - 1
    else:
        result = apply_voi_lut(found, view)
        low, high = _range(view)
    share: Stored = (result.astype(np.float64) - low) / (high - low)
    return 1 - share if dataset.PhotometricInterpretation == "MONOCHROME1" else share


def _range(view: Dataset) -> tuple[float, float]:
    """Where pydicom maps a window to."""
    if view.get("ModalityLUTSequence"):
        return 0.0, 2.0 ** int(view.ModalityLUTSequence[0].LUTDescriptor[2]) - 1
    bits, is_signed = int(view.BitsStored), int(view.PixelRepresentation)
    start = -(2.0 ** (bits - 1)) if is_signed else 0.0
    slope, intercept = float(view.get("RescaleSlope", 1)), float(view.get("RescaleIntercept", 0))
    return start * slope + intercept, (start + 2.0**bits - 1) * slope + intercept


def colours(stored: Stored, dataset: Dataset) -> Stored:
    """RGB of 8 bits, by pydicom's palette and the upper bits of each sample."""
    if dataset.PhotometricInterpretation == "PALETTE COLOR":
        found = apply_color_lut(stored, dataset)[..., :3]
        # 8-bit colours in 16-bit entries are in the low byte only.
        return found if found.dtype == np.uint8 or int(found.max()) <= 255 else found >> 8
    bits = int(dataset.BitsStored)
    return stored >> (bits - 8) if bits > 8 else stored
