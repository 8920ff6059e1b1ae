"""The checksum by which a corpus is known: over the ids and texts of its passages."""

import hashlib
from collections.abc import Iterable

from corpora.document import Passage

__all__ = ["Checksum", "checksum_of"]


class Checksum:
    """SHA-256 over ids and texts of passages, in their order."""

    def __init__(self) -> None:
        """Start with none."""
        self._digest = hashlib.sha256()

    def add(self, passage_id: str, text: str) -> None:
        """Take the next passage."""
        for part in (passage_id, text):
            data = part.encode("utf-8", "surrogatepass")
            # The length keeps "ab" + "c" apart from "a" + "bc".
            self._digest.update(len(data).to_bytes(8, "big") + data)

    def hexdigest(self) -> str:
        """Return the checksum so far [64 hex digits]."""
        return self._digest.hexdigest()


def checksum_of(passages: Iterable[Passage]) -> str:
    """Return SHA-256 over the ids and texts of passages, in their order [64 hex digits]."""
    checksum = Checksum()
    for passage in passages:
        checksum.add(passage.id, passage.text)
    return checksum.hexdigest()
