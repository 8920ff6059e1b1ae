"""Pictures as the server keeps them: by `uuid` or by content, a bounded number, with counts of what was found.

Source: vLLM 0.32, `vllm/multimodal/processing/processor.py` (a part without data whose key is not cached is an error
that names its number), and `vllm:mm_cache_queries`, `vllm:mm_cache_hits` among its metrics.
"""

import base64
import binascii
import hashlib
import io
from collections import OrderedDict
from typing import NamedTuple

from PIL import Image, UnidentifiedImageError

__all__ = ["BadRequest", "ImageCache", "Picture"]

LIMIT = 256
"""Pictures kept by default [1]; enough for every test, and few enough to be filled by one that wants to."""


class BadRequest(Exception):
    """The request is not one that a chat-completions server accepts."""


class Picture(NamedTuple):
    """One picture that arrived."""

    kind: str
    """PNG or JPEG."""
    width: int
    """Columns [pixels]; 0 where pictures are not decoded."""
    height: int
    """Rows [pixels]; 0 where pictures are not decoded."""


class ImageCache:
    """The pictures a server remembers; the least recently used goes first.

    As in vLLM, a `uuid` is the whole key: it is not bound to the content that came with it.
    """

    def __init__(self, limit: int = LIMIT, *, decode: bool = True) -> None:
        """Make an empty cache.

        Args:
            limit: Most pictures kept [1].
            decode: False takes the data as it is, unread: for benchmarks, where a model server would decode in
                processes of its own.
        """
        self._limit = limit
        self._decode = decode
        self._kept: OrderedDict[str, Picture] = OrderedDict()
        self.queries = 0
        """Pictures asked for so far [1]."""
        self.hits = 0
        """Those of them that were kept already [1]."""

    def __len__(self) -> int:
        return len(self._kept)

    def drop_images(self) -> None:
        """Forget every picture, as a server does that is short of memory or started anew."""
        self._kept.clear()

    def look(self, index: int, url: str | None, uuid: str | None) -> tuple[str, Picture]:
        """Take in one picture of a request.

        Args:
            index: Its number among the pictures of the request, from 0.
            url: Its data URL, or None where only its name was sent.
            uuid: The name under which it is kept; None takes a digest of the data.

        Returns:
            Its key and the picture.

        Raises:
            BadRequest: If it cannot be decoded, or is only named and not kept.
        """
        self.queries += 1
        if url is None:
            if uuid is None or uuid not in self._kept:
                message = f"Cache miss for image at index {index} but data is not provided."
                raise BadRequest(message)
            self.hits += 1
            self._kept.move_to_end(uuid)
            return uuid, self._kept[uuid]
        picture = _picture(url, decode=self._decode)
        key = uuid if uuid is not None else hashlib.blake2b(url.encode(), digest_size=16).hexdigest()
        if key in self._kept:
            self.hits += 1
        self._kept.setdefault(key, picture)
        self._kept.move_to_end(key)
        while len(self._kept) > self._limit:
            self._kept.popitem(last=False)
        return key, picture


def _picture(url: str, *, decode: bool) -> Picture:
    header, comma, data = url.partition(",")
    if not comma or header not in {"data:image/png;base64", "data:image/jpeg;base64"}:
        message = "image_url must be a data URL of a PNG or JPEG in base64"
        raise BadRequest(message)
    if not decode:
        return Picture(header[len("data:image/") : -len(";base64")].upper(), 0, 0)
    try:
        with Image.open(io.BytesIO(base64.b64decode(data, validate=True)), formats=("PNG", "JPEG")) as picture:
            picture.load()
            found = Picture(str(picture.format), picture.width, picture.height)
    except (binascii.Error, UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError) as error:
        message = "an image_url part does not decode to a PNG or JPEG"
        raise BadRequest(message) from error
    if found.kind.lower() not in header:
        message = f"an image_url part says {header!r} and holds {found.kind}"
        raise BadRequest(message)
    return found
