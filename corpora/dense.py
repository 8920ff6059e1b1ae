"""Search by vectors: inner products on a GPU, through an index of FAISS, or with every vector; one path for all."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpora import faiss_gpu, faiss_index
from corpora.encoders.encoder import Encoder, Vectors
from corpora.errors import IndexMismatch
from corpora.exact import nearest, rescored
from corpora.faiss_index import MISSING, Approximate
from corpora.gate import Chosen, choose
from corpora.progress import Report, silent
from corpora.retriever import Ranking

__all__ = ["MISSING", "Backend", "DenseIndex", "DenseRetriever", "check_lengths"]

_BLAS_FROM = 4
"""Queries from which on rows are multiplied with all queries at once, as `corpora.exact.nearest` does. FAISS by itself
(1.15.1) does so only from queries × dimension = 128,000, and its threshold is one number for the whole process.
Measured, CPU time at 100,000 × 384: 16 queries 44 instead of 204 ms, 64 queries 84 instead of 858 ms, none below 4."""
_MARGIN = 8
"""Rows fetched beyond k, so that rounding in a backend cannot push a row over the edge. Our own choice."""
_TIE = 1e-5
"""Scores of unit vectors that differ by less may be ties: float32 sums of about 1000 products err by up to 1e-5 [1]."""
_GPU_MOST_ROWS = 1000
"""Rows for a query up to which a GPU is asked; deeper searches are done in main memory. Source: FAISS's wiki, page
"Faiss on the GPU": k is limited, to 1024 in older builds."""
_MOST_SHARE = 0.1
"""Share of all rows [1] above which nominating them is no faster than looking at all. Our own choice."""
_UNIT_TOLERANCE = 1e-3
"""How far the length of a vector of a normalised encoder may be from 1 [1]: 16-bit arithmetic errs by less."""
_VECTORS, _NEAREST = "vectors.npy", "nearest.faiss"
_CHECKED = 1 << 16
"""Vectors looked at together while they are checked: 100 MB at 384 dimensions. Our own choice."""


class Backend(NamedTuple):
    """Who computes the inner products."""

    name: str
    """`faiss-gpu`, `faiss-cpu` or `numpy`."""
    reason: str
    """Why not a faster one; empty for the GPU."""


class DenseIndex:
    """Vectors, found by their inner product with a query.

    The backend only nominates rows. Their scores are computed again in one fixed way, so that order and ties do not
    depend on the backend, on the size of the batch or on threads. Without `approximate` no row is ever missed.
    """

    def __init__(
        self, vectors: Vectors, *, gpu: bool = True, approximate: tuple[Approximate, Chosen] | None = None
    ) -> None:
        """Index vectors.

        Args:
            vectors: float32, shape (rows, dimension), finite; kept as they are, so they may lie in a mapped file.
            gpu: False keeps the search in main memory, whatever there is.
            approximate: What nominates rows in main memory, as `build` chooses it; every row is looked at without.

        Raises:
            ValueError: If the array has another shape or holds a NaN or an infinity.
        """
        if vectors.ndim != 2 or vectors.shape[1] < 1:
            raise ValueError(f"vectors have shape {vectors.shape!r}; (rows, dimension) is wanted.")
        self._vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        if not all(np.isfinite(part).all() for part in _parts(self._vectors)):
            raise ValueError("vectors hold a NaN or an infinity; encode the passages again.")
        self.rows, self.dimension = self._vectors.shape
        self._approximate = approximate
        self._gpu_lock = threading.Lock()
        self._gpu, self.backend = _open(self._vectors, gpu=gpu)

    @classmethod
    def build(cls, vectors: Vectors, *, normalised: bool, gpu: bool = True, report: Report = silent) -> "DenseIndex":
        """Index vectors with the kind that their number and the recall gate ask for (`corpora.gate`).

        Args:
            vectors: As for the constructor.
            normalised: Whether they have length 1, as their encoder says.
            gpu: As for the constructor.
            report: Told how far it is.

        Raises:
            ValueError: As for the constructor, or if they do not have the length that their encoder says.
        """
        plain = cls(vectors, gpu=gpu)
        if normalised:
            check_lengths(plain._vectors)
        plain._approximate = choose(plain._vectors, normalised=normalised, report=report)
        return plain

    @property
    def chosen(self) -> Chosen | None:
        """What nominates rows in main memory and what recall was measured; None where every row is looked at."""
        return self._approximate[1] if self._approximate else None

    def search(self, queries: Vectors, k: int) -> list[Ranking]:
        """Rank rows by inner product, best first, ties by row; rows that are not positively alike are left out.

        Args:
            queries: float32, shape (n, dimension).
            k: Most rows for each query.

        Raises:
            ValueError: If the queries have another dimension.
        """
        if queries.ndim != 2 or queries.shape[1] != self.dimension:
            raise ValueError(f"queries have shape {queries.shape!r}; (n, {self.dimension}) is wanted.")
        if k < 1 or not self.rows or not len(queries):
            return [Ranking.of(())] * len(queries)
        asked = np.ascontiguousarray(queries, dtype=np.float32)
        if self._approximate and self._gpu is None:
            index, chosen = self._approximate
            if chosen.depth(k) <= _MOST_SHARE * self.rows:
                nominated = index.search(asked, chosen.depth(k), chosen.effort)
                return [self._ranked(query, rows, k) for query, rows in zip(asked, nominated, strict=True)]
        scores, rows = self._nominate(asked, min(k + _MARGIN, self.rows))
        return [self._ranked(query, self._widened(query, scores[i], rows[i], k), k) for i, query in enumerate(asked)]

    def _widened(
        self, query: NDArray[np.float32], scores: NDArray[np.float32], rows: NDArray[np.int64], k: int
    ) -> NDArray[np.int64]:
        """Fetch more rows as long as the last one may tie with the k-th; the zero vector is like none of them."""
        if not query.any():
            return rows[:0]
        while k < len(rows) < self.rows and scores[-1] > scores[k - 1] - _TIE * max(1.0, abs(float(scores[k - 1]))):
            more_scores, more_rows = self._nominate(query[None, :], min(2 * len(rows), self.rows))
            scores, rows = more_scores[0], more_rows[0]
        return rows

    def _ranked(self, query: NDArray[np.float32], rows: NDArray[np.int64], k: int) -> Ranking:
        rows = np.sort(rows[rows != MISSING])
        exact = rescored(self._vectors, query, rows)
        order = np.argsort(-exact, kind="stable")[:k]
        order = order[exact[order] > 0]
        return Ranking(rows[order], exact[order])

    def _nominate(self, queries: Vectors, k: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        if self._gpu is not None and k <= _GPU_MOST_ROWS:
            with self._gpu_lock:  # the scratch memory of a GPU index belongs to one search at a time
                try:
                    return self._gpu.search(queries, k)
                except RuntimeError as error:  # what FAISS raises when the memory of a GPU does not suffice
                    self._gpu = None
                    reason = f"the GPU failed during a search: {faiss_gpu.first_line(error)}"
                    self.backend = Backend("faiss-cpu", reason)
        if len(queries) < _BLAS_FROM and self.backend.name != "numpy":
            return faiss_index.flat_search(self._vectors, queries, k)
        return nearest(self._vectors, queries, k)

    def save(self, folder: Path) -> None:
        """Write the vectors as main memory has them, whatever the backend, and what nominates rows, if anything."""
        with (folder / _VECTORS).open("wb") as file:
            np.save(file, self._vectors, allow_pickle=False)
        self.save_nearest(folder)

    def save_nearest(self, folder: Path) -> None:
        """Write what nominates rows, if anything does; the vectors lie there already."""
        if self._approximate:
            self._approximate[0].save(folder / _NEAREST)

    @classmethod
    def load(cls, folder: Path, chosen: Chosen | None = None) -> "DenseIndex":
        """Map what `save` wrote into memory, for whichever backend there is now.

        Args:
            folder: Where it was saved.
            chosen: What was chosen then. Every row is looked at where FAISS is not there any more.

        Raises:
            IndexMismatch: If a file holds something else.
        """
        path = folder / _VECTORS
        try:
            vectors = np.load(path, mmap_mode="r", allow_pickle=False)
            if vectors.ndim != 2 or vectors.dtype != np.float32 or not vectors.flags.c_contiguous:
                raise ValueError(f"shape {vectors.shape!r}, {vectors.dtype}.")
            index = cls(np.asarray(vectors))
        except (OSError, ValueError, EOFError) as error:
            raise IndexMismatch(f"{path.name!r} holds no vectors: {error} Build the index again.") from error
        if chosen is not None and faiss_index.installed():
            if not (folder / _NEAREST).is_file():
                raise IndexMismatch(f"{_NEAREST!r} is missing. Build the index again.")
            loaded = Approximate.load(chosen.kind, folder / _NEAREST, index.rows, index.dimension)
            index._approximate = loaded, chosen
        return index

    def row(self, row: int) -> NDArray[np.float32]:
        """Return the vector of a row: float32, shape (dimension,)."""
        vector: NDArray[np.float32] = self._vectors[row]
        return vector

    def check_lengths(self) -> None:
        """Check that vectors have length 1, or are zero.

        Raises:
            ValueError: If one has another length.
        """
        check_lengths(self._vectors)


class DenseRetriever:
    """An encoder and the vectors that it made of the passages."""

    def __init__(self, encoder: Encoder, index: DenseIndex) -> None:
        """Join an encoder with its index.

        Raises:
            IndexMismatch: If their dimensions differ.
        """
        if encoder.dimension != index.dimension:
            raise IndexMismatch(
                f"Encoder {encoder.name!r} makes vectors of {encoder.dimension}, the index holds {index.dimension}; "
                "build the index again with this encoder."
            )
        self.encoder = encoder
        self.index = index

    @classmethod
    def of(cls, encoder: Encoder, texts: Sequence[str]) -> "DenseRetriever":
        """Encode texts and index them, one a row."""
        vectors = encoder.encode_passages(list(texts))
        return cls(encoder, DenseIndex.build(vectors, normalised=encoder.normalised))

    @property
    def name(self) -> str:
        """`dense`; which encoder it is, `encoder.name` tells."""
        return "dense"

    @property
    def gives_cosines(self) -> bool:
        """Whether its scores are cosines, from -1 to 1, as vectors of length 1 give them."""
        return self.encoder.normalised

    @property
    def backend(self) -> Backend:
        """Who computes the inner products now, and why not a faster one."""
        return self.index.backend

    def search(self, queries: list[str], k: int) -> list[Ranking]:
        """Rank rows for each query, best first, ties by row."""
        return self.index.search(self.encoder.encode_queries(queries), k)


def _open(vectors: Vectors, *, gpu: bool) -> tuple[faiss_gpu.OnGpu | None, Backend]:
    """Choose the fastest backend that passes one add and one search."""
    if not faiss_index.installed():
        return None, Backend("numpy", "package faiss is not installed (extra 'cpu' or 'gpu')")
    copy, reason = faiss_index.open_gpu(vectors) if gpu else (None, "main memory was asked for")
    return copy, Backend("faiss-cpu", reason) if copy is None else Backend("faiss-gpu", "")


def check_lengths(vectors: Vectors) -> None:
    """Check that vectors, float32 of shape (rows, dimension), have length 1 or are zero.

    Raises:
        ValueError: If one has another length.
    """
    for part in _parts(vectors):
        squares = np.einsum("ij,ij->i", part, part)
        if ((np.abs(squares - 1.0) > 2 * _UNIT_TOLERANCE) & (squares > 0)).any():
            raise ValueError("vectors do not have length 1, though their encoder says so; encode the passages again.")


def _parts(vectors: Vectors) -> list[Vectors]:
    return [vectors[first : first + _CHECKED] for first in range(0, len(vectors), _CHECKED)]
