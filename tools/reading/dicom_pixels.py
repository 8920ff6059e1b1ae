"""Decode the pixels of a DICOM data set: the budget first, then one named decoder per transfer syntax."""

import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from numpy.typing import NDArray
from pydicom import uid as uids
from pydicom.dataset import Dataset
from pydicom.encaps import generate_frames
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import UID

from tools.errors import DamagedImage, ImplausibleHeader, NotAnImage, Truncated, UnsupportedTransferSyntax
from tools.reading.codestream import stream_size
from tools.reading.dicom_file import transfer_syntax
from tools.reading.limits import DECODER_ERRORS, check_budget, check_expansion

__all__ = ["PixelHeader", "decode", "pixel_header"]

_DECODERS: Mapping[UID, str] = {
    uids.ImplicitVRLittleEndian: "",
    uids.ExplicitVRLittleEndian: "",
    uids.ExplicitVRBigEndian: "",
    uids.RLELossless: "pydicom",
    uids.JPEGBaseline8Bit: "pillow",
    uids.JPEGExtended12Bit: "pillow",
    uids.JPEGLossless: "gdcm",
    uids.JPEGLosslessSV1: "gdcm",
    uids.JPEGLSLossless: "pyjpegls",
    uids.JPEGLSNearLossless: "pyjpegls",
    uids.JPEG2000Lossless: "pillow",
    uids.JPEG2000: "pillow",
}
"""One decoder per transfer syntax, so that the same file gives the same pixels whatever else is installed. CharLS
decodes JPEG-LS 1.7 times as fast as GDCM; Pillow notices a JPEG that is cut short where GDCM fills it with grey."""

_OPTIONS: dict[str, Any] = {"allow_excess_frames": False}
"""Frames beyond Number of Frames were not in the budget."""

_PIXEL_KEYWORDS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
_BITS_ALLOCATED = frozenset({1, 8, 16, 32, 64})
"""What pydicom decodes. Source: PS3.5 section 8.1.1 (1 or a multiple of 8)."""

_UID = re.compile(r"[0-9.]{1,64}")


class PixelHeader(NamedTuple):
    """What the header says about the pixels, checked."""

    width: int
    """Columns [pixels]."""
    height: int
    """Rows [pixels]."""
    frames: int
    samples: int
    """1 or 3 per pixel."""
    bits_allocated: int
    bits_stored: int
    signed: bool
    photometric: str
    """Photometric Interpretation (0028,0004) as written in the header."""
    syntax: UID


def pixel_header(dataset: Dataset) -> PixelHeader:
    """Check the description of the pixels against the budget, before anything is decoded.

    Raises:
        NotAnImage: If there are no pixels.
        ImplausibleHeader: If a value is missing or impossible.
        FileTooLarge: If a limit is exceeded.
        UnsupportedTransferSyntax: If no installed decoder reads the transfer syntax.
    """
    keyword = next((one for one in _PIXEL_KEYWORDS if one in dataset), None)
    if keyword is None:
        raise NotAnImage("The DICOM object holds no picture: it has no pixel data.")
    bits = {"FloatPixelData": 32, "DoubleFloatPixelData": 64}.get(keyword) or _integer(dataset, "BitsAllocated")
    stored = bits if keyword != "PixelData" else _integer(dataset, "BitsStored", default=bits)
    samples = _integer(dataset, "SamplesPerPixel", default=1)
    if bits not in _BITS_ALLOCATED or not 1 <= stored <= bits or samples not in (1, 3):
        raise ImplausibleHeader(
            f"The DICOM header describes pixels of {samples} samples with {stored} of {bits} bits, "
            "and 1 or 3 samples of 1, 8, 16, 32 or 64 bits are read."
        )
    syntax = transfer_syntax(dataset)
    _check_syntax(syntax)
    header = PixelHeader(
        width=_integer(dataset, "Columns"),
        height=_integer(dataset, "Rows"),
        frames=_integer(dataset, "NumberOfFrames", default=1),
        samples=samples,
        bits_allocated=bits,
        bits_stored=stored,
        signed=_integer(dataset, "PixelRepresentation", default=0) == 1,
        photometric=str(dataset.get("PhotometricInterpretation", "")),
        syntax=syntax,
    )
    _check_bits(header)
    check_budget(
        width=header.width, height=header.height, frames=header.frames, bytes_per_pixel=samples * math.ceil(bits / 8)
    )
    return header


def _integer(dataset: Dataset, keyword: str, default: int | None = None) -> int:
    """A whole number of the header, or the default where the attribute is missing or empty."""
    try:
        value = dataset.get(keyword)
        if value is None or value == "":
            if default is None:
                raise ImplausibleHeader(f"The DICOM header does not state {keyword}, so its pixels cannot be laid out.")
            return default
        return int(value)
    except DECODER_ERRORS as error:
        raise ImplausibleHeader(
            f"The DICOM header states {keyword} as something that is not one whole number."
        ) from error


def _check_syntax(syntax: UID) -> None:
    if syntax in _DECODERS:
        return
    if not _UID.fullmatch(syntax):
        raise UnsupportedTransferSyntax("The DICOM file names a transfer syntax that is not a valid UID.")
    name = f" ({syntax.name})" if syntax.name != syntax else ""
    supported = ", ".join(sorted(one.name for one in _DECODERS))
    raise UnsupportedTransferSyntax(
        f"Transfer syntax {str(syntax)!r}{name} is not supported. Convert the file to one of: {supported}."
    )


def _check_bits(header: PixelHeader) -> None:
    """Refuse depths that the decoder of the transfer syntax does not know."""
    if header.syntax == uids.JPEGExtended12Bit and header.bits_stored != 8:
        raise UnsupportedTransferSyntax(
            f"Transfer syntax {str(header.syntax)!r} ({header.syntax.name}) is read with 8 bits, and this image has "
            f"{header.bits_stored}. Store it uncompressed or as JPEG-LS."
        )
    if header.syntax == uids.RLELossless and header.bits_allocated == 1:
        raise UnsupportedTransferSyntax(
            f"Transfer syntax {str(header.syntax)!r} ({header.syntax.name}) is not read with 1 bit per pixel. "
            "Store it uncompressed."
        )


def decode(dataset: Dataset, header: PixelHeader) -> NDArray[Any]:
    """Decode all frames.

    Returns:
        `(frames, H, W)` or `(frames, H, W, 3)` in the stored type; YBR is converted to RGB.

    Raises:
        DamagedImage: If the pixel data are damaged.
        Truncated: If they are cut short.
        FileTooLarge: If so few bytes cannot hold so large a picture.
        ImplausibleHeader: If they are of another size than the header says.
    """
    _check_amount(dataset, header)
    if header.syntax.is_encapsulated:
        _check_streams(dataset, header)
    plugin = _plugin(header)
    try:
        pixels, _ = get_decoder(header.syntax).as_array(dataset, decoding_plugin=plugin, **_OPTIONS)
    except DECODER_ERRORS as error:
        raise DamagedImage("The pixel data of the DICOM file are damaged or cut short.") from error
    shape = (header.frames, header.height, header.width, *((3,) if header.samples == 3 else ()))
    if pixels.size != math.prod(shape):
        raise ImplausibleHeader("The pixel data of the DICOM file have another size than its header says.")
    native: NDArray[Any] = pixels.reshape(shape).astype(pixels.dtype.newbyteorder("="), copy=False)
    return native


def _check_amount(dataset: Dataset, header: PixelHeader) -> None:
    """Refuse too few bytes for the picture that the header claims, encoded or not."""
    value = next((dataset[one].value for one in _PIXEL_KEYWORDS if one in dataset), b"")
    stored = len(value) if isinstance(value, bytes) else 0
    bits = header.width * header.height * header.samples * header.bits_allocated
    if header.syntax.is_encapsulated:
        check_expansion(decoded=bits * header.frames // 8, encoded=stored, canvas=bits // 8)
        return
    if header.photometric == "YBR_FULL_422":
        bits = bits * 2 // 3  # two pixels share their colour: PS3.3 C.7.6.3.1.2
    if stored < (needed := math.ceil(bits * header.frames / 8)):
        raise Truncated(
            f"The pixel data of the DICOM file are cut short: {stored:,} of {needed:,} bytes that the header claims."
        )


def _plugin(header: PixelHeader) -> str:
    plugin = _DECODERS[header.syntax]
    if plugin == "pillow" and header.samples == 3 and header.bits_stored > 8:
        return "gdcm"  # Pillow reduces colour of more than 8 bits to 8 bits.
    return plugin


def _check_streams(dataset: Dataset, header: PixelHeader) -> None:
    """Refuse a frame that is missing, or whose own header claims another size than the data set's."""
    count = 0
    try:
        frames = generate_frames(
            dataset.PixelData,
            number_of_frames=header.frames,
            extended_offsets=_extended_offsets(dataset),
        )
        sizes = [stream_size(frame[:_STREAM_HEAD_BYTES]) for frame in frames]
        count = len(sizes)
    except DECODER_ERRORS as error:
        raise DamagedImage("The pixel data of the DICOM file are damaged or cut short.") from error
    if count < header.frames:
        raise Truncated(f"The DICOM file holds {count} of the {header.frames} frames that its header claims.")
    for size in sizes:
        if size and (size.width != header.width or size.height not in (0, header.height)):
            raise ImplausibleHeader(
                f"A compressed frame claims {size.width} x {size.height} pixels, and the DICOM header "
                f"{header.width} x {header.height}; one of them is wrong."
            )


_STREAM_HEAD_BYTES = 256 * 1024
"""Markers before the frame header are looked for this far [bytes]: room for a full set of application segments."""


def _extended_offsets(dataset: Dataset) -> tuple[bytes, bytes] | None:
    if "ExtendedOffsetTable" not in dataset:
        return None
    return dataset.ExtendedOffsetTable, dataset.ExtendedOffsetTableLengths
