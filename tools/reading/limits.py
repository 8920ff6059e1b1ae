"""How large a study may be before it is refused, and what a decoder may raise.

The numbers are those of the project's reliability goals: generous for real studies, small enough that no file can fill
the memory of a laptop before it is refused.
"""

import struct
import zlib

from pydicom.errors import BytesLengthException, InvalidDicomError

from tools.errors import UnreadableImage

__all__ = [
    "DECODER_ERRORS",
    "INFLATE_FREE_BYTES",
    "INFLATE_RATIO",
    "MAX_FILES",
    "MAX_FILE_BYTES",
    "MAX_FRAMES",
    "MAX_FRAME_PIXELS",
    "MAX_OBJECT_BYTES",
    "MAX_STUDY_BYTES",
    "check_budget",
]

MAX_FILES = 2_000
"""Files in one study: a thin-slice CT of the whole body stays below it."""

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
        UnreadableImage: If a dimension is not positive, or a limit is exceeded.
    """
    if width < 1 or height < 1 or frames < 1:
        raise UnreadableImage(
            f"The image claims {width} columns, {height} rows and {frames} frames; each must be at least 1."
        )
    if width * height > MAX_FRAME_PIXELS:
        raise UnreadableImage(
            f"The image claims {width} x {height} pixels, and at most {MAX_FRAME_PIXELS:,} are read; "
            "hand over a smaller one."
        )
    if frames > MAX_FRAMES:
        raise UnreadableImage(
            f"The image claims {frames} frames, and at most {MAX_FRAMES:,} are read; hand over fewer."
        )
    claimed = width * height * frames * bytes_per_pixel
    if claimed > MAX_OBJECT_BYTES:
        raise UnreadableImage(
            f"The image would take {claimed:,} bytes in memory, and at most {MAX_OBJECT_BYTES:,} are read; "
            "hand over fewer frames."
        )
