"""Search by vectors: exact inner product. The one place that knows FAISS; GPU, CPU and plain numpy are one path."""

import importlib
import importlib.util
import subprocess
import sys
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpora.encoders.encoder import Encoder, Vectors
from corpora.errors import IndexMismatch
from corpora.retriever import Ranked

__all__ = ["MISSING", "Backend", "DenseIndex", "DenseRetriever"]

MISSING = -1
"""FAISS's id for "nothing found"; it is never a row, though Python would take it for the last one."""
_BLAS_FROM = 4
"""Queries from which on FAISS is to multiply matrices by BLAS. By itself (1.15.1) it does so only from queries ×
dimension = 128,000; measured at 20,000 × 384, best of 25: 16 queries 2.1 instead of 6.6 ms, 64 queries 5.9 instead of
26.9 ms, and no difference below 4."""
_MARGIN = 8
"""Rows fetched beyond k, so that rounding in a backend cannot push a row over the edge. Our own choice."""
_TIE = 1e-5
"""Scores of unit vectors that differ by less may be ties: float32 sums of about 1000 products err by up to 1e-5 [1]."""
_GPU_MOST_ROWS = 1000
"""Rows for a query up to which a GPU is asked; deeper searches are done in main memory. Source: FAISS's wiki, page
"Faiss on the GPU": k is limited, to 1024 in older builds."""
_GPU_MEMORY = 256 << 20
"""Scratch memory on the GPU [B]; enough for batches of thousands against a flat index."""

_PATIENCE = 120.0
"""Longest a probe may take [s]; the first use of a GPU compiles and loads for seconds. Our own choice."""
_PROBE = """
import sys
sys.path[:] = sys.argv[1:]
import faiss, numpy
resources = faiss.StandardGpuResources()
flat = faiss.index_cpu_to_gpu(resources, 0, faiss.IndexFlatIP(2))
flat.add(numpy.eye(2, dtype="float32"))
_, rows = flat.search(numpy.array([[0, 1]], dtype="float32"), 1)
sys.exit(None if rows[0, 0] == 1 else "it found the wrong row")
"""
"""One add and one search on the first GPU."""


class Backend(NamedTuple):
    """Who computes the inner products."""

    name: str
    """`faiss-gpu`, `faiss-cpu` or `numpy`."""
    reason: str
    """Why not a faster one; empty for the GPU."""


class DenseIndex:
    """Vectors, found by their inner product with a query.

    The backend only nominates rows. Their scores are computed again in one fixed way, so that order and ties do not
    depend on the backend, on the size of the batch or on threads.
    """

    def __init__(self, vectors: Vectors, *, gpu: bool = True) -> None:
        """Index vectors.

        Args:
            vectors: float32, shape (rows, dimension), finite.
            gpu: False keeps the search in main memory, whatever there is.

        Raises:
            ValueError: If the array has another shape or holds a NaN or an infinity.
        """
        if vectors.ndim != 2 or vectors.shape[1] < 1:
            raise ValueError(f"vectors have shape {vectors.shape!r}; (rows, dimension) is wanted.")
        if not np.isfinite(vectors).all():
            raise ValueError("vectors hold a NaN or an infinity; encode the passages again.")
        self._vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        self.rows, self.dimension = self._vectors.shape
        self._gpu_lock = threading.Lock()
        self._index, self.backend = _open(self._vectors, gpu=gpu)

    def search(self, queries: Vectors, k: int) -> list[list[Ranked]]:
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
            return [[] for _ in range(len(queries))]
        wanted = min(k + _MARGIN, self.rows)
        scores, rows = self._nominate(np.ascontiguousarray(queries, dtype=np.float32), wanted)
        return [self._ranked(query, self._widened(query, scores[i], rows[i], k), k) for i, query in enumerate(queries)]

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

    def _ranked(self, query: NDArray[np.float32], rows: NDArray[np.int64], k: int) -> list[Ranked]:
        rows = np.sort(rows[rows != MISSING])
        exact = (self._vectors[rows].astype(np.float64) * query.astype(np.float64)).sum(axis=1).astype(np.float32)
        order = np.argsort(-exact, kind="stable")[:k]
        return [Ranked(int(rows[place]), float(exact[place])) for place in order if exact[place] > 0]

    def _nominate(self, queries: Vectors, k: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        too_deep = self.backend.name == "faiss-gpu" and k > _GPU_MOST_ROWS
        if self._index is None or too_deep:
            scores = queries @ self._vectors.T
            rows = np.argsort(-scores, axis=1, kind="stable")[:, :k]
            return np.take_along_axis(scores, rows, axis=1), rows.astype(np.int64)
        if self.backend.name == "faiss-gpu":
            with self._gpu_lock:  # the scratch memory of a GPU index belongs to one search at a time
                try:
                    return self._index.search(queries, k)  # type: ignore[no-any-return]
                except RuntimeError as error:  # what FAISS raises when the memory of a GPU does not suffice
                    self._index = _flat(importlib.import_module("faiss"), self._vectors)
                    self.backend = Backend("faiss-cpu", f"the GPU failed during a search: {_first_line(error)}")
        return self._index.search(queries, k)  # type: ignore[no-any-return]

    def save(self, path: Path) -> None:
        """Write the vectors as main memory has them, whatever the backend: .npy, float32, shape (rows, dimension)."""
        with path.open("wb") as file:
            np.save(file, self._vectors, allow_pickle=False)

    @classmethod
    def load(cls, path: Path) -> "DenseIndex":
        """Read what `save` wrote, for whichever backend there is now.

        Raises:
            IndexMismatch: If the file is not such an array.
        """
        try:
            vectors = np.load(path, allow_pickle=False)
            return cls(vectors)
        except (OSError, ValueError, EOFError) as error:
            raise IndexMismatch(f"{path.name!r} holds no vectors: {error} Build the index again.") from error


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
        return cls(encoder, DenseIndex(encoder.encode_passages(list(texts))))

    @property
    def name(self) -> str:
        """`dense`; which encoder it is, `encoder.name` tells."""
        return "dense"

    @property
    def backend(self) -> Backend:
        """Who computes the inner products now, and why not a faster one."""
        return self.index.backend

    def search(self, queries: list[str], k: int) -> list[list[Ranked]]:
        """Rank rows for each query, best first, ties by row."""
        return self.index.search(self.encoder.encode_queries(queries), k)


def _open(vectors: Vectors, *, gpu: bool) -> tuple[Any, Backend]:
    """Choose the fastest backend that passes one add and one search."""
    if importlib.util.find_spec("faiss") is None:
        return None, Backend("numpy", "package faiss is not installed (extra 'cpu' or 'gpu')")
    faiss = importlib.import_module("faiss")
    flat = _flat(faiss, vectors)
    reason = _why_not_gpu(faiss) if gpu else "main memory was asked for"
    if reason:
        return flat, Backend("faiss-cpu", reason)
    try:
        return _on_gpu(faiss, flat), Backend("faiss-gpu", "")
    except RuntimeError as error:
        return flat, Backend("faiss-cpu", f"the vectors did not go onto the GPU: {_first_line(error)}")


def _why_not_gpu(faiss: Any) -> str:
    """Say what speaks against the first GPU; empty if nothing does."""
    if not hasattr(faiss, "StandardGpuResources"):
        return "this faiss is built without GPU support"
    if faiss.get_num_gpus() < 1:
        return "no GPU is visible"
    problem = _gpu_problem()
    return f"the GPU failed its probe: {problem}" if problem else ""


@cache
def _gpu_problem() -> str:
    """Find out whether FAISS works on the first GPU; empty if it does.

    A process of its own tries it, because a build without kernels for the GPU does not raise: it ends the process.
    Source: https://github.com/Di-Is/faiss-gpu-wheels/issues/103.
    """
    command = [sys.executable, "-c", _PROBE, *sys.path]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE)  # noqa: S603 - ours
    except subprocess.TimeoutExpired:
        return f"no answer within {_PATIENCE:.0f} s"
    except OSError as error:
        return f"it could not be started ({error.strerror})"
    if done.returncode == 0:
        return ""
    return next(reversed(done.stderr.strip().splitlines()), f"it ended with status {done.returncode}")


def _flat(faiss: Any, vectors: Vectors) -> Any:
    """Index vectors in main memory."""
    faiss.cvar.distance_compute_blas_threshold = _BLAS_FROM * vectors.shape[1]
    flat = faiss.IndexFlatIP(vectors.shape[1])  # the metric belongs in the constructor: set later, it is not obeyed
    flat.add(vectors)
    return flat


def _first_line(error: RuntimeError) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


class _OnGpu(NamedTuple):
    """An index on a GPU, and the resources that it uses as long as it lives."""

    index: Any
    resources: Any

    def search(self, queries: Vectors, k: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        found: tuple[NDArray[np.float32], NDArray[np.int64]] = self.index.search(queries, k)
        return found


def _on_gpu(faiss: Any, flat: Any) -> _OnGpu:
    """Copy an index to the first GPU.

    Raises:
        RuntimeError: If its memory does not suffice.
    """
    resources = faiss.StandardGpuResources()
    resources.setTempMemory(_GPU_MEMORY)
    return _OnGpu(faiss.index_cpu_to_gpu(resources, 0, flat), resources)
