"""Exact inner products over vectors that may lie in a mapped file: every row is looked at, block by block."""

import numpy as np
from numpy.typing import NDArray

from corpora.encoders.encoder import Vectors

__all__ = ["nearest", "rescored"]

_BLOCK = 1 << 18
"""Scores computed at a time: 1 MB, which stays in the cache; 4,096 rows with 64 queries. Our own choice."""
_LEAST_ROWS = 1024
"""Rows multiplied at a time at least, so that a call of BLAS is worth it. Our own choice."""
_COMPACT = 4
"""Candidates kept for a query before they are cut back to k, in multiples of k. Our own choice."""
_FEW = 3
"""Queries up to which rows are multiplied with one query at a time: BLAS rearranges the matrix for more than one, which
costs more than it saves below 4 queries."""


def nearest(vectors: Vectors, queries: Vectors, k: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Find the rows with the largest inner products; which of the rows that tie at the edge is left open.

    FAISS multiplies matrices only from queries × dimension = 128,000 (1.15.1) and takes one query after the other
    below. That threshold is one number for the whole process, so this does not turn it: blocks of rows times all
    queries are one call of BLAS each, and only scores above the k-th best so far are looked at again.

    Args:
        vectors: float32, shape (rows, dimension).
        queries: float32, shape (n, dimension).
        k: Rows for each query, 1 to `rows`.

    Returns:
        Scores, best first, float32, and rows, int64, both of shape (n, k).
    """
    if len(queries) <= _FEW:
        found = [_best(vectors @ query, k) for query in queries]
        return np.stack([scores for scores, _ in found]), np.stack([rows for _, rows in found])
    kept = _Kept(len(queries), k)
    across = np.ascontiguousarray(queries.T)
    step = max(_BLOCK // len(queries), _LEAST_ROWS, k)
    for first in range(0, len(vectors), step):
        kept.offer(vectors[first : first + step] @ across, first)
    return kept.sorted()


class _Kept:
    """The best rows so far for each query, and those that came since and may be among them."""

    def __init__(self, queries: int, k: int) -> None:
        self._k = k
        self._edge = np.full(queries, -np.inf, dtype=np.float32)
        self._parts: list[tuple[NDArray[np.intp], NDArray[np.float32], NDArray[np.int64]]] = []
        self._waiting = 0

    def offer(self, scores: NDArray[np.float32], first: int) -> None:
        """Take the scores of a block, shape (rows, queries), whose first row has the number `first`."""
        if first == 0:
            self._start(scores)
            return
        places = np.flatnonzero(scores > self._edge)
        rows, queries = np.divmod(places, len(self._edge))
        self._parts.append((queries, scores.ravel()[places], rows + first))
        self._waiting += len(rows)
        if self._waiting > _COMPACT * self._k * len(self._edge):
            self._compact()

    def _start(self, scores: NDArray[np.float32]) -> None:
        size = min(self._k, len(scores))
        rows = np.argpartition(-scores, size - 1, axis=0)[:size].T
        best = np.take_along_axis(scores.T, rows, axis=1)
        self._edge = best.min(axis=1) if size == self._k else self._edge
        queries = np.repeat(np.arange(len(rows)), size)
        self._parts = [(queries, best.ravel(), rows.ravel().astype(np.int64))]

    def _compact(self) -> None:
        queries, scores, rows = (np.concatenate(part) for part in zip(*self._parts, strict=True))
        order = np.lexsort((rows, -scores, queries))
        queries, scores, rows = queries[order], scores[order], rows[order]
        starts = np.searchsorted(queries, np.arange(len(self._edge)))
        keep = np.arange(len(queries)) - starts[queries] < self._k
        queries, scores, rows = queries[keep], scores[keep], rows[keep]
        self._parts, self._waiting = [(queries, scores, rows)], 0
        self._edge = scores[np.searchsorted(queries, np.arange(len(self._edge)), side="right") - 1]

    def sorted(self) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Give scores and rows, best first."""
        self._compact()
        _, scores, rows = self._parts[0]
        shape = (len(self._edge), self._k)
        return scores.reshape(shape), rows.reshape(shape)


def _best(scores: NDArray[np.float32], k: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    rows = np.argpartition(-scores, k - 1)[:k] if k < len(scores) else np.arange(len(scores))
    rows = rows[np.lexsort((rows, -scores[rows]))]
    return scores[rows], rows.astype(np.int64)


def rescored(vectors: Vectors, query: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """Compute the inner products of some rows in one fixed way, whoever named them: float32, shape (rows,)."""
    products: NDArray[np.float32] = np.einsum(
        "ij,j->i", vectors[rows].astype(np.float64), query.astype(np.float64), optimize=False
    ).astype(np.float32)
    return products
