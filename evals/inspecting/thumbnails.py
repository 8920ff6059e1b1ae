"""Pictures of a log, made small: one sees where the model looked, and a thousand cases are some megabytes."""

import base64
import io
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

__all__ = ["thumbnail"]

_SIDE = 256
"""Longest side of a picture in a log [pixels]: some 8 kB."""
_QUALITY = 70
"""Of the JPEG [1-100]; artefacts are no matter in a picture that nobody diagnoses from."""
_KEPT = 256
"""Small pictures kept at once [1], as the questions of a set share pictures: some 3 MB."""
_LARGEST = 64_000_000
"""Pixels above which a picture is not opened for a log [1]."""


def thumbnail(source: str) -> str | None:
    """A small copy of a picture as a data URL, or None where it is none that Pillow reads (a DICOM file, a volume).

    Args:
        source: A data URL, or a path.
    """
    if source.startswith("data:"):
        return _small(base64.b64decode(source.partition(",")[2]))
    path = Path(source)
    return _of_file(str(path), path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=_KEPT)
def _of_file(path: str, changed: int) -> str | None:
    return _small(Path(path).read_bytes())


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
