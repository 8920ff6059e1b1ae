"""Images as a model is sent them, encoded once: a conversation of many turns sends an early image again and again."""

from collections import OrderedDict
from threading import Lock

import numpy as np

from tools.image import Image
from tools.rendering import data_url, one_channel
from tools.resampling import resized

__all__ = ["EncodedImages"]

MAX_BYTES = 128 * 2**20
"""Encoded images kept by one store [bytes] (ours): some 100 pictures of a million pixels."""

JPEG_QUALITY = 95
"""For models that may be sent JPEG (ours): at this quality films keep their fine lines, and it takes a fifth of the
time of PNG and half of its bytes."""


class EncodedImages:
    """Data URLs of rendered images by digest and size, the oldest forgotten first; usable from any thread."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._kept: OrderedDict[tuple[str, int, int, bool], str] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def url(self, digest: str, image: Image, size: tuple[int, int], *, lossy: bool = False) -> str:
        """The image at a size, as a data URL; the very same string each time.

        It is windowed first and shrunk then: a mean over values beyond the window would not be the mean of what is
        shown of them, and a small bright thing would grow.

        Args:
            digest: Of the image.
            image: The image.
            size: Columns and rows [pixels].
            lossy: As JPEG in place of PNG.
        """
        key = digest, *size, lossy
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept
        seen = one_channel(np.asarray(resized(image.shown(), *size), np.uint8))
        made = data_url(seen, "image/jpeg", JPEG_QUALITY) if lossy else data_url(seen)
        with self._lock:
            # Another thread may have been faster: one string for all, so that it is digested once.
            kept = self._kept.setdefault(key, made)
            if kept is made:
                self._bytes += len(made)
            while self._bytes > self._max_bytes and len(self._kept) > 1:
                self._bytes -= len(self._kept.popitem(last=False)[1])
        return kept

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0
