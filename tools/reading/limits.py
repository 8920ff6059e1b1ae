"""How large a study may be before it is refused, and what a decoder may raise.

The numbers are those of the project's reliability goals: generous for real studies, small enough that no file can fill
the memory of a laptop before it is refused.
"""

import struct
import zlib

from pydicom.errors import BytesLengthException, InvalidDicomError

from tools.errors import FileTooLarge, ImplausibleHeader

__all__ = [
    "CANVAS_FREE_BYTES",
    "CHILD_BYTES",
    "CHILD_SECONDS",
    "DECODER_ERRORS",
    "EXPANSION_FREE_BYTES",
    "EXPANSION_RATIO",
    "INFLATE_FREE_BYTES",
    "INFLATE_RATIO",
    "MAX_ELEMENTS",
    "MAX_FILES",
    "MAX_FILE_BYTES",
    "MAX_FRAMES",
    "MAX_FRAME_PIXELS",
    "MAX_OBJECT_BYTES",
    "MAX_STUDY_BYTES",
    "SECONDS_PER_BYTE",
    "check_budget",
    "check_expansion",
]

MAX_FILES = 2_000
"""Files in one study: a thin-slice CT of the whole body stays below it."""

MAX_ELEMENTS = 100_000
"""Data elements of one header, and items of its sequences: a segmentation of 4,000 frames has half as many."""

MAX_FILE_BYTES = 2 * 1024**3
"""Size of one file [bytes]: the largest that the SDK takes."""

MAX_OBJECT_BYTES = 1024**3
"""Decoded pixels of one file [bytes]."""

MAX_STUDY_BYTES = 4 * 1024**3
"""Decoded pixels of one study [bytes]: 2,000 CT slices of 512 x 512 in 32 bits need 2 GiB, and this is twice that."""

MAX_FRAME_PIXELS = 100_000_000
"""Pixels of one frame: six times a mammogram at full resolution."""

MAX_FRAMES = 4_000
"""Frames of one file."""

INFLATE_FREE_BYTES = 1024**2
"""Inflated bytes [bytes] up to which the ratio is not looked at, so that a short blank image is not refused."""

INFLATE_RATIO = 200
"""Inflated over deflated bytes that is still believed: measured images deflate 2-10 fold, zeros about 1,000 fold."""

CANVAS_FREE_BYTES = 32 * 1024**2
"""Decoded bytes of one frame [bytes] up to which `INFLATE_RATIO` is not looked at: a blank mask of 5,000 x 5,000."""

EXPANSION_FREE_BYTES = 128 * 1024**2
"""Decoded bytes of one file [bytes] below which only `INFLATE_RATIO` counts: ultrasound loops are mainly black."""

EXPANSION_RATIO = 60
"""Decoded over encoded bytes that is still believed beyond `EXPANSION_FREE_BYTES`: just below the 64:1 that RLE reaches
on an empty picture (PS3.5 annex G.3: 128 bytes from 2), and above what lossy compression of real images is used at."""

CHILD_BYTES = 2 * 1024**3
"""Memory that reading one file may take [bytes]."""

CHILD_SECONDS = 8.0
"""Wall clock and processor time that reading a small file may take [s]: stopped and answered within the 10 s of the
project's reliability goals."""

SECONDS_PER_BYTE = 1 / (4 * 1024**2)
"""More time for each byte of a file [s]: noise in JPEG 2000, the slowest to decode, runs at 8 MiB/s on an old core."""

DECODER_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BytesLengthException,
    EOFError,
    ImportError,
    InvalidDicomError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    StopIteration,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What broken files were seen to raise in pydicom, GDCM, CharLS, Pillow and NumPy (Pillow reports broken PNG chunks as
SyntaxError). Caught only around calls into those libraries, never around our own code."""


def check_budget(*, width: int, height: int, frames: int, bytes_per_pixel: int) -> None:
    """Refuse an image by what its header claims, before anything is decoded.

    Args:
        width: Columns [pixels].
        height: Rows [pixels].
        frames: Number of frames.
        bytes_per_pixel: All samples of one pixel [bytes].

    Raises:
        ImplausibleHeader: If a dimension is not positive.
        FileTooLarge: If a limit is exceeded.
    """
    if width < 1 or height < 1 or frames < 1:
        raise ImplausibleHeader(
            f"The image claims {width} columns, {height} rows and {frames} frames; each must be at least 1."
        )
    if width * height > MAX_FRAME_PIXELS:
        raise FileTooLarge(
            f"The image claims {width} x {height} pixels, and at most {MAX_FRAME_PIXELS:,} are read; "
            "hand over a smaller one."
        )
    if frames > MAX_FRAMES:
        raise FileTooLarge(f"The image claims {frames} frames, and at most {MAX_FRAMES:,} are read; hand over fewer.")
    claimed = width * height * frames * bytes_per_pixel
    if claimed > MAX_OBJECT_BYTES:
        raise FileTooLarge(
            f"The image would take {claimed:,} bytes in memory, and at most {MAX_OBJECT_BYTES:,} are read; "
            "hand over fewer frames."
        )


def check_expansion(*, decoded: int, encoded: int, canvas: int = 0) -> None:
    """Refuse a small file that claims a huge picture, before anything is decoded.

    Args:
        decoded: What the header claims [bytes].
        encoded: What the file holds of it [bytes].
        canvas: The largest single frame that the header claims [bytes].

    Raises:
        FileTooLarge: If no real image is compressed so far.
    """
    is_bomb = decoded > EXPANSION_FREE_BYTES and decoded > EXPANSION_RATIO * encoded
    if is_bomb or (canvas > CANVAS_FREE_BYTES and canvas > INFLATE_RATIO * encoded):
        raise FileTooLarge(
            f"The image claims {decoded:,} bytes of pixels from {encoded:,} stored bytes, which is not believed of an "
            "image; store it uncompressed."
        )
