"""Images are sent once: which ones a server holds, and under which names.

vLLM keeps an image under the `uuid` it came with and asks for nothing else: the name alone decides what the model sees
(vllm#55547), so a name is a digest of everything that makes the picture, and of a secret, so that two tenants of one
server do not share names. The cache of pictures is one for a server's base model and all its adapters (vLLM 0.32:
`MultiModalInputs.get_mm_hashes` takes no adapter; only the encoder's output, which needs no data, is kept by adapter),
so what one adapter has seen need not be sent again for another.
"""

from collections import OrderedDict
from collections.abc import Iterable
from hashlib import sha256
from threading import Lock
from typing import Any

from agent.models.exchange import Exchange

__all__ = ["ImagesSent", "Shipment"]

MAX_NAMES = 8192
"""Images remembered for one server [1]; 64 cases in flight with 100 images each."""
MAX_BYTES = 4 * 2**30
"""Encoded images that a server is taken to hold [bytes]: vLLM's own cache has 4 GiB (`--mm-processor-cache-gb`)."""
DOUBTS = 8
"""Calls in a row with a dropped image after which a server is taken to keep none (ours)."""
TRUST_AGAIN = 64
"""Calls that then send everything, before images are named again (ours)."""


class ImagesSent:
    """What one server has been shown with one key; usable from any thread.

    Args:
        secret: Sets the names of one tenant apart from those of others.
    """

    def __init__(self, secret: str, *, max_names: int = MAX_NAMES, max_bytes: int = MAX_BYTES) -> None:
        self._salt = sha256(f"mmedexpert image names\0{secret}".encode()).digest()
        self._max_names, self._max_bytes = max_names, max_bytes
        # By hash, length and end of the text, not by the text: no pixels are held back here. Python's string hash is
        # keyed by chance and kept with the string, so a picture that is sent in every turn is digested once.
        self._names: OrderedDict[tuple[int, int, str], str] = OrderedDict()
        self._held: OrderedDict[str, int] = OrderedDict()
        self._bytes = 0
        self._dropped = 0
        self._distrust = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._held)

    def name(self, url: str) -> str:
        """Name an image: hex SHA-256 over secret, media type, length and encoded bytes.

        Args:
            url: Its data URL.
        """
        key = hash(url), len(url), url[-96:]
        with self._lock:
            known = self._names.get(key)
            if known is not None:
                self._names.move_to_end(key)
                return known
        media, _, data = url.partition(",")
        digest = sha256(self._salt)
        digest.update(f"{media}\0{len(data)}\0".encode())
        digest.update(data.encode())
        name = digest.hexdigest()
        with self._lock:
            self._names[key] = name
            if len(self._names) > self._max_names:
                self._names.popitem(last=False)
        return name

    def holds(self, name: str) -> bool:
        """Whether the server is taken to hold the image of that name."""
        with self._lock:
            if self._distrust or name not in self._held:
                return False
            self._held.move_to_end(name)
            return True

    def shown(self, images: Iterable[tuple[str, int]], *, by_name: bool) -> None:
        """Note a reply that proves what the server has seen.

        Args:
            images: Name and length [bytes] of each image of the request.
            by_name: Whether some were named only.
        """
        with self._lock:
            if by_name:
                self._dropped = 0
            elif self._distrust:
                self._distrust -= 1
            for name, length in images:
                self._bytes += length - self._held.pop(name, 0)
                self._held[name] = length
            while self._held and (len(self._held) > self._max_names or self._bytes > self._max_bytes):
                self._bytes -= self._held.popitem(last=False)[1]

    def dropped(self, names: Iterable[str]) -> None:
        """Note that the server no longer holds one of these."""
        with self._lock:
            for name in names:
                self._bytes -= self._held.pop(name, 0)
            self._dropped += 1
            if self._dropped >= DOUBTS:
                self._dropped, self._distrust = 0, TRUST_AGAIN


class Shipment:
    """The images of one request.

    Args:
        sent: What the server was shown before.
        again: True: everything is sent as data, because the server dropped an image of it.
    """

    def __init__(self, sent: ImagesSent, *, again: bool = False) -> None:
        self._sent = sent
        self._again = again
        self._data: dict[str, int] = {}
        self._named: dict[str, int] = {}
        self.as_data = 0
        """Images sent as data [1]."""
        self.by_name = 0
        """Images named only [1]."""

    def block(self, url: str) -> dict[str, Any]:
        """The content block of an image. Source: vLLM documentation, "Multimodal inputs", cached inputs by `uuid`."""
        name = self._sent.name(url)
        # An image that is there twice is sent twice: the server looks up all of them before it keeps any.
        if not self._again and name not in self._data and (name in self._named or self._sent.holds(name)):
            self.by_name += 1
            self._named[name] = len(url)
            return {"type": "image_url", "image_url": None, "uuid": name}
        self.as_data += 1
        self._data[name] = len(url)
        return {"type": "image_url", "image_url": {"url": url}, "uuid": name}

    def arrived(self) -> None:
        """Note that a reply came to this request."""
        if self._data or self._named:
            self._sent.shown({**self._named, **self._data}.items(), by_name=bool(self._named))

    def again(self, exchange: Exchange) -> "Shipment":
        """Note that the server no longer held an image that was named, and ship everything as data."""
        self._sent.dropped(self._named)
        exchange.images_resent += self.by_name
        return Shipment(self._sent, again=True)
