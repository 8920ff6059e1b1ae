"""Read a DICOMDIR: which files of its folder make up the file-set."""

import re
from dataclasses import dataclass
from pathlib import Path

from tools.errors import DamagedImage, FileTooLarge, Truncated
from tools.reading.dicom_file import is_cut_off, parse_dicom
from tools.reading.limits import DECODER_ERRORS, MAX_FILES
from tools.reading.quiet import quietly

__all__ = ["Directory", "confined", "is_directory", "read_directory"]

_MEDIA_STORAGE = b"1.2.840.10008.1.3.10"
"""SOP class of a DICOMDIR. Source: PS3.3 F.3, PS3.4 I.4."""

_META_BYTES = 1024
"""Within these the file meta information names the SOP class [bytes]."""

_RECORDS = "DirectoryRecordSequence"

_COMPONENT = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}")
"""A part of a File ID. PS3.10 section 8.2 allows eight of A-Z, 0-9 and the underscore; real media are laxer. None of
them is `..`, starts with a dot or holds a separator."""

_MOST_COMPONENTS = 8  # PS3.10 section 8.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The files that a DICOMDIR names."""

    files: tuple[tuple[str, ...], ...]
    """Each as the parts of its path below the folder of the DICOMDIR."""
    refused: int = 0
    """How many names led elsewhere, or were no names."""


def is_directory(data: bytes) -> bool:
    """True for a DICOM file whose meta information says that it is a DICOMDIR."""
    head = data[:_META_BYTES]
    # UIDs have even lengths: this one is as long as that and followed by the next element, not by a longer UID.
    at = head.find(_MEDIA_STORAGE)
    end = at + len(_MEDIA_STORAGE)
    return at > 0 and head[128:132] == b"DICM" and head[end : end + 1] not in b".0123456789"


def read_directory(data: bytes) -> Directory:
    """Read the File IDs of a DICOMDIR, in its order.

    Raises:
        DamagedImage: If it cannot be parsed.
        Truncated: If it is cut short.
        FileTooLarge: If it names too many files.
    """
    with quietly():
        dataset = parse_dicom(data)
        if is_cut_off(dataset, _RECORDS) or _RECORDS not in dataset:
            # What is left may name a part of the study only, and nobody would see that the rest is missing.
            raise Truncated("The DICOMDIR is cut short: it ends before its records do; fetch it again.")
        try:
            records = list(dataset.get(_RECORDS) or ())
            names = [record.get("ReferencedFileID") for record in records]
            parts = [[one] if isinstance(one, str) else [str(part) for part in one] for one in names if one]
        except DECODER_ERRORS as error:
            raise DamagedImage("The DICOMDIR is broken: its records cannot be read.") from error
    good = [
        tuple(one) for one in parts if len(one) <= _MOST_COMPONENTS and all(_COMPONENT.fullmatch(part) for part in one)
    ]
    files = tuple(dict.fromkeys(good))
    if len(files) > MAX_FILES:
        raise FileTooLarge(f"The DICOMDIR names more than {MAX_FILES:,} files; hand over one study at a time.")
    return Directory(files=files, refused=len(parts) - len(good))


def confined(folder: Path, parts: tuple[str, ...]) -> Path | None:
    """The file of that name below a folder, in whatever case it is written; None if it is missing or behind a link.

    Args:
        folder: Where the DICOMDIR lies.
        parts: As `Directory.files` has them.
    """
    place = folder
    for part in parts:
        found = next((place / one for one in (part, part.lower(), part.upper()) if (place / one).exists()), None)
        if found is None or found.is_symlink():
            return None
        place = found
    return place if place.is_file() else None
