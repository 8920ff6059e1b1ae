"""Read the files of a ZIP archive from memory, within limits; no name of it becomes a path."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

from tools.errors import DamagedImage, FileTooLarge, MissingFile
from tools.reading.limits import INFLATE_FREE_BYTES, INFLATE_RATIO, MAX_FILES, MAX_OBJECT_BYTES, MAX_STUDY_BYTES
from tools.reading.sniffing import HEAD_BYTES, kind_of

__all__ = ["LeftOut", "unpacked"]

_END_MAGIC, _END_BYTES = b"PK\x05\x06", 22
_LONGEST_COMMENT = 65_535
_LARGE_MAGIC, _LARGE_BYTES = b"PK\x06\x07", 20
"""End of the central directory, and what stands before it in ZIP64. Source: APPNOTE 4.3.15, 4.3.16."""

_MOST_DIRECTORY_BYTES = 4 * 1024**2
"""Size of the central directory [bytes]: 2,000 entries with names of 2,000 characters."""

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1

_ERRORS = (EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error)
"""What broken archives raise in Python's reader."""

_DAMAGED = "The archive is damaged: its files cannot be unpacked; make it again."


class LeftOut(NamedTuple):
    """A file of the archive that is not handed out."""

    reason: str


def unpacked(path: Path) -> Iterator[bytes | LeftOut]:
    """The files of an archive in the order of their names, one at a time in memory.

    Args:
        path: Of the archive.

    Yields:
        The bytes of each file that may be an image, or why one is left out.

    Raises:
        FileTooLarge: If it has too many files, or they would unpack to more than is read or believed.
        DamagedImage: If it is no sound archive.
        MissingFile: If it cannot be opened.
    """
    try:
        stream = path.open("rb")
    except OSError as error:
        raise MissingFile("The file cannot be opened.") from error
    with stream:
        _check_directory(stream)
        try:
            with zipfile.ZipFile(stream) as archive:
                entries = sorted(
                    (one for one in archive.infolist() if not one.filename.endswith("/")), key=lambda one: one.filename
                )
                _check_sizes(entries)
                for entry in entries:
                    yield _taken(archive, entry)
        except _ERRORS as error:
            raise DamagedImage(_DAMAGED) from error


def _check_directory(stream: BinaryIO) -> None:
    """Look at the end record before Python's reader keeps an object for every entry."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _LONGEST_COMMENT - _END_BYTES - _LARGE_BYTES))
    tail = stream.read()
    stream.seek(0)
    at = tail.rfind(_END_MAGIC)
    if at < 0 or at + _END_BYTES > len(tail):
        raise DamagedImage("The archive is cut short: it has no end; make it again.")
    count = int.from_bytes(tail[at + 10 : at + 12], "little")
    directory = int.from_bytes(tail[at + 12 : at + 16], "little")
    is_large = at >= _LARGE_BYTES and tail[at - _LARGE_BYTES : at - _LARGE_BYTES + 4] == _LARGE_MAGIC
    if count > MAX_FILES or directory > _MOST_DIRECTORY_BYTES or is_large:
        raise FileTooLarge(f"The archive holds more than {MAX_FILES:,} files, or is of the kind made for that.")


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_FILES:
        raise FileTooLarge(f"The archive holds more than {MAX_FILES:,} files; hand over one study at a time.")
    total = sum(one.file_size for one in entries)
    if total > MAX_STUDY_BYTES:
        raise FileTooLarge(f"The archive unpacks to more than {MAX_STUDY_BYTES:,} bytes, and no more is read.")
    for one in entries:
        if one.file_size > max(INFLATE_FREE_BYTES, INFLATE_RATIO * one.compress_size):
            raise FileTooLarge(
                f"A file of the archive claims to unpack to {one.file_size:,} bytes from {one.compress_size:,}, which "
                "is not believed of an image; store it uncompressed."
            )


def _taken(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | LeftOut:
    reason = _unwanted(entry)
    if reason:
        return LeftOut(reason)
    # Python's reader gives no more than the entry claims, and checks its sum at the end.
    try:
        with archive.open(entry) as member:
            head = member.read(HEAD_BYTES)
            kind = kind_of(head)
            if kind == "zip":
                return LeftOut("an archive inside the archive")
            return LeftOut("not an image") if kind is None else head + member.read()
    except _ERRORS:
        return LeftOut("damaged in the archive")


def _unwanted(entry: zipfile.ZipInfo) -> str:
    name = PurePosixPath(entry.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or ":" in "".join(name.parts[:1]):
        return "named so that it would lie outside the archive"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "a link, which is not followed"
    if entry.flag_bits & _ENCRYPTED:
        return "encrypted"
    if entry.compress_type not in _METHODS:
        return "packed in a way that is not read"
    return "too large" if entry.file_size > MAX_OBJECT_BYTES else ""
