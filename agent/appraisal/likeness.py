"""How alike two terms are: by the company that they keep in biomedical abstracts, and by their spelling."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

__all__ = ["CHANNELS", "Likeness", "TermVectors", "term_vectors"]

_FOLDER = Path(__file__).parent / "weights"
COMPANY: tuple[str, ...] = ("beside", "around")
"""Vectors by how wide the company of a term was taken: 2 and 15 terms to each side."""
CHANNELS: tuple[str, ...] = (*COMPANY, "spelt")
"""Ways in which terms are alike, in the order of the first axis of `Likeness.of`."""
_GRAMS = (3, 4)
"""Lengths of the pieces of a word that its spelling is compared by [1]; our own choice."""


class TermVectors(BaseModel):
    """What the vectors of `term_vectors.npz` stand for; `benchmarks/train_term_vectors.py` writes both files."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    counted_in: str = Field(min_length=1)
    licence: str = Field(min_length=1)
    windows: Mapping[str, int]
    """Terms to each side that were counted [1], by name of the vectors."""
    terms: str = Field(min_length=1)
    """The terms, parted by spaces, in the order of the rows."""


@cache
def term_vectors() -> tuple[Mapping[str, int], NDArray[np.float32]]:
    """Row of each term, and vectors of length 1: float32, shape (2, terms + 1, 64).

    The last row, of zeros, is that of a term that is not known.
    """
    about = TermVectors.model_validate(json.loads((_FOLDER / "term_vectors.json").read_text("utf-8")))
    rows = {term: row for row, term in enumerate(about.terms.split(" "))}
    with np.load(_FOLDER / "term_vectors.npz", allow_pickle=False) as arrays:
        vectors = np.stack([arrays[name] for name in COMPANY]).astype(np.float32)
    if vectors.shape[1] != len(rows):
        raise ValueError(f"term_vectors.npz has {vectors.shape[1]} rows for {len(rows)} terms; write both anew.")
    vectors /= np.maximum(np.linalg.norm(vectors, axis=2, keepdims=True), 1e-9)
    return rows, np.pad(vectors, ((0, 0), (0, 1), (0, 0)))


class Likeness:
    """How alike the terms of a claim and other terms are; what was compared once is remembered."""

    def __init__(self, terms: Sequence[str]) -> None:
        """Take the terms of a claim, each once."""
        self._terms = tuple(terms)
        self._columns: dict[str, int] = {}
        self._known = np.zeros((len(CHANNELS), len(self._terms), 0), dtype=np.float32)

    def of(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """Compare with other terms: float32, shape (3, terms of the claim, terms) [0-1]; the same term is 1."""
        new = [term for term in dict.fromkeys(terms) if term not in self._columns]
        if new:
            first = len(self._columns)
            self._columns.update({term: first + place for place, term in enumerate(new)})
            self._known = np.concatenate([self._known, self._compared(new)], axis=2)
        return self._known[:, :, [self._columns[term] for term in terms]]

    def _compared(self, terms: Sequence[str]) -> NDArray[np.float32]:
        found = np.empty((len(CHANNELS), len(self._terms), len(terms)), dtype=np.float32)
        ours, theirs = _vectors(self._terms), _vectors(terms)
        np.clip(ours @ theirs.transpose(0, 2, 1), 0.0, 1.0, out=found[: len(COMPANY)])
        pieces = [_pieces(term) for term in terms]
        for place, term in enumerate(self._terms):
            own = _pieces(term)
            found[-1, place] = [len(own & other) / (len(own) * len(other)) ** 0.5 for other in pieces]
            if term in terms:
                found[:, place, terms.index(term)] = 1.0
        return found


def _vectors(terms: Iterable[str]) -> NDArray[np.float32]:
    rows, vectors = term_vectors()
    return vectors[:, [rows.get(term, -1) for term in terms]]


@lru_cache(maxsize=1 << 15)
def _pieces(term: str) -> frozenset[str]:
    """Pieces of a word with its borders, by which words are compared as sets (the coefficient of Ochiai 1957)."""
    word = f"<{term}>"
    pieces = {word[place : place + size] for size in _GRAMS for place in range(len(word) - size + 1)}
    return frozenset(pieces or {word})
