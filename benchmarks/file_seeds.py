"""Sound files of every kind that is read besides DICOM, made on the spot: what `file_fuzz.py` damages.

Sources of the layouts: the libraries that write them (Pillow, pydicom, zipfile), the NIfTI-1 and NIfTI-2 headers, and
the definition of NRRD.
"""

import gzip
import io
import struct
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.fileset import FileSet
from pydicom.uid import UID

__all__ = ["SEEDS", "TREE", "tree"]

SIDE = 48
"""Side of the pictures [pixels]: enough for several tiles and blocks, small enough to damage thousands."""

TREE = "DICOMDIR"
"""The kind whose files lie in a folder beside the one that is damaged."""

_EXIF_ORIENTATION, _TURNED_RIGHT = 0x0112, 6


def _picture(mode: str = "L") -> Pillow.Image:
    """A ramp with a disc and some noise, always the same."""
    down, across = np.mgrid[:SIDE, :SIDE]
    grey = 4 * across + down + 60 * (np.hypot(down - 20, across - 28) < 12)
    grey = grey + np.random.default_rng(3).integers(0, 20, grey.shape)
    colours = np.stack([grey, grey[::-1], grey.T], axis=-1).clip(0, 255).astype(np.uint8)
    match mode:
        case "L":
            return Pillow.fromarray(colours[..., 0])
        case "I;16":
            return Pillow.fromarray(colours[..., 0].astype(np.uint16) * 201)
        case "F":
            return Pillow.fromarray(colours[..., 0].astype(np.float32) / 7)
    return Pillow.fromarray(colours).convert(mode)


def _saved(kind: str, mode: str = "L", **options: object) -> bytes:
    stream = io.BytesIO()
    _picture(mode).save(stream, kind, **options)
    return stream.getvalue()


def _turned_jpeg() -> bytes:
    exif = Pillow.Exif()
    exif[_EXIF_ORIENTATION] = _TURNED_RIGHT
    return _saved("JPEG", "RGB", exif=exif)


def _several(kind: str, **options: object) -> bytes:
    return _saved(kind, "L", save_all=True, append_images=[_picture(), _picture().rotate(90)], **options)


def _voxels(kind: str, times: int = 1) -> NDArray[np.generic]:
    shape = (5, 12, 10, times) if times > 1 else (5, 12, 10)
    found = np.random.default_rng(5).integers(0, 1000, shape)
    return found.astype(kind)


def _nifti(kind: str = "i2", code: int = 4, times: int = 1) -> bytes:
    """A NIfTI-1 file with an sform. Source: nifti1.h."""
    voxels, head = _voxels(kind, times), bytearray(352)
    struct.pack_into("<I", head, 0, 348)
    sides = (10, 12, 5, times)
    struct.pack_into("<8h", head, 40, 4 if times > 1 else 3, *sides, 1, 1, 1)
    struct.pack_into("<hh", head, 70, code, voxels.dtype.itemsize * 8)
    struct.pack_into("<8f", head, 76, 1, 0.9, 0.9, 3, 2, 0, 0, 0)
    struct.pack_into("<fff", head, 108, 352, 1, 0)
    head[123] = 2  # millimetres
    struct.pack_into("<hh", head, 252, 0, 1)
    struct.pack_into("<12f", head, 280, -0.9, 0, 0, 40, 0, 0.9, 0, -30, 0, 0, 3, 7)
    head[344:348] = b"n+1\0"
    return bytes(head) + voxels.tobytes()


def _nifti_2() -> bytes:
    """A NIfTI-2 file. Source: nifti2.h."""
    head = bytearray(544)
    struct.pack_into("<I8s", head, 0, 540, b"n+2\0\r\n\x1a\n")
    struct.pack_into("<hh8q", head, 12, 4, 16, 3, 10, 12, 5, 1, 1, 1, 1)
    struct.pack_into("<8d", head, 104, 1, 0.9, 0.9, 3, 1, 1, 1, 1)
    struct.pack_into("<qdd", head, 168, 544, 1, 0)
    struct.pack_into("<ii", head, 344, 0, 1)
    struct.pack_into("<12d", head, 400, -0.9, 0, 0, 40, 0, 0.9, 0, -30, 0, 0, 3, 7)
    struct.pack_into("<i", head, 500, 2)
    return bytes(head) + _voxels("i2").tobytes()


def _nrrd(encoding: str) -> bytes:
    """A NRRD file with its data attached."""
    lines = (
        "NRRD0004",
        "# made for tests",
        "type: short",
        "dimension: 3",
        "space: left-posterior-superior",
        "sizes: 10 12 5",
        "space directions: (0.9,0,0) (0,0.9,0) (0,0,3)",
        "kinds: domain domain domain",
        "endian: little",
        f"encoding: {encoding}",
        "space origin: (-4,-5,6)",
        "",
        "",
    )
    body = _voxels("i2").tobytes()
    return "\n".join(lines).encode() + (gzip.compress(body, mtime=0) if encoding == "gzip" else body)


def _small_dicom() -> bytes:
    return Path(str(get_testdata_file("CT_small.dcm"))).read_bytes()


def _zip(method: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr(zipfile.ZipInfo("a/film.png"), _saved("PNG"), method)
        archive.writestr(zipfile.ZipInfo("a/slice.dcm"), _small_dicom(), method)
        archive.writestr(zipfile.ZipInfo("notes.txt"), b"read me", method)
    return stream.getvalue()


@cache
def tree() -> Mapping[str, bytes]:
    """The files of a file-set by their places below its folder, the DICOMDIR among them."""
    with tempfile.TemporaryDirectory() as folder:
        made = FileSet()
        made.UID = UID("2.25.20261128")
        made.add(dcmread(str(get_testdata_file("CT_small.dcm"))))
        made.add(dcmread(str(get_testdata_file("MR_small.dcm"))))
        made.write(folder)
        made._stage["t"].cleanup()  # else it is left to the garbage collector, which warns of it
        return {
            str(one.relative_to(folder)): one.read_bytes() for one in sorted(Path(folder).rglob("*")) if one.is_file()
        }


SEEDS: Mapping[str, Callable[[], bytes]] = {
    "PNG": lambda: _saved("PNG"),
    "PNG 16 bits": lambda: _saved("PNG", "I;16"),
    "PNG colour": lambda: _saved("PNG", "RGB"),
    "PNG alpha": lambda: _saved("PNG", "RGBA"),
    "PNG palette": lambda: _saved("PNG", "P", transparency=3),
    "PNG 1 bit": lambda: _saved("PNG", "1"),
    "JPEG": lambda: _saved("JPEG"),
    "JPEG colour": lambda: _saved("JPEG", "RGB", quality=90),
    "JPEG progressive": lambda: _saved("JPEG", "RGB", progressive=True),
    "JPEG turned": _turned_jpeg,
    "TIFF": lambda: _saved("TIFF"),
    "TIFF 16 bits": lambda: _saved("TIFF", "I;16"),
    "TIFF real": lambda: _saved("TIFF", "F"),
    "TIFF LZW": lambda: _saved("TIFF", "RGB", compression="tiff_lzw"),
    "TIFF deflate": lambda: _saved("TIFF", "L", compression="tiff_adobe_deflate"),
    "TIFF PackBits": lambda: _saved("TIFF", "L", compression="packbits"),
    "TIFF JPEG": lambda: _saved("TIFF", "RGB", compression="jpeg"),
    "TIFF pages": lambda: _several("TIFF"),
    "BMP": lambda: _saved("BMP"),
    "BMP colour": lambda: _saved("BMP", "RGB"),
    "WebP": lambda: _saved("WEBP", "RGB"),
    "WebP lossless": lambda: _saved("WEBP", "RGBA", lossless=True),
    "WebP animated": lambda: _several("WEBP", duration=100),
    "GIF": lambda: _saved("GIF", "P"),
    "JP2": lambda: _saved("JPEG2000"),
    "NIfTI": _nifti,
    "NIfTI real": lambda: _nifti("f4", 16),
    "NIfTI times": lambda: _nifti("u1", 2, times=3),
    "NIfTI-2": _nifti_2,
    "NIfTI gzip": lambda: gzip.compress(_nifti(), mtime=0),
    "NIfTI real gzip": lambda: gzip.compress(_nifti("f8", 64), mtime=0),
    "NRRD": lambda: _nrrd("raw"),
    "NRRD gzip": lambda: _nrrd("gzip"),
    "ZIP": lambda: _zip(zipfile.ZIP_STORED),
    "ZIP deflate": lambda: _zip(zipfile.ZIP_DEFLATED),
    TREE: lambda: tree()["DICOMDIR"],
}
"""All of them by kind. GIF and JPEG 2000 (JP2) outside DICOM are not read: they must be refused by name,
damaged or not."""
