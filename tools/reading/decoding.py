"""Decode the frames of a DICOM data set whose header has passed its checks."""

import math
import zlib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import uid as uids
from pydicom.dataset import Dataset
from pydicom.encaps import generate_frames
from pydicom.pixels.decoders.base import Decoder, get_decoder
from pydicom.uid import UID

from tools.errors import DamagedImage, ImplausibleHeader, Truncated
from tools.reading.codestream import stream_size
from tools.reading.dicom_pixels import PIXEL_KEYWORDS, PixelHeader
from tools.reading.jpeg_end import is_cut_short, is_filled
from tools.reading.limits import DECODER_ERRORS, check_expansion
from tools.reading.syntaxes import DECODERS, DEFLATED_FRAMES, ENCAPSULATED_NATIVE, is_encapsulated

__all__ = ["decode", "decode_words"]

_PLUGINS: Mapping[str, str] = MappingProxyType(
    {"openjpeg": "decode_htj2k", "packbits": "decode_rle", "gdcm12": "decode_extended_jpeg"}
)
"""Functions of `tools.reading.plugins` by the name of the decoder."""

_DAMAGED = "The pixel data of the DICOM file are damaged or cut short."

_FRAME_CUT = "A compressed frame of the DICOM file is cut short; fetch the file again."

_STREAM_HEAD_BYTES = 256 * 1024
"""Markers before the frame header are looked for this far [bytes]: room for a full set of application segments."""


def decode(dataset: Dataset, header: PixelHeader) -> NDArray[Any]:
    """Decode all frames.

    Returns:
        `(frames, H, W)` or `(frames, H, W, 3)` in the stored type; YBR is converted to RGB, but for
        YBR_PARTIAL_422, which has its samples put side by side only.

    Raises:
        DamagedImage: If the pixel data are damaged.
        Truncated: If they are cut short.
        FileTooLarge: If so few bytes cannot hold so large a picture.
        ImplausibleHeader: If they are of another size than the header says.
    """
    _check_amount(dataset, header)
    syntax = header.syntax
    try:
        if is_encapsulated(syntax):
            _check_streams(dataset, header)
        if syntax in (DEFLATED_FRAMES, ENCAPSULATED_NATIVE):
            dataset, syntax = _unwrapped(dataset, header), UID(uids.ExplicitVRLittleEndian)
        pixels = _decoded(dataset, header, syntax)
        if syntax in _JPEG_8_BITS and pixels.dtype.itemsize == 1:
            _check_ends(pixels, dataset, header)
    except DECODER_ERRORS as error:
        raise DamagedImage(_DAMAGED) from error
    shape = (header.frames, header.height, header.width, *((3,) if header.samples == 3 else ()))
    if pixels.size != math.prod(shape):
        raise ImplausibleHeader("The pixel data of the DICOM file have another size than its header says.")
    return _native(pixels.reshape(shape))


def decode_words(dataset: Dataset, header: PixelHeader) -> NDArray[Any]:
    """Decode the words that hold the values, with the bits beyond Bits Stored as they are.

    Returns:
        `(frames, H, W)`, unsigned.

    Raises:
        DamagedImage: If the pixel data are damaged, or their syntax stores no such bits.
    """
    if is_encapsulated(header.syntax) and header.syntax != uids.RLELossless:
        raise DamagedImage("JPEG and its kin store values, and no bits beside them.")
    words = header._replace(bits_stored=header.bits_allocated, signed=False)
    return decode(dataset, words)


def _native(pixels: NDArray[Any]) -> NDArray[Any]:
    """Pixels in the byte order of this machine."""
    native: NDArray[Any] = pixels.astype(pixels.dtype.newbyteorder("="), copy=False)
    return native


def _decoded(dataset: Dataset, header: PixelHeader, syntax: UID) -> NDArray[Any]:
    plugins = _plugins(header) if is_encapsulated(syntax) else ("",)
    options = _options(dataset, header)
    for plugin in plugins[:-1]:
        try:
            return _decoder(syntax, plugin).as_array(dataset, decoding_plugin=plugin, **options)[0]
        except DECODER_ERRORS:
            continue  # the next one says what is wrong
    return _decoder(syntax, plugins[-1]).as_array(dataset, decoding_plugin=plugins[-1], **options)[0]


def _options(dataset: Dataset, header: PixelHeader) -> dict[str, Any]:
    """What pydicom is to take from the checked header, so that missing attributes have their defaults."""
    found: dict[str, Any] = {
        "allow_excess_frames": False,  # frames beyond Number of Frames were not in the budget
        "number_of_frames": header.frames,
        "photometric_interpretation": header.photometric,
        "samples_per_pixel": header.samples,
    }
    if "PixelData" in dataset:
        found |= {"bits_stored": header.bits_stored, "pixel_representation": int(header.signed)}
    if header.samples == 3:
        found["planar_configuration"] = header.planar
    if header.photometric == "YBR_PARTIAL_422":
        # Packed as YBR_FULL_422 is; the range of the values is another one, so the colours are not converted here.
        found |= {"photometric_interpretation": "YBR_FULL_422", "raw": True}
    return found


@cache
def _decoder(syntax: UID, plugin: str) -> Decoder:
    """The decoder of pydicom, or one of our own that knows our plugin; those of pydicom stay as they are."""
    if plugin not in _PLUGINS:
        return get_decoder(syntax)
    ours = Decoder(UID(syntax))
    ours.add_plugin(plugin, ("tools.reading.plugins", _PLUGINS[plugin]))
    return ours


def _plugins(header: PixelHeader) -> tuple[str, ...]:
    """The decoders to ask, in order; with several, the later ones are for what the first cannot read."""
    if header.syntax == uids.JPEGExtended12Bit and header.bits_stored > 8:
        return ("gdcm12",)
    plugin = DECODERS[header.syntax]
    if header.syntax in (uids.JPEG2000Lossless, uids.JPEG2000):
        # Pillow reduces colour of more than 8 bits to 8 bits, and does not read every layout of tiles.
        return ("gdcm",) if header.samples == 3 and header.bits_stored > 8 else (plugin, "gdcm")
    return (plugin,)


def _check_amount(dataset: Dataset, header: PixelHeader) -> None:
    """Refuse too few bytes for the picture that the header claims, encoded or not."""
    try:
        value = next((dataset[one].value for one in PIXEL_KEYWORDS if one in dataset), b"")
    except DECODER_ERRORS as error:
        raise DamagedImage(_DAMAGED) from error
    stored = len(value) if isinstance(value, bytes) else 0
    bits = header.width * header.height * header.samples * header.bits_allocated
    if is_encapsulated(header.syntax):
        check_expansion(decoded=bits * header.frames // 8, encoded=stored, canvas=bits // 8)
        return
    if header.photometric in ("YBR_FULL_422", "YBR_PARTIAL_422"):
        bits = bits * 2 // 3  # two pixels share their colour: PS3.3 C.7.6.3.1.2
    if stored < (needed := math.ceil(bits * header.frames / 8)):
        raise Truncated(
            f"The pixel data of the DICOM file are cut short: {stored:,} of {needed:,} bytes that the header claims."
        )


def _frames(dataset: Dataset, header: PixelHeader) -> list[bytes]:
    offsets = None
    if "ExtendedOffsetTable" in dataset:
        offsets = (dataset.ExtendedOffsetTable, dataset.ExtendedOffsetTableLengths)
    try:
        return list(generate_frames(dataset.PixelData, number_of_frames=header.frames, extended_offsets=offsets))
    except DECODER_ERRORS as error:
        raise DamagedImage(_DAMAGED) from error


_JPEG_LS = frozenset({uids.JPEGLSLossless, uids.JPEGLSNearLossless})
_END, _END_BYTES = b"\xff\xd9", 64
"""End of image, and how far before the end of a frame it stands at most, with padding [bytes]. Source: T.87 annex C."""


def _check_streams(dataset: Dataset, header: PixelHeader) -> None:
    """Refuse a frame that is missing, or whose own header claims another size than the data set's."""
    frames = _frames(dataset, header)
    if len(frames) < header.frames:
        raise Truncated(f"The DICOM file holds {len(frames)} of the {header.frames} frames that its header claims.")
    if header.syntax in _JPEG_LS and not all(frame[-_END_BYTES:].rstrip(b"\0").endswith(_END) for frame in frames):
        # CharLS searches seconds for the end of a stream that has none.
        raise Truncated(_FRAME_CUT)
    for size in (stream_size(frame[:_STREAM_HEAD_BYTES]) for frame in frames):
        if size and (size.width != header.width or size.height not in (0, header.height)):
            raise ImplausibleHeader(
                f"A compressed frame claims {size.width} x {size.height} pixels, and the DICOM header "
                f"{header.width} x {header.height}; one of them is wrong."
            )
        if size and not 1 <= size.bits <= header.bits_allocated:
            # GDCM ends the process over a precision that it does not know.
            raise ImplausibleHeader(
                f"A compressed frame claims {size.bits} bits per sample, and the DICOM header has room for "
                f"{header.bits_allocated}; one of them is wrong."
            )


_JPEG_8_BITS = frozenset({uids.JPEGBaseline8Bit, uids.JPEGExtended12Bit})


def _check_ends(pixels: NDArray[Any], dataset: Dataset, header: PixelHeader) -> None:
    """Refuse frames that were cut short and closed again, which a decoder fills with grey."""
    frames = pixels.reshape(header.frames, header.height, header.width, header.samples)
    streams = _frames(dataset, header)
    if any(is_filled(frame) and is_cut_short(stream) for frame, stream in zip(frames, streams, strict=False)):
        raise Truncated(_FRAME_CUT)


def _unwrapped(dataset: Dataset, header: PixelHeader) -> Dataset:
    """The data set with its encapsulated frames as native ones; no frame becomes larger than the header says."""
    pixels = header.width * header.height * header.samples
    # Bits of an encapsulated frame fill whole bytes, those of native frames run on. Source: PS3.5 annex A.4, 8.2.
    size = math.ceil(pixels * header.bits_allocated / 8)
    frames = _frames(dataset, header)[: header.frames]
    if header.syntax == DEFLATED_FRAMES:
        frames = [_inflated(frame, size) for frame in frames]
    if any(len(frame) not in (size, size + size % 2) for frame in frames):
        raise ValueError("A frame has another size than the header says.")
    native = b"".join(frame[:size] for frame in frames)
    if header.bits_allocated == 1:
        bits = np.unpackbits(np.frombuffer(native, np.uint8).reshape(header.frames, -1), axis=1, bitorder="little")
        native = np.packbits(bits[:, :pixels], bitorder="little").tobytes()
    found = Dataset()
    found.update({element.tag: element for element in dataset if element.tag.group == 0x28})
    found.add_new("PixelData", "OB" if header.bits_allocated <= 8 else "OW", native + b"\0" * (len(native) % 2))
    found.set_original_encoding(False, True)
    return found


def _inflated(frame: bytes, size: int) -> bytes:
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(frame, size + 2)
