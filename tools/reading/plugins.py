"""Decoders of single frames that pydicom has not, or has slower, in the shape of its decoding plugins.

A plugin takes the encoded frame and pydicom's runner, which knows the header, and gives the bytes of the decoded frame.
Source: pydicom's guide to decoding plugins.
"""

import itertools
import math
import struct
from typing import Any

import numpy as np
from PIL import Image as Pillow
from PIL import features
from pydicom import uid as uids
from pydicom.pixels.decoders.base import DecodeRunner
from pydicom.pixels.decoders.pillow import _decode_frame as _decode_by_pillow
from pydicom.uid import UID

__all__ = ["DECODER_DEPENDENCIES", "decode_extended_jpeg", "decode_htj2k", "decode_rle", "is_available"]

_HTJ2K = (uids.HTJ2KLossless, uids.HTJ2KLosslessRPCL, uids.HTJ2K)
_FIRST_OPENJPEG_WITH_HTJ2K = (2, 5)
"""Source: the release notes of OpenJPEG 2.5.0, of 2022."""

_RLE_HEADER_BYTES = 64
_MAX_SEGMENTS = 15
"""Source: PS3.5 annex G.5."""

DECODER_DEPENDENCIES = {
    uids.RLELossless: ("pillow>=12.2",),
    uids.JPEGExtended12Bit: ("python-gdcm>=3.2",),
    **{one: ("pillow>=12.2",) for one in _HTJ2K},
}
"""What pydicom asks a module of plugins for."""


def is_available(syntax: UID) -> bool:
    """Whether the library behind the plugin of a transfer syntax is installed; pydicom asks for this."""
    if syntax in _HTJ2K:
        version = str(features.version_codec("jpg_2000") or "0").split(".")
        return tuple(int(part) for part in version[:2] if part.isdigit()) >= _FIRST_OPENJPEG_WITH_HTJ2K
    return True


def decode_htj2k(frame: bytes, runner: DecodeRunner) -> bytes:
    """Decode High-Throughput JPEG 2000 as JPEG 2000: the stream itself says which of the two it is."""
    decoded: bytes = _decode_by_pillow(frame, runner)
    return decoded


def decode_rle(frame: bytes, runner: DecodeRunner) -> bytes:
    """Decode a frame of RLE Lossless: one run of PackBits per byte of a sample, most significant first.

    Source: PS3.5 annex G. With 1 bit allocated, the one segment holds the packed pixels of the frame.

    Raises:
        ValueError: If the segments do not fit the header, or hold too few bytes.
    """
    pixels = runner.rows * runner.columns
    is_packed = runner.bits_allocated == 1
    width = 1 if is_packed else runner.bits_allocated // 8
    segments = _segments(frame)
    if len(segments) != width * runner.samples_per_pixel:
        raise ValueError("The number of RLE segments does not fit the header.")
    if is_packed:
        packed = np.frombuffer(_unpacked(segments[0], math.ceil(pixels / 8)), np.uint8)
        # pydicom takes a decoded frame of 1 bit as one byte per pixel.
        return np.unpackbits(packed, bitorder="little")[:pixels].tobytes()
    runner.set_option("planar_configuration", 0)
    # The segments of a sample begin with its highest byte, and its bytes with the lowest.
    samples = np.empty((pixels, runner.samples_per_pixel, width), np.uint8)
    for place, segment in enumerate(segments):
        sample, byte = divmod(place, width)
        samples[:, sample, width - 1 - byte] = np.frombuffer(_unpacked(segment, pixels), np.uint8)
    return samples.tobytes()


def _segments(frame: bytes) -> list[bytes]:
    """Cut a frame at the offsets of its header."""
    header = struct.unpack(f"<{_RLE_HEADER_BYTES // 4}L", frame[:_RLE_HEADER_BYTES])
    count = header[0]
    if not 1 <= count <= _MAX_SEGMENTS:
        raise ValueError("A frame of RLE has 1 to 15 segments.")
    starts = [*header[1 : count + 1], len(frame)]
    if starts[0] < _RLE_HEADER_BYTES or any(after < before for before, after in itertools.pairwise(starts)):
        raise ValueError("The segments of a frame of RLE do not follow each other.")
    return [frame[start:end] for start, end in itertools.pairwise(starts)]


def _unpacked(segment: bytes, size: int) -> bytes:
    """Expand PackBits to exactly `size` bytes; runs may cross rows, so that all of it is one row to Pillow."""
    return Pillow.frombytes("L", (size, 1), segment, "packbits", "L").tobytes()


def decode_extended_jpeg(frame: bytes, runner: DecodeRunner) -> bytes:
    """Decode one frame of JPEG Extended with 12 bits by GDCM.

    Raises:
        ValueError: If GDCM does not decode it.
    """
    import gdcm

    fragment: Any = gdcm.Fragment()
    fragment.SetByteStringValue(frame)
    fragments: Any = gdcm.SequenceOfFragments.New()
    fragments.AddFragment(fragment)
    element: Any = gdcm.DataElement(gdcm.Tag(0x7FE0, 0x0010))
    element.SetValue(fragments.__ref__())
    image: Any = gdcm.Image()
    image.SetNumberOfDimensions(2)
    image.SetDimensions((runner.columns, runner.rows, 1))
    image.SetDataElement(element)
    image.SetPhotometricInterpretation(gdcm.PhotometricInterpretation(gdcm.PhotometricInterpretation.MONOCHROME2))
    image.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.JPEGExtendedProcess2_4))
    image.SetPixelFormat(gdcm.PixelFormat(1, 16, runner.bits_stored, runner.bits_stored - 1, 0))
    # GDCM hands bytes over as text, and None when it fails.
    decoded: str | None = image.GetBuffer()
    if decoded is None:
        raise ValueError("GDCM does not decode the frame.")
    return decoded.encode("utf-8", "surrogateescape")
