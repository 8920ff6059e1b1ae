"""Files that only their owner may read, whole or not there at all; also when the process that writes them is killed."""

import contextlib
import os
import re
import uuid
from pathlib import Path

__all__ = ["make_private_folder", "sweep", "write_private_file"]

_HALF = re.compile(r"\.(\d+)-[0-9a-f]{32}\.part")
"""What a file is called until it is whole: the process that writes it, and a name of its own."""


def write_private_file(path: Path, data: bytes | memoryview) -> None:
    """Write a file (mode 0600) under another name, then put it in its place.

    What a killed process left half-written in the same folder is removed.

    Raises:
        OSError: If it cannot be written; what stood there stays as it was.
    """
    sweep(path.parent)
    half = path.with_name(f".{os.getpid()}-{uuid.uuid4().hex}.part")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter, with those above it that are missing; one that is there stays.

    Raises:
        OSError: If it cannot be made.
    """
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):  # `parents=True` would give the mode to the last one only
        one.mkdir(mode=0o700, exist_ok=True)


def sweep(folder: Path) -> None:
    """Remove what killed processes left half-written in a folder."""
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):  # noqa: PTH208 - called before every file, and makes no paths
            found = _HALF.fullmatch(name)
            if found is not None and not _is_alive(int(found[1])):
                (folder / name).unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True  # somebody else's, or no number of a process
    return True
