"""Values as lines of JSON: written one after the other, read by their number from mapped memory."""

import json
import mmap
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from corpora.errors import IndexMismatch

__all__ = ["LineWriter", "Lines"]


class LineWriter:
    """Writes values as lines of JSON and remembers where each starts."""

    def __init__(self, path: Path) -> None:
        """Open the file."""
        self._file = path.open("wb")
        self._offsets = [0]

    def add(self, value: object) -> None:
        """Write the next line."""
        self._offsets.append(self._offsets[-1] + self._file.write(_dumped(value)))

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def close(self, offsets: Path) -> None:
        """Close the file and write the offsets."""
        self._file.close()
        np.save(offsets, np.array(self._offsets, dtype=np.int64), allow_pickle=False)


class Lines:
    """Lines of JSON in mapped memory."""

    def __init__(self, path: Path, offsets: Path) -> None:
        """Map a file; `offsets` says where its lines start.

        Raises:
            IndexMismatch: If they do not fit each other.
        """
        try:
            self._offsets = np.asarray(np.load(offsets, mmap_mode="r", allow_pickle=False))
            with path.open("rb") as file:
                size = file.seek(0, 2)
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        except (OSError, ValueError, EOFError) as error:
            raise IndexMismatch(f"{path.name!r} cannot be read: {error} Build the index again.") from error
        shaped = self._offsets.dtype == np.int64 and self._offsets.ndim == 1 and len(self._offsets) > 0
        if not shaped or self._offsets[0] != 0 or self._offsets[-1] != size or (np.diff(self._offsets) < 1).any():
            raise IndexMismatch(f"{offsets.name!r} does not fit {path.name!r}. Build the index again.")
        self._starts = self._offsets.data  # gives plain numbers, which is several times faster

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, row: int) -> Any:
        data = self._bytes[self._starts[row] : self._starts[row + 1]]
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError:  # it takes no half of a surrogate pair; the standard library does
            return json.loads(data)


def _dumped(value: object) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # half of a surrogate pair, which the standard library escapes
        return json.dumps(value).encode() + b"\n"
