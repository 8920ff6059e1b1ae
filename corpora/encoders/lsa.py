"""Latent semantic analysis: words that occur in the same passages become alike. No weights, no torch."""

import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpora.encoders.encoder import Vectors
from corpora.errors import IndexMismatch
from corpora.tokens import tokenise

__all__ = ["DEFAULT_DIMENSION", "LsaEncoder"]

DEFAULT_DIMENSION = 128
"""Length of a vector. Source: nDCG@10 of 32, 64, 96, 128 and 200 on the tuning half of `corpora/queries.toml`
(`python -m benchmarks.encoder_choice --split tune`): 0.758, 0.791, 0.786, 0.785 and 0.782. From 64 on the differences
are far below what 69 questions can tell apart, so the length that saved indexes have was kept."""
MAX_TEXTS = 4_000
"""Most texts that are learnt from: their Gram matrix is made whole, 64 MB at this size. Our own choice."""
MAX_TERMS = 20_000
"""Most terms kept, by the number of texts they occur in. Our own choice: 320 MB with the most texts."""
_SMALLEST_SHARE = 1e-3
"""A direction whose singular value is smaller than this share of the largest [1] is left out: the Gram matrix is made
in float32, whose rounding of 1e-7 of the largest eigenvalue is 3e-4 of the largest singular value."""

_WEIGHTS, _VOCABULARY = "lsa.npz", "lsa.json"


class LsaEncoder:
    """Tf-idf vectors brought down to a few dimensions by a truncated singular value decomposition.

    weight = (1 + ln tf) · (1 + ln((1 + N) / (1 + n))), rows of length 1, then projected on the right singular vectors.
    Source: Manning, Raghavan and Schütze 2008, sections 6.4 and 18.4; the smoothed idf is scikit-learn's.
    """

    name = "lsa"
    normalised = True

    def __init__(self, terms: Mapping[str, int], idf: NDArray[np.float32], projection: Vectors) -> None:
        """Take the parts of an encoder; `fit` makes them.

        Args:
            terms: Row of each term.
            idf: Weight of each term [1], float32, shape (terms,).
            projection: Right singular vectors, float32, shape (terms, dimension).
        """
        self._terms = dict(terms)
        self._idf = idf
        self._projection = projection
        self.dimension = int(projection.shape[1])
        digest = hashlib.sha256(json.dumps(self._terms, sort_keys=True).encode())
        digest.update(idf.tobytes())
        digest.update(projection.tobytes())
        self.fingerprint = digest.hexdigest()
        """SHA-256 over vocabulary and weights [64 hex digits]."""

    @classmethod
    def fit(cls, texts: Sequence[str], *, dimension: int = DEFAULT_DIMENSION, seed: int = 0) -> Self:
        """Learn from texts; the same texts and seed give the same encoder on the same machine.

        Args:
            texts: What will be searched, or text like it. Of more than 4,000, as many are drawn.
            dimension: Wanted length of a vector, at least 1; the rank of the texts where that is less.
            seed: Of the draw.

        Raises:
            ValueError: If `dimension` is less than 1.
        """
        if dimension < 1:
            raise ValueError(f"dimension is {dimension!r}; it must be 1 or more.")
        counts = [Counter(tokenise(text)) for text in texts]
        if len(counts) > MAX_TEXTS:
            drawn = np.random.default_rng(seed).choice(len(counts), MAX_TEXTS, replace=False)
            counts = [counts[row] for row in sorted(drawn)]
        containing = Counter(term for count in counts for term in count)
        kept = sorted(containing, key=lambda term: (-containing[term], term))[:MAX_TERMS]
        terms = {term: row for row, term in enumerate(sorted(kept))}
        found = np.array([containing[term] for term in terms], dtype=np.float64)
        idf = (1.0 + np.log((1.0 + len(counts)) / (1.0 + found))).astype(np.float32)
        return cls(terms, idf, _right_singular_vectors(_rows(counts, terms, idf), dimension))

    def encode_queries(self, texts: list[str]) -> Vectors:
        """Encode questions: float32, shape (n, dimension); zero where no word is known."""
        return self._encode(texts)

    def encode_passages(self, texts: list[str]) -> Vectors:
        """Encode passages: float32, shape (n, dimension); zero where no word is known."""
        return self._encode(texts)

    def _encode(self, texts: list[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            columns, weights = _weighted(Counter(tokenise(text)), self._terms, self._idf)
            if len(columns):
                vectors[row] = weights @ self._projection[columns]
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        normalised: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
        return normalised

    def save(self, folder: Path) -> None:
        """Write the weights as `lsa.npz` and the vocabulary as `lsa.json` into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(folder / _WEIGHTS, idf=self._idf, projection=self._projection)
        ordered = sorted(self._terms, key=lambda term: self._terms[term])
        text = json.dumps({"fingerprint": self.fingerprint, "terms": ordered}, ensure_ascii=False, indent=0)
        (folder / _VOCABULARY).write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote; nothing in it is executed.

        Raises:
            IndexMismatch: If a file is missing or unreadable, or weights and vocabulary do not belong together.
        """
        remedy = f"Train it again: python -m corpora.encoders.train_lsa {folder.name}"
        try:
            with (folder / _WEIGHTS).open("rb") as file, np.load(file, allow_pickle=False) as weights:
                idf, projection = weights["idf"], weights["projection"]
            stored = json.loads((folder / _VOCABULARY).read_text(encoding="utf-8"))
            terms = {term: row for row, term in enumerate(stored["terms"])}
            expected = stored["fingerprint"]
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
            raise IndexMismatch(f"The LSA encoder in {folder.name!r} cannot be read. {remedy}") from error
        encoder = cls(terms, idf, projection)
        if encoder.fingerprint != expected:
            raise IndexMismatch(f"Weights and vocabulary in {folder.name!r} are not what was saved. {remedy}")
        return encoder


def _weighted(
    count: Counter[str], terms: Mapping[str, int], idf: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    known = sorted((terms[term], tf) for term, tf in count.items() if term in terms)
    columns = np.array([column for column, _ in known], dtype=np.int64)
    weights = (1.0 + np.log(np.array([tf for _, tf in known], dtype=np.float64))) * idf[columns]
    length = np.linalg.norm(weights)
    return columns, (weights / length if length > 0 else weights).astype(np.float32)


def _rows(counts: Sequence[Counter[str]], terms: Mapping[str, int], idf: NDArray[np.float32]) -> Vectors:
    rows = np.zeros((len(counts), len(terms)), dtype=np.float32)
    for row, count in enumerate(counts):
        columns, weights = _weighted(count, terms, idf)
        rows[row, columns] = weights
    return rows


def _right_singular_vectors(rows: Vectors, dimension: int) -> Vectors:
    """Return the first right singular vectors of `rows`, shape (terms, at most dimension), signs fixed.

    Found from the eigenvectors of the small Gram matrix rows · rowsᵀ, as there are fewer texts than terms:
    v = rowsᵀ · u / σ.
    """
    if not rows.size:
        return np.zeros((rows.shape[1], 1), dtype=np.float32)
    gram = (rows @ rows.T).astype(np.float64)
    values, vectors = np.linalg.eigh(gram)
    order = np.argsort(-values, kind="stable")[:dimension]
    singular = np.sqrt(np.clip(values[order], 0.0, None))
    kept = singular > _SMALLEST_SHARE * singular[0]
    order, singular = order[kept], singular[kept]
    right = (rows.T.astype(np.float64) @ vectors[:, order]) / singular
    strongest = right[np.argmax(np.abs(right), axis=0), np.arange(right.shape[1])]
    return np.ascontiguousarray(right * np.where(strongest < 0, -1.0, 1.0), dtype=np.float32)
