"""The comparison of dense search on a GPU with main memory, as far as a machine without one can try it."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import faiss_gpu
from benchmarks.faiss_gpu import TIE, compare, differing, unit_vectors
from corpora.dense import Backend, DenseIndex
from corpora.retriever import Ranked

ROOT = Path(__file__).resolve().parents[3]
BLOCKED = """
import runpy, sys
from importlib.abc import MetaPathFinder

class OnlyNumPyAndFaiss(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        there = {*sys.stdlib_module_names, "numpy", "faiss", "packaging", "corpora", "guidelines"}
        if name.partition(".")[0] not in there:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, OnlyNumPyAndFaiss())
runpy.run_path("benchmarks/faiss_gpu.py", run_name="__main__")
"""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faiss_gpu, "REPEATS", 2)


def test_rows_that_differ_count_unless_they_are_ties() -> None:
    one = [Ranked(4, 0.9), Ranked(2, 0.5)]
    assert differing(one, one) == 0
    assert differing(one, [Ranked(4, 0.9), Ranked(7, 0.5 - TIE / 2)]) == 0
    assert differing(one, [Ranked(4, 0.9), Ranked(7, 0.5 - 2 * TIE)]) == 1
    assert differing(one, one[:1]) == 2


def test_the_same_vectors_give_the_same_rows() -> None:
    vectors, queries = unit_vectors(500, 24, 1), unit_vectors(5, 24, 2)
    row = compare(DenseIndex(vectors, gpu=False), DenseIndex(vectors), queries)
    assert (row.rows, row.dimension, row.batch) == (500, 24, 5)
    assert row.compared > 50
    assert row.different == 0
    assert row.ratio > 0


def test_other_vectors_are_noticed() -> None:
    queries = unit_vectors(5, 24, 2)
    one, other = DenseIndex(unit_vectors(500, 24, 1)), DenseIndex(unit_vectors(500, 24, 3))
    assert compare(one, other, queries).different > 50


def test_vectors_have_length_one() -> None:
    np.testing.assert_allclose(np.linalg.norm(unit_vectors(50, 7, 0), axis=1), 1, rtol=1e-6)


@pytest.mark.skipif(faiss_gpu.backend_here().name == "faiss-gpu", reason="there is a GPU: it would be used")
@pytest.mark.parametrize("command", [["benchmarks/faiss_gpu.py"], ["-c", BLOCKED]], ids=["whole", "only NumPy, FAISS"])
def test_without_a_gpu_it_says_unrun_and_why(command: list[str]) -> None:
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == f"UNRUN: {faiss_gpu.backend_here().reason}"


def test_the_table_and_the_last_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The GPU is a CPU index under another name here, so rows and lines are tried and the ratio means nothing."""
    gpu = Backend("faiss-gpu", "")
    monkeypatch.setattr(faiss_gpu, "backend_here", lambda: gpu)
    monkeypatch.setattr("corpora.dense._open", lambda vectors, gpu: (None, Backend("faiss-gpu", "")))
    monkeypatch.setattr(
        sys, "argv", ["faiss_gpu.py", "--rows", "300", "--dimensions", "8", "16", "--batches", "1", "3"]
    )
    monkeypatch.setattr(DenseIndex, "_nominate", by_numpy)
    assert faiss_gpu.main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 + 4 + 1
    assert re.fullmatch(
        r"median ratio CPU/GPU of search: [\d.]+; rows that differ and are no ties: 0 of \d+", lines[-1]
    )


def test_rows_that_differ_fail_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    row = faiss_gpu.Row(10, 2, 1, 2.0, 1.0, 2.0, different=1, compared=16)
    monkeypatch.setattr(faiss_gpu, "backend_here", lambda: Backend("faiss-gpu", ""))
    monkeypatch.setattr("corpora.dense._open", lambda vectors, gpu: (None, Backend("faiss-gpu", "")))
    monkeypatch.setattr(faiss_gpu, "compare", lambda *_: row)
    monkeypatch.setattr(sys, "argv", ["faiss_gpu.py", "--rows", "10", "--dimensions", "2", "--batches", "1"])
    assert faiss_gpu.main() == 1


def by_numpy(index: DenseIndex, queries: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    scores = queries @ index._vectors.T
    rows = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(scores, rows, axis=1), rows
