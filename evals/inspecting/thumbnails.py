"""Pictures of a log, made small: one sees where the model looked, and a thousand cases are some megabytes."""

import base64
import hashlib
import io
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock

import numpy as np
from PIL import Image, UnidentifiedImageError

__all__ = ["thumbnail"]

_SIDE = 256
"""Longest side of a picture in a log [pixels]: some 8 kB."""
_QUALITY = 70
"""Of the JPEG [1-100]; artefacts are no matter in a picture that nobody diagnoses from."""
_KEPT_BYTES = 24 * 2**20
"""Small pictures kept at once [bytes], as the questions of a set share pictures: some two thousand of them."""
_PLACE = 256
"""What one more takes besides its text [bytes], about: key, links and headers."""
_LARGEST = 64_000_000
"""Pixels above which a picture is not opened for a log [1]."""


def thumbnail(source: str) -> str | None:
    """A small copy of a picture as a data URL, or None where it is none that Pillow reads (a DICOM file, a volume).

    Args:
        source: A data URL, or a path.
    """
    if source.startswith("data:"):
        return _KNOWN.of(source.encode(), lambda: base64.b64decode(source.partition(",")[2]))
    path = Path(source)
    if not path.is_file():
        return None
    return _KNOWN.of(f"{path}\n{path.stat().st_mtime_ns}".encode(), path.read_bytes)


def _size(picture: str | None) -> int:
    """Of a small picture with its place [bytes]."""
    return len(picture or "") + _PLACE


class _Known:
    """Small pictures by a digest of what they were made from; usable from any thread."""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, str | None] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def of(self, name: bytes, read: Callable[[], bytes]) -> str | None:
        """The small picture of a name, made of what `read` gives where it is not there yet."""
        key = hashlib.sha256(name).digest()
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = _small(read())
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._bytes += _size(made)
            while self._bytes > _KEPT_BYTES:
                self._bytes -= _size(self._kept.popitem(last=False)[1])
        return made


_KNOWN = _Known()


def _small(content: bytes) -> str | None:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > _LARGEST:
                return None
            picture.draft("RGB", (_SIDE, _SIDE))  # a JPEG is decoded at an eighth of its size where that is enough
            shown: Image.Image = picture
            if picture.mode.startswith("I"):  # 16 bits are shown by their upper 8
                shown = Image.fromarray((np.clip(np.asarray(picture), 0, 65_535) // 256).astype(np.uint8))
            shown.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
            stream = io.BytesIO()
            shown.convert("RGB").save(stream, "JPEG", quality=_QUALITY)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    return "data:image/jpeg;base64," + base64.b64encode(stream.getvalue()).decode()
