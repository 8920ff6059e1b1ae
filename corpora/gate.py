"""Which dense index is used: the smallest that finds what an exact search finds, as measured on the vectors themselves.

The order of speed between kinds flips with the data, and so does their recall; only the vectors at hand can tell.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpora import faiss_index
from corpora.encoders.encoder import Vectors
from corpora.exact import nearest, rescored
from corpora.faiss_index import EFFORTS, MISSING, Approximate, Kind, fits
from corpora.progress import Report, silent

__all__ = ["FLAT_BELOW", "RECALL", "Chosen", "choose", "kinds_for"]

RECALL = 0.99
"""Share of the ten nearest rows that must be found [1]: one in a hundred missed is below what fusion with the ranking
by words makes good. Our own choice."""
FLAT_BELOW = 50_000
"""Rows below which every vector is looked at: 5 ms a query at 384 dimensions, and nothing can be missed."""
_DEEP_RECALL = 0.95
"""Share of the hundred nearest rows that must be found [1]: fusion asks for as many, but ranks beyond the first ten
count for little in it. Our own choice."""
_FLAT_PQ_UP_TO = 200_000
"""Rows up to which all codes are scanned before anything else is tried: built in seconds where a graph takes minutes,
and faster than a graph at a recall of 0.99 (measured at 100,000 × 768)."""
_SAMPLE = 200
"""Rows that play the queries: their standard error at a recall of 0.99 is below 0.003 [1]. Our own choice."""
_K = 10
_DEEP = 100
"""Depth that is reported beside it: what fusion asks for."""
_REFINES = (4, 8, 16, 32, 64, 128)
"""Rows scored again from their vectors, in multiples of the rows that are wanted; the least that suffices is kept."""
_MARGIN = 8
"""Rows of a graph scored again beyond k. Our own choice."""
_TIE = 1e-6
"""A row this much below the tenth [1] counts as found: it ties with it but for rounding."""


def _refines(kind: Kind) -> tuple[int, ...]:
    return (1,) if kind == "hnsw" else _REFINES


def _depth(kind: Kind, refine: int, k: int) -> int:
    # A graph holds 16-bit floats, which are nearly the vectors themselves: a few rows beyond k make up for rounding.
    return k + _MARGIN if kind == "hnsw" else refine * k


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What was chosen, and what was measured."""

    kind: Kind
    effort: int
    """`nprobe` of `ivf_pq`, `efSearch` of `hnsw`, 0 of `pq`: one of `EFFORTS`."""
    refine: int
    """Rows scored again from their vectors, in multiples of the rows that are wanted."""
    recall_at_10: float
    """Measured share of the ten nearest rows [1]."""
    recall_at_100: float
    """Measured share of the hundred nearest rows [1]."""
    target: float
    """Wanted share of the ten nearest [1]."""
    queries: int
    """Rows that played the queries; each was left out of its own answer."""
    rejected: tuple[str, ...] = ()
    """What was tried before, in words."""

    def __post_init__(self) -> None:
        if self.effort not in EFFORTS.get(self.kind, ()) or self.refine not in _refines(self.kind):
            raise ValueError(f"no index of kind {self.kind!r} is searched with {self.effort} and {self.refine}.")

    def depth(self, k: int) -> int:
        """Rows to nominate for the k nearest."""
        return _depth(self.kind, self.refine, k)


class _Truth(NamedTuple):
    queries: Vectors
    """float32, shape (n, dimension)."""
    own: NDArray[np.int64]
    """Row of each query, which its answer leaves out."""
    edges: NDArray[np.float32]
    """Scores of the 10th and the 100th nearest, shape (n, 2)."""


def kinds_for(rows: int, dimension: int) -> tuple[Kind, ...]:
    """Return the kinds to try, in their order; none where every vector is looked at."""
    if rows < FLAT_BELOW or not faiss_index.installed():
        return ()
    order: tuple[Kind, ...] = ("pq", "hnsw") if rows <= _FLAT_PQ_UP_TO else ("ivf_pq", "pq", "hnsw")
    return tuple(kind for kind in order if fits(kind, dimension))


def choose(
    vectors: Vectors,
    *,
    normalised: bool,
    kinds: tuple[Kind, ...] | None = None,
    target: float = RECALL,
    report: Report = silent,
) -> tuple[Approximate, Chosen] | None:
    """Build kinds in their order until one reaches the target, with the least effort and refining that do.

    Args:
        vectors: float32, shape (rows, dimension); may lie in a mapped file.
        normalised: Whether they have length 1.
        kinds: What to try; by the number of rows where not given.
        target: Recall of the ten nearest rows [1].
        report: Told how far it is.

    Returns:
        The index and what was measured, or None where every vector is to be looked at.
    """
    tried = kinds_for(*vectors.shape) if kinds is None else kinds
    if not tried or len(vectors) <= _DEEP:
        return None
    report("exact truth for the recall gate", 0, None)
    truth = _truth(vectors)
    rejected: list[str] = []
    for kind in tried:
        index = Approximate.build(kind, vectors, normalised=normalised, report=report)
        report("recall gate", 0, None)
        best = (0.0, 0.0)
        for effort in EFFORTS[kind]:
            recalls = _recalls(vectors, index, truth, effort)
            reached = [refine for refine, (ten, deep) in recalls.items() if ten >= target and deep >= _DEEP_RECALL]
            if reached:
                ten, hundred = recalls[reached[0]]
                return index, Chosen(
                    kind=kind,
                    effort=effort,
                    refine=reached[0],
                    recall_at_10=ten,
                    recall_at_100=hundred,
                    target=target,
                    queries=len(truth.own),
                    rejected=tuple(rejected),
                )
            best = max(best, *recalls.values())
        rejected.append(f"{kind} finds {best[0]:.3f} of the ten and {best[1]:.3f} of the hundred nearest")
    return None


def _truth(vectors: Vectors) -> _Truth:
    own = np.sort(np.random.default_rng(1).choice(len(vectors), min(_SAMPLE, len(vectors)), replace=False))
    queries = np.ascontiguousarray(vectors[own])
    scores, rows = nearest(vectors, queries, _DEEP + 1)
    edges = []
    for place, row in enumerate(own):
        others = scores[place][rows[place] != row]
        edges.append((others[_K - 1], others[_DEEP - 1]))
    return _Truth(queries, own, np.array(edges, dtype=np.float32))


def _recalls(vectors: Vectors, index: Approximate, truth: _Truth, effort: int) -> dict[int, tuple[float, float]]:
    """Recall at 10 and at 100 by how much is refined."""
    refines = _refines(index.kind)
    found = np.zeros((len(truth.own), len(refines), 2))
    for which, k in enumerate((_K, _DEEP)):
        # One search tells all of a depth: less is a beginning of more, as the row's own place is left out of both.
        most = min(_depth(index.kind, refines[-1], k), len(vectors))
        nominated = index.search(truth.queries, most, effort)
        for place, row in enumerate(truth.own):
            rows = nominated[place]
            rows = rows[(rows != MISSING) & (rows != row)]
            near = rescored(vectors, truth.queries[place], rows) >= truth.edges[place, which] - _TIE
            for at, refine in enumerate(refines):
                found[place, at, which] = min(int(near[: _depth(index.kind, refine, k)].sum()), k) / k
    means = found.mean(axis=0)
    return {refine: (float(means[at, 0]), float(means[at, 1])) for at, refine in enumerate(refines)}
