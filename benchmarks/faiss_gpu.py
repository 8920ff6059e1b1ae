"""Dense search on a GPU against main memory: the same vectors, the same rows found, and how much faster.

    python benchmarks/faiss_gpu.py [--rows 20000 100000 1000000] [--dimensions 384 768] [--batches 1 16 64]

Needs NumPy and a GPU build of FAISS, nothing else. `search` is what a corpus does, with its exact second scoring in
main memory; `index` is FAISS alone. Without a GPU the last line is `UNRUN: <reason>`; with one it is
`median ratio CPU/GPU of search: R; rows that differ and are no ties: D of N`, and D > 0 exits with 1.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

try:
    import corpora
except ModuleNotFoundError:  # the package reads guidelines, which needs more than NumPy; its search by vectors does not
    corpora = ModuleType("corpora")
    corpora.__path__ = [str(ROOT / "corpora")]
    encoders = ModuleType("corpora.encoders")
    encoders.__path__ = [str(ROOT / "corpora" / "encoders")]
    sys.modules.update({"corpora": corpora, "corpora.encoders": encoders})

from corpora.dense import Backend, DenseIndex  # noqa: E402

K = 16
"""Rows for a query [1]: what a corpus gives by default (`corpora.corpus.DEFAULT_K`)."""
TIE = 1e-5
"""Scores of unit vectors that differ by less may be ties [1]; the margin of `corpora.dense`."""
REPEATS = 15
"""Timed searches of which the median counts [1]. Our own choice."""


class Row(NamedTuple):
    """One line of the table."""

    rows: int
    dimension: int
    batch: int
    cpu: float
    """Median of a search in main memory [ms]."""
    gpu: float
    """Median of the same search with the GPU [ms]."""
    index_ratio: float
    """FAISS alone, main memory / GPU [1]."""
    different: int
    """Rows found that differ and are no ties [1]."""
    compared: int

    @property
    def ratio(self) -> float:
        """Main memory / GPU [1]."""
        return self.cpu / self.gpu


def unit_vectors(rows: int, dimension: int, seed: int) -> NDArray[np.float32]:
    """Make vectors of length 1 with independent normal components: float32, shape (rows, dimension)."""
    made = np.random.default_rng(seed).standard_normal((rows, dimension), dtype=np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return made


def differing(one: Any, other: Any, tie: float = TIE) -> int:
    """Count the places at which two lists of (row, score) name different rows whose scores are no tie."""
    if len(one) != len(other):
        return max(len(one), len(other))
    return sum(a.row != b.row and abs(a.score - b.score) > tie for a, b in zip(one, other, strict=True))


def median_of(run: Callable[[], object]) -> float:
    """Median wall clock of `REPEATS` runs after two to warm up [ms]."""
    taken = []
    for number in range(REPEATS + 2):
        started = time.perf_counter()
        run()
        if number > 1:
            taken.append(1000 * (time.perf_counter() - started))
    return statistics.median(taken)


def compare(cpu: DenseIndex, gpu: DenseIndex, queries: NDArray[np.float32]) -> Row:
    """Search two indexes of the same vectors for the same queries, float32 of shape (batch, dimension)."""
    found = [index.search(queries, K) for index in (cpu, gpu)]
    different = sum(differing(one, other) for one, other in zip(*found, strict=True))
    alone = median_of(lambda: cpu._nominate(queries, K)) / median_of(lambda: gpu._nominate(queries, K))
    on_cpu, on_gpu = median_of(lambda: cpu.search(queries, K)), median_of(lambda: gpu.search(queries, K))
    compared = sum(len(one) for one in found[0])
    return Row(cpu.rows, cpu.dimension, len(queries), on_cpu, on_gpu, alone, different, compared)


def backend_here() -> Backend:
    """Who would search on this machine, found out with two rows."""
    return DenseIndex(np.eye(2, dtype=np.float32)).backend


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[20_000, 100_000, 1_000_000])
    parser.add_argument("--dimensions", type=int, nargs="+", default=[384, 768])
    parser.add_argument("--batches", type=int, nargs="+", default=[1, 16, 64])
    given = parser.parse_args()
    backend = backend_here()
    if backend.name != "faiss-gpu":
        print(f"UNRUN: {backend.reason}")
        return 0
    print("| rows | dimension | batch | CPU ms | GPU ms | ratio search | ratio index | differ |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    table: list[Row] = []
    for rows in given.rows:
        for dimension in given.dimensions:
            vectors = unit_vectors(rows, dimension, seed=rows + dimension)
            cpu, gpu = DenseIndex(vectors, gpu=False), DenseIndex(vectors)
            if gpu.backend.name != "faiss-gpu":
                print(f"| {rows} | {dimension} | UNRUN: {gpu.backend.reason} |")
                continue
            for batch in given.batches:
                row = compare(cpu, gpu, unit_vectors(batch, dimension, seed=batch))
                table.append(row)
                print(
                    f"| {rows} | {dimension} | {batch} | {row.cpu:.2f} | {row.gpu:.2f} | {row.ratio:.1f} "
                    f"| {row.index_ratio:.1f} | {row.different} of {row.compared} |",
                    flush=True,
                )
            if gpu.backend.name != "faiss-gpu":
                print(f"UNRUN: {gpu.backend.reason}")
                return 1
    if not table:
        print("UNRUN: no size fitted on the GPU")
        return 0
    different, compared = sum(row.different for row in table), sum(row.compared for row in table)
    ratio = statistics.median(row.ratio for row in table)
    print(f"median ratio CPU/GPU of search: {ratio:.1f}; rows that differ and are no ties: {different} of {compared}")
    return 1 if different else 0


if __name__ == "__main__":
    raise SystemExit(main())
