"""The one place that knows FAISS: indexes that nominate rows from a part of the vectors, and the way onto a GPU.

What they nominate is scored again from the vectors themselves (`corpora.exact.rescored`), which FAISS calls refining.
"""

import importlib.util
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from corpora import faiss_gpu
from corpora.encoders.encoder import Vectors
from corpora.errors import IndexMismatch
from corpora.progress import Report, silent

__all__ = ["EFFORTS", "MISSING", "Approximate", "Kind", "fits", "flat_search", "installed", "open_gpu"]

Kind = Literal["pq", "hnsw", "ivf_pq"]
"""`pq`: all rows by 4-bit product quantisation, scanned in registers; `hnsw`: a graph of neighbours over 16-bit floats;
`ivf_pq`: as `pq`, in lists of which some are looked at."""
MISSING = -1
"""FAISS's id for "nothing found"; it is never a row, though Python would take it for the last one."""
EFFORTS: dict[Kind, tuple[int, ...]] = {
    "pq": (0,),
    "hnsw": (32, 64, 128, 256, 512),
    "ivf_pq": (4, 8, 16, 32, 64, 128, 256),
}
"""What is tried by the gate, least first: `efSearch` of `hnsw`, `nprobe` of `ivf_pq`; `pq` has no such number."""
_PART = 4
"""Components that share a code of 4 bits in product quantisation. Measured at 100,000 × 768 with refining: recall@10
0.995 at a 64th of the memory."""
_LONGEST_PART = 8
"""Components of a part above which 16 codes say too little about it. Our own choice."""
_TRAINING = 1 << 16
"""Rows that codes are learnt from; FAISS itself takes 256 a code. Our own choice."""
_ROWS_A_LIST = 64
"""Rows that each list of `ivf_pq` is learnt from. Source: FAISS asks for 39 or more."""
_NEIGHBOURS, _SMALL_NEIGHBOURS = 32, 16
"""Neighbours of a row in the graph, and in one of more than 200,000 rows, where building would take an hour."""
_MANY_ROWS = 200_000
_BUILD_EFFORT = {_NEIGHBOURS: 120, _SMALL_NEIGHBOURS: 80}
"""`efConstruction` for either. Measured: recall@10 of 0.99 is within reach at 100,000 and at 1,000,000 rows."""
_ADDED = {"pq": 1 << 16, "hnsw": 1 << 12, "ivf_pq": 1 << 16}
"""Rows added at a time, so that a progress bar moves. Our own choice."""
_CLASSES: dict[Kind, str] = {"pq": "IndexPQFastScan", "hnsw": "IndexHNSWSQ", "ivf_pq": "IndexIVFPQFastScan"}
_LOOPS = 1 << 26
"""Steps of a loop that a file may ask for when it is read; the lists of a graph of 50 million rows need that many."""

_LEAST_LIMIT = 256 << 20
"""Bytes that reading a small file may ask for: lists come with tables that are not in the file. Our own choice."""

_limits = threading.Lock()


def installed() -> bool:
    """Say whether FAISS can be imported, without doing so."""
    return importlib.util.find_spec("faiss") is not None


def _faiss() -> Any:
    import faiss

    return faiss


def fits(kind: Kind, dimension: int) -> bool:
    """Say whether vectors of a dimension can be cut into the parts that a kind needs."""
    return kind == "hnsw" or _parts(dimension) > 0


def _parts(dimension: int) -> int:
    """Number of equal parts for product quantisation; 0 where there is no good one."""
    return next((dimension // size for size in range(_PART, _LONGEST_PART + 1) if dimension % size == 0), 0)


def flat_search(vectors: Vectors, queries: Vectors, k: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Search exactly for a few queries, over the vectors where they lie, without a copy of them."""
    faiss = _faiss()
    found: tuple[NDArray[np.float32], NDArray[np.int64]] = faiss.knn(queries, vectors, k, faiss.METRIC_INNER_PRODUCT)
    return found


class Approximate:
    """An index that nominates rows; safe to search from several threads."""

    def __init__(self, kind: Kind, index: Any) -> None:
        """Wrap an index of FAISS; `build` and `load` make one."""
        self.kind = kind
        self._index = index

    @classmethod
    def build(cls, kind: Kind, vectors: Vectors, *, normalised: bool, report: Report = silent) -> "Approximate":
        """Learn from vectors and index them.

        Args:
            kind: Which index.
            vectors: float32, shape (rows, dimension); may lie in a mapped file.
            normalised: Whether they have length 1, so that the centres of lists may have it too.
            report: Told how many rows are in.
        """
        index = _empty(kind, *vectors.shape, normalised=normalised)
        stage = f"index {kind}"
        report(stage, 0, len(vectors))
        lists = index.nlist if kind == "ivf_pq" else 0
        wanted = min(len(vectors), max(_TRAINING, _ROWS_A_LIST * lists))
        drawn = np.sort(np.random.default_rng(0).choice(len(vectors), wanted, replace=False))
        index.train(np.ascontiguousarray(vectors[drawn]))
        for first in range(0, len(vectors), _ADDED[kind]):
            index.add(np.ascontiguousarray(vectors[first : first + _ADDED[kind]]))
            report(stage, index.ntotal, len(vectors))
        return cls(kind, index)

    def search(self, queries: Vectors, k: int, effort: int) -> NDArray[np.int64]:
        """Nominate rows: int64, shape (n, k), likely ones first, `MISSING` where there are fewer.

        Args:
            queries: float32, shape (n, dimension).
            k: Rows for each query.
            effort: One of `EFFORTS`; larger finds more.
        """
        faiss, extra = _faiss(), {}
        if self.kind == "ivf_pq":
            extra = {"params": faiss.SearchParametersIVF(nprobe=effort)}
        elif self.kind == "hnsw":
            extra = {"params": faiss.SearchParametersHNSW(efSearch=max(effort, k))}
        rows: NDArray[np.int64] = self._index.search(queries, k, **extra)[1]
        return rows

    def save(self, path: Path) -> None:
        """Write the index in FAISS's own format."""
        _faiss().write_index(self._index, str(path))

    @classmethod
    def load(cls, kind: Kind, path: Path, rows: int, dimension: int) -> "Approximate":
        """Read what `save` wrote; no part of it may ask for more memory than the file or 256 MB.

        Raises:
            IndexMismatch: If it is no such index, or one of other vectors.
        """
        faiss = _faiss()
        with _bounded(faiss, max(path.stat().st_size, _LEAST_LIMIT)):
            try:
                index = faiss.read_index(str(path))
            except (RuntimeError, MemoryError) as error:
                what = faiss_gpu.first_line(RuntimeError(str(error)))
                raise IndexMismatch(f"{path.name!r} is no index of vectors: {what} Build the index again.") from error
        found = (type(index).__name__, index.d, index.ntotal, index.metric_type)
        if found != (_CLASSES[kind], dimension, rows, faiss.METRIC_INNER_PRODUCT):
            raise IndexMismatch(f"{path.name!r} indexes other vectors: {found!r}. Build the index again.")
        return cls(kind, index)


def _empty(kind: Kind, rows: int, dimension: int, *, normalised: bool) -> Any:
    # The metric belongs in the constructor: set later, it is not obeyed.
    faiss = _faiss()
    metric = faiss.METRIC_INNER_PRODUCT
    if kind == "hnsw":
        neighbours = _NEIGHBOURS if rows <= _MANY_ROWS else _SMALL_NEIGHBOURS
        graph = faiss.IndexHNSWSQ(dimension, faiss.ScalarQuantizer.QT_fp16, neighbours, metric)
        graph.hnsw.efConstruction = _BUILD_EFFORT[neighbours]
        return graph
    if kind == "pq":
        return faiss.IndexPQFastScan(dimension, _parts(dimension), 4, metric)
    lists = 1 << round(np.log2(4 * np.sqrt(rows)))
    centres = faiss.IndexFlatIP(dimension)
    index = faiss.IndexIVFPQFastScan(centres, dimension, lists, _parts(dimension), 4, metric)
    index.own_fields = True
    centres.this.disown()  # the index deletes its centres, so Python must not
    index.cp.spherical = normalised
    index.cp.max_points_per_centroid = _ROWS_A_LIST
    return index


@contextmanager
def _bounded(faiss: Any, size: int) -> Iterator[None]:
    """Limit what reading a file may ask for. The limits are those of the process: they are put back, under a lock."""
    with _limits:
        before = faiss.get_deserialization_loop_limit(), faiss.get_deserialization_vector_byte_limit()
        faiss.set_deserialization_loop_limit(_LOOPS)
        faiss.set_deserialization_vector_byte_limit(size)
        try:
            yield
        finally:
            faiss.set_deserialization_loop_limit(before[0])
            faiss.set_deserialization_vector_byte_limit(before[1])


def open_gpu(vectors: Vectors) -> tuple[faiss_gpu.OnGpu | None, str]:
    """Copy vectors onto the first GPU if it passes one add and one search; else None, and why not."""
    faiss = _faiss()
    reason = faiss_gpu.why_not(faiss)
    if reason:
        return None, reason
    try:
        return faiss_gpu.onto_gpu(faiss, vectors), ""
    except RuntimeError as error:
        return None, f"the vectors did not go onto the GPU: {faiss_gpu.first_line(error)}"
