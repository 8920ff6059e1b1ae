"""Look at and clean one file of a study in a child process."""

import re
from pathlib import Path

from tools.deidentifying.known import Known
from tools.deidentifying.looking import Look
from tools.deidentifying.object import CleanObject
from tools.deidentifying.options import Options
from tools.errors import DecoderCrashed
from tools.isolation.pool import POOL, Pool
from tools.isolation.reading import ask_isolated

__all__ = ["clean_isolated", "look_isolated"]

_SECONDS_PER_PIXEL = 1e-6
"""More time to look for text and to write the copy [s]: five times what a core of ours takes."""
_NAME = re.compile(r"study-[\w.]{1,12}/series-[\w.]{1,12}/[\w.]{1,12}\.dcm|pictures/[0-9a-f]{12}-\d{4,}\.png", re.ASCII)
"""What the copies are called. A child that was taken over could name any other place."""


def look_isolated(path: Path, *, is_dicom: bool, pool: Pool = POOL) -> Look:
    """Take the first look at a file in a child process.

    Args:
        path: The file.
        is_dicom: False for a picture.
        pool: Where the child comes from.

    Raises:
        UnreadableImage: If it cannot be parsed, or not within the limits of reading.
    """
    found: Look = ask_isolated(path, "look", {"is_dicom": is_dicom}, Look, pool=pool)
    return found


def clean_isolated(
    path: Path, look: Look, known: Known, *, is_dicom: bool, salt: bytes, options: Options, pool: Pool = POOL
) -> tuple[CleanObject, ...]:
    """Clean a file in a child process.

    Args:
        path: The file.
        look: The first look at it.
        known: What all files of its patient know.
        is_dicom: False for a picture.
        salt: Key of the new names.
        options: What is kept.
        pool: Where the child comes from.

    Raises:
        UnreadableImage: If it holds no picture, or cannot be decoded, or not within the limits.
    """
    arguments = {
        "is_dicom": is_dicom,
        "salt": salt.hex(),
        "options": {
            "keep_dates": options.keep_dates,
            "keep_characteristics": options.keep_characteristics,
            "mask_text": options.mask_text,
        },
        "patient": look.patient,
        "names": sorted(known.names),
        "numbers": sorted(known.numbers),
    }
    found: tuple[CleanObject, ...] = ask_isolated(
        path,
        "clean",
        arguments,
        tuple[CleanObject, ...],
        more_seconds=look.pixels * _SECONDS_PER_PIXEL,
        pool=pool,
    )
    if any(_NAME.fullmatch(one.name) is None for one in found):
        raise DecoderCrashed("The copy came back under a name that is not ours; the file is made to do that.")
    return found
