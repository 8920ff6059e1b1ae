"""Read NIfTI-1 and NIfTI-2 in one file: the header first, then no more than it says.

The header's meaning (directions, units, scaling) is NiBabel's; the bytes are ours, because NiBabel inflates whatever
comes and keeps it in 64 bits.
"""

import math
import zlib
from typing import Any

import numpy as np
from nibabel.nifti1 import Nifti1Header
from nibabel.nifti2 import Nifti2Header
from nibabel.spatialimages import HeaderDataError, HeaderTypeError
from numpy.typing import NDArray

from tools.errors import DamagedImage, FileTooLarge, ImplausibleHeader, NotAnImage, Truncated
from tools.image import Window
from tools.reading.grid import Grid, grid_instance
from tools.reading.inflation import inflate
from tools.reading.limits import DECODER_ERRORS, EXPANSION_FREE_BYTES, MAX_OBJECT_BYTES, check_budget
from tools.reading.quiet import quietly
from tools.reading.sniffing import is_nifti
from tools.study import Instance
from tools.volume import LPS_TO_RAS

__all__ = ["read_nifti", "read_nifti_gz"]

_HEADER_BYTES = 544
"""Enough for either header: 348 of NIfTI-1 and 540 of NIfTI-2, each with the four bytes that announce extensions."""

_MOST_OFFSET = 64 * 1024**2
"""Where the voxels start at the latest [bytes]: extensions before them are texts."""

_MM = {"meter": 1000.0, "mm": 1.0, "micron": 0.001, "unknown": 1.0}
"""Length of the header's unit [mm]."""

_KINDS = frozenset("iuf")
_LARGEST_ITEM = 8
"""Bytes of one voxel; 128-bit floats and complex numbers are not pictures."""

_FORMS_DIFFER_MM = 0.1
"""A voxel that qform and sform place further apart than this is told [mm]."""

_BROKEN = "The NIfTI header is broken."


def read_nifti_gz(data: bytes) -> Instance:
    """Read a gzipped NIfTI file.

    Raises:
        NotAnImage: If what is inside is no NIfTI in one file, or holds colours or complex numbers.
        FileTooLarge: If a limit is exceeded, or it inflates to more than its header says or is believed.
        UnreadableImage: As `read_nifti`.
    """
    try:
        head = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(data[: 64 * 1024], _HEADER_BYTES)
    except zlib.error as error:
        raise DamagedImage("The compressed file is damaged: it cannot be unpacked.") from error
    if not is_nifti(head):
        raise NotAnImage("The compressed file holds no NIfTI volume, and nothing else is read in gzip.")
    with quietly():
        expected = _end(_header(head))
    # The margin is for what some programs append; masks are mostly zeros and deflate further than images.
    limit = min(MAX_OBJECT_BYTES + _MOST_OFFSET, expected + _HEADER_BYTES)
    inflated = inflate(data, wrapping="gzip", limit=limit, free=EXPANSION_FREE_BYTES)
    return _read(inflated, data)


def read_nifti(data: bytes) -> Instance:
    """Read a NIfTI file that is not compressed.

    Raises:
        ImplausibleHeader: If it says what cannot be.
        NotAnImage: If it holds colours or complex numbers, or its voxels lie in another file.
        Truncated: If it is cut short.
        FileTooLarge: If a limit is exceeded.
    """
    return _read(data, data)


def _read(data: bytes, file: bytes) -> Instance:
    with quietly():
        header = _header(data[:_HEADER_BYTES])
        grid = _grid(header, data)
    return grid_instance(grid, file)


def _header(head: bytes) -> Any:
    kind: Any = (
        Nifti2Header if head[4:8] == b"n+2\0" or head[:4] in (b"\x1c\x02\0\0", b"\0\0\x02\x1c") else Nifti1Header
    )
    size = int(kind.sizeof_hdr)
    if len(head) < size:
        raise Truncated("The NIfTI header is cut short; fetch the file again.")
    try:
        header = kind(head[:size], check=False)
        shape, dtype = header.get_data_shape(), header.get_data_dtype()
        offset = float(header["vox_offset"])
    except (*DECODER_ERRORS, HeaderDataError, HeaderTypeError) as error:
        raise ImplausibleHeader(_BROKEN) from error
    if dtype.kind not in _KINDS or dtype.itemsize > _LARGEST_ITEM:
        raise NotAnImage("The NIfTI file holds colours, bits or complex numbers; whole and real numbers are read.")
    _check_shape(shape, dtype.itemsize)
    if not (math.isfinite(offset) and offset == int(offset) and size <= offset <= _MOST_OFFSET):
        raise ImplausibleHeader("The NIfTI header says that the voxels start where they cannot.")
    return header


def _check_shape(shape: tuple[int, ...], size: int) -> None:
    if not 2 <= len(shape) <= 7 or any(side < 1 for side in shape):
        raise ImplausibleHeader("The NIfTI header names dimensions that cannot be.")
    if math.prod(shape[4:]) != 1:
        raise NotAnImage("The NIfTI file holds vectors or more than four dimensions; volumes and their times are read.")
    columns, rows, slices, times = (*shape[:4], 1, 1)[:4]
    check_budget(width=columns, height=rows, frames=slices * times, bytes_per_pixel=size)


def _end(header: Any) -> int:
    count = math.prod(int(side) for side in header.get_data_shape())
    return int(header["vox_offset"]) + count * int(header.get_data_dtype().itemsize)


def _grid(header: Any, data: bytes) -> Grid:
    end, start = _end(header), int(header["vox_offset"])
    if len(data) < end:
        raise Truncated("The NIfTI file is cut short: it ends before its voxels do; fetch it again.")
    if end > MAX_OBJECT_BYTES + _MOST_OFFSET:
        raise FileTooLarge(f"The volume takes more than {MAX_OBJECT_BYTES:,} bytes, and no more is read.")
    shape = (*header.get_data_shape()[:4], 1, 1)[:4]
    voxels: NDArray[Any] = np.frombuffer(data, header.get_data_dtype(), math.prod(shape), start)
    affine, is_placed, notes = _affine(header)
    return Grid(
        voxels=voxels.reshape(shape, order="F"),
        affine=affine,
        is_placed=is_placed,
        scale=_scale(header),
        window=_window(header),
        notes=notes,
    )


def _affine(header: Any) -> tuple[NDArray[np.float64], bool, tuple[str, ...]]:
    """The best affine in LPS and mm, whether it says where the patient's sides are, and what was odd."""
    try:
        best = np.asarray(header.get_best_affine(), np.float64)
        forms = [one for one in (header.get_sform(coded=True)[0], header.get_qform(coded=True)[0]) if one is not None]
        unit = header.get_xyzt_units()[0]
    except (*DECODER_ERRORS, HeaderDataError, HeaderTypeError) as error:
        raise ImplausibleHeader("The NIfTI header names directions or units that cannot be.") from error
    if not np.isfinite(best).all():
        raise ImplausibleHeader("The NIfTI header holds directions that are not finite numbers.")
    notes: tuple[str, ...] = ()
    if len(forms) == 2 and not np.allclose(forms[0], forms[1], rtol=0, atol=_FORMS_DIFFER_MM):
        notes = ("The two orientations in the header (sform and qform) differ; the first was taken.",)
    if unit not in ("mm", "unknown"):
        notes = (*notes, "The header states lengths in another unit; they were converted to mm.")
    best[:3] *= _MM.get(unit, 1.0)
    found: NDArray[np.float64] = LPS_TO_RAS @ best
    return found, bool(forms), notes


def _scale(header: Any) -> tuple[float, float]:
    """Slope and intercept; a slope of 0 means that there is none. Source: NIfTI-1, scl_slope."""
    slope, intercept = float(header["scl_slope"]), float(header["scl_inter"])
    if slope == 0 or (math.isnan(slope) and math.isnan(intercept)):
        return 1.0, 0.0
    if not (math.isfinite(slope) and math.isfinite(intercept)):
        raise ImplausibleHeader("The NIfTI header scales its values by numbers that are not finite.")
    return slope, intercept


def _window(header: Any) -> Window | None:
    """The display range that the header asks for. Source: NIfTI-1, cal_min and cal_max."""
    low, high = float(header["cal_min"]), float(header["cal_max"])
    if not (math.isfinite(low) and math.isfinite(high) and high - low >= 1):
        return None
    return Window(centre=(low + high) / 2 + 0.5, width=high - low + 1)
