"""A few bytes about the terms of a text, kept beside it: enough to tell that two texts are not nearly the same."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from corpora.document import Passage
from corpora.errors import IndexMismatch
from corpora.tokens import tokenise

__all__ = ["SKETCHES", "SketchBuilder", "check_sketches", "load_sketches", "maybe_alike"]

SKETCHES = "sketches.npy"
"""uint64, shape (passages, 5): one bit a term in four words, and the number of different terms."""
_BITS = 256
"""Bits that the terms of a text are spread over: a passage has about 80 different terms, and with as many bits as that
two strangers differ in some 100 of them. Our own choice."""
_WORDS = _BITS // 64
_SPREAD = 2_654_435_761
"""Multiplicative hashing: 2³² over the golden ratio. Source: Knuth, The Art of Computer Programming 3, section 6.4."""
_CHECKED = 64
"""Passages whose sketch is made again at opening, spread evenly. Our own choice, as for postings."""


class SketchBuilder:
    """Takes texts as terms, one by one; 40 bytes each stay in memory."""

    def __init__(self) -> None:
        """Start without texts."""
        self._bytes = bytearray()

    @classmethod
    def of(cls, texts: Iterable[str]) -> NDArray[np.uint64]:
        """Make the sketches of texts."""
        builder = cls()
        for text in texts:
            builder.add(tokenise(text))
        return builder.finish()

    def add(self, terms: Iterable[str]) -> None:
        """Add the next text."""
        different = set(terms)
        bits = 0
        for term in different:
            # Terms that differ in a few letters have checksums that differ in a few bits; a product spreads them.
            bits |= 1 << (crc32(term.encode("utf-8", "surrogatepass")) * _SPREAD >> 24) % _BITS
        self._bytes += bits.to_bytes(_BITS // 8, "little") + len(different).to_bytes(8, "little")

    def finish(self) -> NDArray[np.uint64]:
        """Give all sketches: uint64, shape (texts, 5)."""
        return np.frombuffer(bytes(self._bytes), dtype="<u8").reshape(-1, _WORDS + 1)


def maybe_alike(sketches: NDArray[np.uint64], least: float) -> NDArray[np.bool_]:
    """Tell which pairs of texts may have a Jaccard similarity of at least `least`; of the others none has.

    Terms that only one of two sets has are at least as many as the bits that differ, and a similarity of t leaves room
    for (1 − t) / (1 + t) of both sizes together. Source: bitmap filter of Sandes, Teodoro and Melo 2020,
    doi:10.1016/j.is.2019.101449.

    Args:
        sketches: uint64, shape (n, 5).
        least: Similarity (0-1].

    Returns:
        Symmetric, shape (n, n).
    """
    differ = np.zeros((len(sketches), len(sketches)), dtype=np.uint16)
    for word in sketches[:, :_WORDS].T:
        differ += np.bitwise_count(word[:, None] ^ word[None, :])
    sizes = sketches[:, _WORDS].astype(np.float64) * ((1.0 - least) / (1.0 + least))
    found: NDArray[np.bool_] = differ <= sizes[:, None] + sizes[None, :] + 1e-6
    return found


def load_sketches(folder: Path, total: int) -> NDArray[np.uint64]:
    """Map the sketches of a folder into memory.

    Raises:
        IndexMismatch: If they are unreadable or not those of so many texts.
    """
    try:
        found = np.asarray(np.load(folder / SKETCHES, mmap_mode="r", allow_pickle=False))
    except (OSError, ValueError, EOFError) as error:
        raise IndexMismatch(f"{SKETCHES!r} cannot be read: {error} Build the index again.") from error
    if found.dtype.str != "<u8" or found.shape != (total, _WORDS + 1):
        raise IndexMismatch(f"{SKETCHES!r} is about other passages: {found.shape!r}. Build the index again.")
    return found


def check_sketches(sketches: NDArray[np.uint64], passages: Sequence[Passage]) -> None:
    """Check some sketches against the passages of their rows.

    Raises:
        IndexMismatch: If one is of another text, or was made by another tokeniser.
    """
    rows = range(0, len(passages), max(1, -(-len(passages) // _CHECKED)))
    if not np.array_equal(SketchBuilder.of(passages[row].text for row in rows), sketches[list(rows)]):
        raise IndexMismatch(f"{SKETCHES!r} was made of other passages. Build the index again.")
