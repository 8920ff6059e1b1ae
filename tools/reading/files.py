"""Find and load the files of a study."""

import os
from collections.abc import Iterator
from pathlib import Path

from tools.errors import FileTooLarge, MissingFile
from tools.reading.limits import MAX_FILE_BYTES, MAX_FILES
from tools.reading.sniffing import HEAD_BYTES, Kind, kind_of

__all__ = ["files_below", "load", "sniff"]


def files_below(folder: Path) -> tuple[list[Path], int]:
    """All regular files below a folder, in the order of their names, and how many links were left out.

    Links are not followed: a folder that somebody else packed could point anywhere.

    Raises:
        FileTooLarge: If there are more than a study may have.
    """
    found: list[Path] = []
    links = 0
    for path in _walk(folder):
        if path.is_symlink():
            links += 1
        elif path.is_file():
            found.append(path)
        if len(found) > MAX_FILES:
            raise FileTooLarge(f"The folder holds more than {MAX_FILES:,} files; hand over one study at a time.")
    return found, links


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        for name in sorted(names):
            yield Path(place, name)


def sniff(path: Path) -> Kind | None:
    """What a file holds, by its first bytes.

    Raises:
        MissingFile: If it is missing or cannot be opened.
    """
    try:
        if not path.is_file():
            raise MissingFile("There is no such file or folder.")
        with path.open("rb") as stream:
            return kind_of(stream.read(HEAD_BYTES))
    except (OSError, ValueError) as error:
        raise MissingFile(_CLOSED) from error


def load(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        FileTooLarge: If it is too large.
        MissingFile: If it cannot be opened.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise FileTooLarge(f"The file has {size:,} bytes, and at most {MAX_FILE_BYTES:,} are read.")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise MissingFile(_CLOSED) from error


_CLOSED = "The file cannot be opened."
