"""Transfer syntaxes: their names, how their frames are stored, and which decoder reads each."""

from collections.abc import Mapping
from types import MappingProxyType

from pydicom import uid as uids
from pydicom.uid import UID

__all__ = [
    "DECODERS",
    "DEFLATED_FRAMES",
    "ENCAPSULATED_NATIVE",
    "JPEG_2000",
    "is_encapsulated",
    "syntax_name",
]

DEFLATED_FRAMES = UID("1.2.840.10008.1.2.8.1")
"""Deflated Image Frame Compression, of 2024: each frame is a raw deflate stream. Source: PS3.5 annex A.4.13."""

ENCAPSULATED_NATIVE = UID("1.2.840.10008.1.2.1.98")
"""Encapsulated Uncompressed Explicit VR Little Endian: each frame as it is. Source: PS3.5 annex A.4.11."""

JPEG_2000 = frozenset({uids.JPEG2000Lossless, uids.JPEG2000, uids.HTJ2KLossless, uids.HTJ2KLosslessRPCL, uids.HTJ2K})
"""Those whose streams know the reversible and the irreversible colour transform."""

DECODERS: Mapping[UID, str] = MappingProxyType(
    {
        uids.ImplicitVRLittleEndian: "",
        uids.ExplicitVRLittleEndian: "",
        uids.ExplicitVRBigEndian: "",
        ENCAPSULATED_NATIVE: "",
        DEFLATED_FRAMES: "zlib",
        uids.RLELossless: "packbits",
        uids.JPEGBaseline8Bit: "pillow",
        uids.JPEGExtended12Bit: "pillow",
        uids.JPEGLossless: "gdcm",
        uids.JPEGLosslessSV1: "gdcm",
        uids.JPEGLSLossless: "pyjpegls",
        uids.JPEGLSNearLossless: "pyjpegls",
        uids.JPEG2000Lossless: "pillow",
        uids.JPEG2000: "pillow",
        uids.HTJ2KLossless: "openjpeg",
        uids.HTJ2KLosslessRPCL: "openjpeg",
        uids.HTJ2K: "openjpeg",
    }
)
"""One decoder per transfer syntax, so that the same file gives the same pixels whatever else is installed.

Pillow's PackBits is about four times as fast on RLE as pydicom's own loop; CharLS (pyjpegls) decodes JPEG-LS about
twice as fast as GDCM; Pillow notices a JPEG that is cut short where GDCM fills it with grey; the OpenJPEG 2.5 inside
Pillow reads HTJ2K."""

_NAMES = MappingProxyType(
    {
        DEFLATED_FRAMES: "Deflated Image Frame Compression",
        ENCAPSULATED_NATIVE: "Encapsulated Uncompressed Explicit VR Little Endian",
        UID("1.2.840.10008.1.2.4.110"): "JPEG XL Lossless",
        UID("1.2.840.10008.1.2.4.111"): "JPEG XL JPEG Recompression",
        UID("1.2.840.10008.1.2.4.112"): "JPEG XL",
    }
)
"""Those that pydicom does not name yet. Source: PS3.6 annex A."""


def syntax_name(syntax: UID) -> str:
    """The name in the standard, or the UID itself where it has none."""
    return _NAMES.get(syntax, syntax.name)


def is_encapsulated(syntax: UID) -> bool:
    """True where each frame is an item of its own. Source: PS3.5 annex A.4."""
    return syntax in (DEFLATED_FRAMES, ENCAPSULATED_NATIVE) or syntax.is_encapsulated
