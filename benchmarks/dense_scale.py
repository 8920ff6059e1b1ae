"""An index of many vectors, from vectors that are given: what it takes, what the gate chooses, what it finds.

    python benchmarks/dense_scale.py [--rows 1000000] [--dimension 384] [--queries 200]

Vectors are made on the spot (`benchmarks/zipf_passages.py`): clustered, of length 1, and written to a file first, from
which they are mapped. The index is built, saved and opened again; the queries are others than those of the gate. One
thread. The last line is
`N x D: KIND, recall@10 R, S times exact search, built in B s CPU, peak memory M MB beyond the vectors`.
"""

import argparse
import os

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # runs as a script as well as with -m

import numpy as np

from benchmarks.retrieval_speed import machine
from benchmarks.zipf_passages import clustered
from corpora.dense import DenseIndex

K = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--dimension", type=int, default=384)
    parser.add_argument("--queries", type=int, default=200)
    given = parser.parse_args()
    print(f"machine: {machine()}", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        np.save(folder / "vectors.npy", clustered(given.rows, given.dimension, 7))
        queries = clustered(given.queries, given.dimension, 8)
        seen: dict[str, float] = {}

        def report(stage: str, done: int, total: int | None) -> None:
            if stage not in seen:
                seen[stage] = time.process_time()
                print(f"{seen[stage]:8.1f} s CPU: {stage}", flush=True)

        started = time.process_time()
        vectors = np.asarray(np.load(folder / "vectors.npy", mmap_mode="r"))
        index = DenseIndex.build(vectors, normalised=True, gpu=False, report=report)
        built = time.process_time() - started
        index.save_nearest(folder)
        chosen = index.chosen
        del index, vectors
        print(f"chosen: {chosen or 'every vector is looked at'}")
        started = time.process_time()
        opened = DenseIndex.load(folder, chosen)
        print(f"opened in {time.process_time() - started:.1f} s CPU; ", end="")
        print(f"files: {', '.join(f'{one.name} {one.stat().st_size >> 20} MB' for one in sorted(folder.iterdir()))}")
        started = time.process_time()
        found = opened.search(queries, K)
        took = time.process_time() - started
        exact = DenseIndex.load(folder)
        started = time.process_time()
        truth = exact.search(queries, K)
        slow = time.process_time() - started
        recall = np.mean([len({a.row for a in x} & {a.row for a in y}) / K for x, y in zip(found, truth, strict=True)])
        alone = time.process_time()
        for query in queries[:50]:
            opened.search(query[None], K)
        alone = (time.process_time() - alone) / 50
        each, exactly = (1000 * spent / given.queries for spent in (took, slow))
        print(f"{given.queries} queries at once: {each:.2f} ms each, exact {exactly:.2f} ms")
        print(f"one query at a time: {1000 * alone:.2f} ms")
    # On Linux, pages of the mapped file that were looked at count too.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = given.rows * given.dimension * 4 / 2**20
    kind = chosen.kind if chosen else "flat"
    print(
        f"{given.rows} x {given.dimension}: {kind}, recall@10 {recall:.3f}, {slow / took:.1f} times exact search, "
        f"built in {built:.0f} s CPU, peak memory {peak - size:.0f} MB beyond the vectors ({peak:.0f} MB in all)"
    )


if __name__ == "__main__":
    main()
