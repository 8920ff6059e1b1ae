"""The postings of a BM25 index, made from a stream of texts in bounded memory and kept in the file layout of bm25s."""

import json
import tempfile
import weakref
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpora.errors import IndexMismatch

__all__ = ["K1", "B", "Postings", "PostingsBuilder"]

K1 = 1.2
"""How soon a repeated term stops counting [1]. Source: default of Lucene's BM25Similarity; Robertson and Zaragoza 2009,
doi:10.1561/1500000019, section 3.5, find 1.2 to 2 reasonable in many circumstances."""
B = 0.75
"""How much a long passage is discounted [1]. Source: default of Lucene's BM25Similarity; the same section gives 0.5 to
0.8."""
_CHUNK = 4_000_000
"""Terms that are sorted at a time: about 250 MB while that lasts. Our own choice."""
_SPILL = 64 << 20
"""Bytes of sorted terms from which on they go to a file. Our own choice."""
_DATA, _INDICES, _INDPTR = "data.csc.index.npy", "indices.csc.index.npy", "indptr.csc.index.npy"
_VOCABULARY, _PARAMETERS = "vocab.index.json", "params.index.json"
_FACTS: dict[str, object] = {
    "k1": K1,
    "b": B,
    "delta": 0.5,
    "method": "lucene",
    "idf_method": "lucene",
    "dtype": "float32",
    "int_dtype": "int32",
    "backend": "numpy",
}
"""What bm25s writes about such an index beside its version."""


class Postings(NamedTuple):
    """For each term the rows that hold it and what it adds to their score; nothing in it can be written to."""

    vocabulary: dict[str, int]
    """Number of each term."""
    starts: NDArray[np.int64]
    """Shape (terms + 1,): postings of term t are `starts[t]` to `starts[t + 1]`."""
    rows: NDArray[np.int32]
    """Shape (postings,): rows from 0, ascending within a term."""
    scores: NDArray[np.float32]
    """Shape (postings,): idf(t) · tf / (tf + k1 · (1 − b + b · length / mean length)) [1]."""
    total: int
    """Number of texts."""

    @classmethod
    def load(cls, folder: Path, total: int) -> "Postings":
        """Map what `PostingsBuilder` or `save` wrote into memory, after checking that no posting points outside.

        Args:
            folder: Where they are.
            total: Texts that they must be about.

        Raises:
            IndexMismatch: If a file is unreadable or does not fit the others.
        """
        try:
            vocabulary = json.loads((folder / _VOCABULARY).read_bytes())
            facts = json.loads((folder / _PARAMETERS).read_bytes())
            starts, rows, scores = (
                np.asarray(np.load(folder / name, mmap_mode="r", allow_pickle=False))
                for name in (_INDPTR, _INDICES, _DATA)
            )
        except (OSError, ValueError, EOFError) as error:
            raise _mismatch("a file cannot be read") from error
        if facts != _FACTS | {"num_docs": total, "version": facts.get("version") if isinstance(facts, dict) else None}:
            raise _mismatch("it was made with other parameters or for another number of texts")
        _check_arrays(starts, rows, scores, total)
        numbers = list(vocabulary.values()) if isinstance(vocabulary, dict) else None
        if numbers != list(range(len(starts) - 1)):
            raise _mismatch("vocabulary and postings do not belong together")
        return cls(vocabulary, starts, rows, scores, total)

    def save(self, folder: Path) -> None:
        """Write the files."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, values in ((_INDPTR, self.starts), (_INDICES, self.rows), (_DATA, self.scores)):
            np.save(folder / name, values, allow_pickle=False)
        _save_words(folder, self.vocabulary, self.total)

    def holds(self, row: int, terms: Sequence[str]) -> bool:
        """Say whether a row is among the postings of all these terms."""
        for term in set(terms):
            number = self.vocabulary.get(term)
            if number is None:
                return False
            rows = self.rows[self.starts[number] : self.starts[number + 1]]
            place = int(np.searchsorted(rows, row))
            if place == len(rows) or rows[place] != row:
                return False
        return True


class PostingsBuilder:
    """Takes texts as terms, one by one, and makes the postings; what is large lies in a temporary file meanwhile."""

    def __init__(self) -> None:
        """Start without texts."""
        self.vocabulary: dict[str, int] = {}
        self._terms = array("i")
        self._lengths = array("i")
        self._first = 0
        self._chunks: list[_Chunk] = []
        self._spill = tempfile.SpooledTemporaryFile(max_size=_SPILL)  # noqa: SIM115 - lives as long as the builder
        weakref.finalize(self, self._spill.close)

    def add(self, terms: Sequence[str]) -> None:
        """Add the next text."""
        number = self.vocabulary
        self._terms.extend([number.setdefault(term, len(number)) for term in terms])
        self._lengths.append(len(terms))
        if len(self._terms) >= _CHUNK:
            self._sort()

    def finish(self, folder: Path | None = None) -> Postings | None:
        """Make the postings.

        Args:
            folder: Where they are written; in memory where not given.

        Returns:
            The postings, or None where no text had a single term.
        """
        self._sort()
        lengths = np.frombuffer(self._lengths, dtype=np.int32) if self._lengths else np.zeros(0, np.int32)
        if not self.vocabulary:
            return None
        counts = np.zeros(len(self.vocabulary), dtype=np.int64)
        for chunk in self._chunks:
            counts[: len(chunk.counts)] += chunk.counts
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        rows, scores = _space(folder, _INDICES, np.int32, starts[-1]), _space(folder, _DATA, np.float32, starts[-1])
        total = len(lengths)
        idf = np.log1p((total - counts + 0.5) / (counts + 0.5))
        damping = K1 * (1 - B + B * lengths / lengths.mean())
        filled = starts[:-1].copy()
        for chunk in self._chunks:
            held, frequencies = self._read(chunk)
            here = np.cumsum(chunk.counts) - chunk.counts
            known = len(chunk.counts)
            places = np.arange(chunk.size) + np.repeat(filled[:known] - here, chunk.counts)
            rows[places] = held
            scores[places] = np.repeat(idf[:known], chunk.counts) * frequencies / (frequencies + damping[held])
            filled[:known] += chunk.counts
        self._spill.close()
        for values in (starts, rows, scores):
            values.flags.writeable = False  # also makes mapped and plain arrays one type to the compiler of queries
        if folder is not None:
            np.save(folder / _INDPTR, starts, allow_pickle=False)
            _save_words(folder, self.vocabulary, total)
        return Postings(self.vocabulary, starts, np.asarray(rows), np.asarray(scores), total)

    def _sort(self) -> None:
        """Count terms by text, order them by term and put them into the temporary file."""
        if not self._terms:
            return
        lengths = np.frombuffer(self._lengths, dtype=np.int32)[self._first :]
        terms = np.frombuffer(self._terms, dtype=np.int32)
        pairs = terms.astype(np.int64) * len(lengths) + np.repeat(np.arange(len(lengths)), lengths)
        found, frequencies = np.unique(pairs, return_counts=True)
        term, row = np.divmod(found, len(lengths))
        counts = np.bincount(term, minlength=len(self.vocabulary))
        self._chunks.append(_Chunk(self._spill.tell(), len(found), counts))
        self._spill.write((row + self._first).astype(np.int32).tobytes())
        self._spill.write(frequencies.astype(np.int32).tobytes())
        self._first += len(lengths)
        del lengths, terms  # an array that is looked at cannot be emptied
        self._terms = array("i")

    def _read(self, chunk: "_Chunk") -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        self._spill.seek(chunk.offset)
        values = np.frombuffer(self._spill.read(8 * chunk.size), dtype=np.int32)
        return values[: chunk.size], values[chunk.size :]


class _Chunk(NamedTuple):
    offset: int
    """First byte in the temporary file."""
    size: int
    """Postings in it."""
    counts: NDArray[np.int64]
    """Postings of each term."""


def _space(folder: Path | None, name: str, kind: type[np.generic], size: int) -> NDArray[np.generic]:
    if folder is None:
        return np.empty(size, dtype=kind)
    folder.mkdir(parents=True, exist_ok=True)
    made: NDArray[np.generic] = np.lib.format.open_memmap(folder / name, mode="w+", dtype=kind, shape=(int(size),))
    return made


def _save_words(folder: Path, vocabulary: dict[str, int], total: int) -> None:
    import bm25s

    text = json.dumps(vocabulary)
    (folder / _VOCABULARY).write_text(text, encoding="utf-8")
    facts = json.dumps(_FACTS | {"num_docs": total, "version": bm25s.__version__}, indent=1)
    (folder / _PARAMETERS).write_text(facts, encoding="utf-8")


def _check_arrays(starts: NDArray[np.int64], rows: NDArray[np.int32], scores: NDArray[np.float32], total: int) -> None:
    """Compiled code trusts these numbers, so none may point outside."""
    shapes = starts.ndim == rows.ndim == scores.ndim == 1 and len(starts) > 1 and rows.shape == scores.shape
    kinds = [values.dtype.str for values in (starts, rows, scores)] == ["<i8", "<i4", "<f4"]
    if not (shapes and kinds):
        raise _mismatch("an array is of another kind")
    if starts[0] != 0 or starts[-1] != len(rows) or (np.diff(starts) < 0).any():
        raise _mismatch("the postings of a term have no place")
    for first in range(0, len(rows), _CHUNK):
        part, weights = rows[first : first + _CHUNK], scores[first : first + _CHUNK]
        if part.min() < 0 or part.max() >= total or not (np.isfinite(weights) & (weights > 0)).all():
            raise _mismatch("a posting names no text or has no score")


def _mismatch(problem: str) -> IndexMismatch:
    return IndexMismatch(f"The index of words is not what was saved: {problem}. Build the index again.")
