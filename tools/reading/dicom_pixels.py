"""What the header of a DICOM data set says about its pixels, checked before anything is decoded."""

import math
import re
from typing import NamedTuple

from pydicom import uid as uids
from pydicom._uid_dict import UID_dictionary
from pydicom.dataset import Dataset
from pydicom.uid import UID

from tools.errors import ImplausibleHeader, NotAnImage, Truncated, UnsupportedTransferSyntax
from tools.reading.attributes import attribute
from tools.reading.dicom_file import transfer_syntax
from tools.reading.limits import DECODER_ERRORS, check_budget
from tools.reading.syntaxes import DECODERS, JPEG_2000, is_encapsulated, syntax_name

__all__ = ["PIXEL_KEYWORDS", "PixelHeader", "pixel_header"]

PIXEL_KEYWORDS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
_BITS_ALLOCATED = frozenset({1, 8, 16, 32, 64})
"""What pydicom decodes. Source: PS3.5 section 8.1.1 (1 or a multiple of 8)."""

_UID = re.compile(r"[0-9.]{1,64}")


_GREY_OR_PALETTE = frozenset({"MONOCHROME1", "MONOCHROME2", "PALETTE COLOR"})
_COLOUR = frozenset({"RGB", "YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_422", "YBR_RCT", "YBR_ICT"})
_OF_JPEG_2000 = frozenset({"YBR_RCT", "YBR_ICT"})
_OF_NATIVE_FRAMES = frozenset({"YBR_PARTIAL_422"})
"""Photometric interpretations that are read, by samples per pixel, and those that only some syntaxes know.
Source: PS3.3 C.7.6.3.1.2, PS3.5 section 8.2; HSV, ARGB, CMYK and YBR_PARTIAL_420 are retired or of video."""


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
    """Photometric Interpretation (0028,0004), one of those that are read."""
    syntax: UID
    planar: int = 0
    """Planar Configuration (0028,0006): 0 by pixel, 1 by plane."""
    notes: tuple[str, ...] = ()
    """What was odd, as sentences."""


def pixel_header(dataset: Dataset) -> PixelHeader:
    """Check the description of the pixels against the budget, before anything is decoded.

    Raises:
        NotAnImage: If there are no pixels.
        Truncated: If there are none of the picture that the header describes.
        ImplausibleHeader: If a value is missing or impossible.
        FileTooLarge: If a limit is exceeded.
        UnsupportedTransferSyntax: If no installed decoder reads the transfer syntax.
    """
    keyword = next((one for one in PIXEL_KEYWORDS if one in dataset), None)
    if keyword is None:
        if "Rows" in dataset and "Columns" in dataset:
            raise Truncated("The DICOM file describes a picture and ends before it; fetch it again.")
        raise NotAnImage(f"The DICOM object{_class_name(dataset)} holds no picture: it has no pixel data.")
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
    photometric, notes = _photometric(dataset, samples, syntax)
    header = PixelHeader(
        width=_integer(dataset, "Columns"),
        height=_integer(dataset, "Rows"),
        frames=_integer(dataset, "NumberOfFrames", default=1),
        samples=samples,
        bits_allocated=bits,
        bits_stored=stored,
        signed=_integer(dataset, "PixelRepresentation", default=0) == 1,
        photometric=photometric,
        syntax=syntax,
        planar=_integer(dataset, "PlanarConfiguration", default=0),
        notes=notes + _high_bit_note(dataset, stored),
    )
    _check_bits(header)
    check_budget(
        width=header.width, height=header.height, frames=header.frames, bytes_per_pixel=samples * math.ceil(bits / 8)
    )
    return header


def _class_name(dataset: Dataset) -> str:
    """The standard's name of the object's class, such as RT Structure Set Storage; nothing where it has none."""
    uid = UID(str(attribute([dataset], "SOPClassUID") or ""))
    return f" ({uid.name})" if uid in UID_dictionary else ""


def _photometric(dataset: Dataset, samples: int, syntax: UID) -> tuple[str, tuple[str, ...]]:
    """The photometric interpretation, and a note where one sample per pixel was taken for grey."""
    named = str(attribute([dataset], "PhotometricInterpretation") or "").strip().upper()
    if not named and samples == 1:
        return "MONOCHROME2", ("The header does not say how grey is stored; larger was taken for brighter.",)
    allowed = _GREY_OR_PALETTE if samples == 1 else _COLOUR
    fits = (named not in _OF_JPEG_2000 or syntax in JPEG_2000) and (
        named not in _OF_NATIVE_FRAMES or not is_encapsulated(syntax)
    )
    if named in allowed and fits:
        return named, ()
    raise ImplausibleHeader(
        f"The DICOM header names a photometric interpretation that does not fit {samples} samples of this transfer "
        f"syntax, or is not read; with {samples} these are: {', '.join(sorted(allowed))}."
    )


def _high_bit_note(dataset: Dataset, stored: int) -> tuple[str, ...]:
    high = attribute([dataset], "HighBit")
    if not isinstance(high, int) or high == stored - 1 or "PixelData" not in dataset:
        return ()
    return ("High Bit contradicts Bits Stored; the values were taken from the lowest bits.",)


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
    if syntax in DECODERS:
        return
    if not _UID.fullmatch(syntax):
        raise UnsupportedTransferSyntax("The DICOM file names a transfer syntax that is not a valid UID.")
    known = syntax_name(syntax)
    name = f" ({known})" if known != syntax else ""
    raise UnsupportedTransferSyntax(
        f"Transfer syntax {str(syntax)!r}{name} is not supported. Convert the file to Explicit VR Little Endian, which "
        "is uncompressed, or to RLE, JPEG, JPEG-LS, JPEG 2000 or HTJ2K."
    )


def _check_bits(header: PixelHeader) -> None:
    """Refuse depths that the decoder of the transfer syntax does not know."""
    is_plain = header.samples == 1 and header.bits_allocated == 16 and header.bits_stored <= 12 and not header.signed
    if header.syntax == uids.JPEGExtended12Bit and header.bits_stored > 8 and not is_plain:
        raise UnsupportedTransferSyntax(
            f"Transfer syntax {str(header.syntax)!r} ({header.syntax.name}) is read with 8 bits, or with unsigned grey "
            f"of 12 bits in 16, and this image has {header.samples} samples of {header.bits_stored} in "
            f"{header.bits_allocated}. Store it uncompressed or as JPEG-LS."
        )
    if header.syntax in _HTJ2K and header.samples == 3 and header.bits_stored > 8:
        raise UnsupportedTransferSyntax(
            f"Transfer syntax {str(header.syntax)!r} ({header.syntax.name}) is read in colour with 8 bits, and this "
            f"image has {header.bits_stored}. Store it as JPEG 2000 or uncompressed."
        )
    if header.syntax in _JPEG and header.bits_allocated not in (8, 16):
        raise UnsupportedTransferSyntax(
            f"Transfer syntax {str(header.syntax)!r} ({header.syntax.name}) is read with 8 or 16 bits per sample, and "
            f"this image has {header.bits_allocated}. Store it uncompressed."
        )


_HTJ2K = JPEG_2000 - {uids.JPEG2000Lossless, uids.JPEG2000}

_JPEG = frozenset(
    {
        uids.JPEGBaseline8Bit,
        uids.JPEGExtended12Bit,
        uids.JPEGLossless,
        uids.JPEGLosslessSV1,
        uids.JPEGLSLossless,
        uids.JPEGLSNearLossless,
    }
)
"""JPEG and JPEG-LS: samples of 16 bits at most, and none of 1 bit in DICOM. Source: PS3.5 sections 8.2.1, 8.2.3."""
