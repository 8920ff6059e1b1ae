"""Files that only their owner may read, whole or not there at all."""

import os
import uuid
from pathlib import Path

from tools.exports.errors import ExportError

__all__ = ["write_private"]


def write_private(path: Path, data: bytes) -> None:
    """Write a file (mode 0600) under another name, then put it in its place.

    Raises:
        ExportError: If it cannot be written; what stood there stays as it was.
    """
    half = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        half.replace(path)
    except OSError as error:
        raise ExportError(f"The export {path.name!r} cannot be written: {error.strerror}.") from error
    finally:
        half.unlink(missing_ok=True)
