"""Exports on disk: readable by their owner only, whole or not there at all."""

from pathlib import Path

from tools.exports.errors import ExportError
from tools.private_files import write_private_file

__all__ = ["write_private"]


def write_private(path: Path, data: bytes) -> None:
    """Write a file (mode 0600) under another name, then put it in its place.

    Raises:
        ExportError: If it cannot be written; what stood there stays as it was.
    """
    try:
        write_private_file(path, data)
    except OSError as error:
        raise ExportError(f"The export {path.name!r} cannot be written: {error.strerror}.") from error
