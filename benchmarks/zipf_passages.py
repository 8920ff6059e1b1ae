"""Passages made on the spot whose words are as common as words are: the n-th in 1/n of the places (Zipf's law)."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from corpora import Passage, Provenance

WORDS = 250_000
"""Different words; a million passages of PubMed have about as many."""
SHORTEST, LONGEST = 80, 160
"""Words of a passage: 120 in the middle, which is about what the passages of MedRAG have."""
COMMON = 8
"""Most frequent words, which questions do without, as they do without stop words. A question then touches some 60,000
postings of 100,000 passages, as the anchor of this measurement does."""
QUESTION = 8
"""Words of a question."""
A_DOCUMENT = 20
"""Passages of a document, which share their provenance."""
_LETTERS = "abcdefghijklmnoprtuvwxyz"  # no q and no s: nothing that a tokeniser takes for a plural


def word(number: int) -> str:
    """Spell a number in letters; `x` at both ends keeps stemmers away."""
    spelt = ""
    while number:
        number, digit = divmod(number, len(_LETTERS))
        spelt += _LETTERS[digit]
    return f"x{spelt or 'a'}x"


class Zipf:
    """Draws words."""

    def __init__(self, seed: int) -> None:
        """Start at a seed."""
        self._random = np.random.default_rng(seed)
        weights = 1.0 / np.arange(1, WORDS + 1)
        self._ends = np.cumsum(weights / weights.sum())
        self._words = np.array([word(number) for number in range(WORDS)], dtype=object)

    def _draw(self, count: int, common: int = 0) -> NDArray[np.object_]:
        places = self._random.random(count)
        if common:
            places = self._ends[common - 1] + places * (1 - self._ends[common - 1])
        found: NDArray[np.object_] = self._words[np.minimum(np.searchsorted(self._ends, places), WORDS - 1)]
        return found

    def passages(self, count: int) -> Iterator[Passage]:
        """Make passages, in the order of their ids."""
        source = Provenance(title="", issuer="", year=None, url="")
        for number in range(count):
            document = f"z{number // A_DOCUMENT:07d}"
            if number % A_DOCUMENT == 0:
                source = Provenance(title=f"Article {document}", issuer="Zipf", year=2026, url=f"urn:{document}")
            yield Passage(
                id=f"{document}#{number % A_DOCUMENT:02d}",
                document=document,
                text=" ".join(self._draw(int(self._random.integers(SHORTEST, LONGEST + 1)))),
                source=source,
            )

    def questions(self, count: int) -> list[str]:
        """Make questions of words that are not among the most common."""
        return [" ".join(self._draw(QUESTION, COMMON)) for _ in range(count)]


def clustered(rows: int, dimension: int, seed: int, *, a_cluster: int = 250) -> NDArray[np.float32]:
    """Make vectors of length 1 around common centres, with a spectrum that falls: float32, shape (rows, dimension).

    The centres are the same for every seed, so that questions of another seed lie among the rows.
    """
    made = np.empty((rows, dimension), dtype=np.float32)
    random, centres = np.random.default_rng(seed), max(1, rows // a_cluster)
    falling = (1.0 / np.sqrt(np.arange(1, dimension + 1))).astype(np.float32)
    where = np.random.default_rng(0).standard_normal((max(centres, 400), dimension), dtype=np.float32) * falling
    for first in range(0, rows, 1 << 16):
        size = min(1 << 16, rows - first)
        part = where[random.integers(0, len(where), size)]
        part = part + 0.5 * random.standard_normal((size, dimension), dtype=np.float32) * falling
        made[first : first + size] = part / np.linalg.norm(part, axis=1, keepdims=True)
    return made
