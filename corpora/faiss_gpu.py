"""Whether FAISS may use a GPU here, tried in a process of its own, and the index on it."""

import subprocess
import sys
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpora.encoders.encoder import Vectors

__all__ = ["OnGpu", "first_line", "onto_gpu", "why_not"]

_MEMORY = 256 << 20
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


class OnGpu(NamedTuple):
    """An index on a GPU, and the resources that it uses as long as it lives."""

    index: Any
    resources: Any

    def search(self, queries: Vectors, k: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Find the best rows; one search at a time, as the scratch memory is shared."""
        found: tuple[NDArray[np.float32], NDArray[np.int64]] = self.index.search(queries, k)
        return found


def onto_gpu(faiss: Any, vectors: Vectors) -> OnGpu:
    """Copy vectors into an exact index on the first GPU.

    Raises:
        RuntimeError: If its memory does not suffice.
    """
    resources = faiss.StandardGpuResources()
    resources.setTempMemory(_MEMORY)
    flat = faiss.IndexFlatIP(vectors.shape[1])  # the metric belongs in the constructor: set later, it is not obeyed
    flat.add(np.ascontiguousarray(vectors))
    return OnGpu(faiss.index_cpu_to_gpu(resources, 0, flat), resources)


def why_not(faiss: Any) -> str:
    """Say what speaks against the first GPU; empty if nothing does."""
    if not hasattr(faiss, "StandardGpuResources"):
        return "this faiss is built without GPU support"
    if faiss.get_num_gpus() < 1:
        return "no GPU is visible"
    problem = _problem()
    return f"the GPU failed its probe: {problem}" if problem else ""


@cache
def _problem() -> str:
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


def first_line(error: RuntimeError) -> str:
    """Return what FAISS said, without its stack."""
    return next(iter(str(error).splitlines()), type(error).__name__)
