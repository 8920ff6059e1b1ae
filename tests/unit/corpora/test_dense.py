import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from corpora import faiss_gpu
from corpora.corpus import Corpus
from corpora.dense import MISSING, DenseIndex, DenseRetriever
from corpora.encoders.lsa import LsaEncoder
from corpora.errors import IndexMismatch

EYE = np.eye(4, dtype=np.float32)


def test_more_ties_than_k_go_by_row() -> None:
    index = DenseIndex(np.repeat(EYE[:1], 100, axis=0))
    assert [ranked.row for ranked in index.search(EYE[:1], 30)[0]] == list(range(30))


def test_rows_that_are_not_alike_are_no_hits() -> None:
    index = DenseIndex(np.concatenate([EYE, -EYE]))
    assert [ranked.row for ranked in index.search(EYE[2:3], 8)[0]] == [2]
    assert index.search(np.zeros((1, 4), np.float32), 8) == [[]]


def test_nothing_missing_is_taken_for_the_last_row() -> None:
    index = DenseIndex(EYE[:2])
    rows = np.array([1, MISSING, MISSING])
    assert [ranked.row for ranked in index._ranked(EYE[1], rows, 3)] == [1]


@pytest.mark.parametrize("k", [0, -1])
def test_no_rows_wanted_or_there_give_none(k: int) -> None:
    assert DenseIndex(EYE).search(EYE[:2], k) == [[], []]
    assert DenseIndex(np.zeros((0, 4), np.float32)).search(EYE[:1], 5) == [[]]


def test_arrays_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="NaN"):
        DenseIndex(np.full((2, 2), np.nan, np.float32))
    with pytest.raises(ValueError, match="shape"):
        DenseIndex(np.zeros(3, np.float32))
    with pytest.raises(ValueError, match=r"\(n, 4\) is wanted"):
        DenseIndex(EYE).search(np.zeros((1, 3), np.float32), 1)
    with pytest.raises(IndexMismatch, match="build the index again"):
        DenseRetriever(LsaEncoder.fit(["one two", "two three"]), DenseIndex(EYE))


def test_saved_vectors_come_back_and_damaged_ones_are_refused(tmp_path: Path) -> None:
    DenseIndex(EYE).save(tmp_path)
    assert DenseIndex.load(tmp_path).search(EYE[1:2], 1) == DenseIndex(EYE).search(EYE[1:2], 1)
    path = tmp_path / "vectors.npy"
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(IndexMismatch, match="holds no vectors"):
        DenseIndex.load(tmp_path)


@pytest.mark.parametrize("array", [EYE.astype(np.float64), np.asfortranarray(np.ones((3, 2), np.float32)), EYE[0]])
def test_an_array_of_another_kind_holds_no_vectors(array: np.ndarray, tmp_path: Path) -> None:
    np.save(tmp_path / "vectors.npy", array)
    with pytest.raises(IndexMismatch, match="holds no vectors"):
        DenseIndex.load(tmp_path)


def test_vectors_have_the_length_that_their_encoder_says() -> None:
    with pytest.raises(ValueError, match="do not have length 1"):
        DenseIndex.build(2 * EYE, normalised=True)
    assert DenseIndex.build(2 * EYE, normalised=False).search(EYE[:1], 1)[0][0].score == 2
    DenseIndex.build(np.zeros((2, 3), np.float32), normalised=True)  # a text that says nothing


class GpuSurface(SimpleNamespace):
    """The parts of a GPU build of FAISS that are touched, over the real CPU index."""


@pytest.fixture
def fresh_probe() -> Iterator[None]:
    """The result is kept for a process; here each test wants its own."""
    faiss_gpu._problem.cache_clear()
    yield
    faiss_gpu._problem.cache_clear()


def gpu_build(monkeypatch: pytest.MonkeyPatch, copy: Callable[[object, int, Any], Any], *, probed: bool) -> None:
    """Let this process see a GPU build; `probed` says that its probe has passed, which needs a GPU."""
    import faiss

    build = GpuSurface(
        IndexFlatIP=faiss.IndexFlatIP,
        METRIC_INNER_PRODUCT=faiss.METRIC_INNER_PRODUCT,
        knn=faiss.knn,
        StandardGpuResources=lambda: SimpleNamespace(setTempMemory=lambda _: None),
        get_num_gpus=lambda: 1,
        index_cpu_to_gpu=copy,
    )
    monkeypatch.setitem(sys.modules, "faiss", build)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    if probed:
        monkeypatch.setattr(faiss_gpu, "_problem", lambda: "")


@pytest.mark.usefixtures("fresh_probe")
@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import os\nos.abort()", "it ended with status -6"),
        (
            "import os, sys\nsys.stderr.write('a\\nno kernel image is available')\nsys.stderr.flush()\nos.abort()",
            "no kernel",
        ),
        ("IndexFlatIP = int", "has no attribute 'StandardGpuResources'"),
        ("raise ImportError('libcudart.so.12 is missing')", "ImportError: libcudart.so.12 is missing"),
    ],
)
def test_a_build_that_kills_its_process_on_this_gpu_leaves_ours_alive(
    source: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The probe is real: a child process that imports a module of the name faiss, which fails as builds did."""
    (tmp_path / "faiss.py").write_text(source, "utf-8")
    gpu_build(monkeypatch, lambda _, __, index: index, probed=False)
    monkeypatch.syspath_prepend(tmp_path)
    index = DenseIndex(EYE)
    assert index.backend.name == "faiss-cpu"
    assert index.backend.reason.startswith("the GPU failed its probe: ")
    assert reason in index.backend.reason
    assert index.search(EYE[3:], 1)[0][0].row == 3


@pytest.mark.usefixtures("fresh_probe")
@pytest.mark.parametrize(("found", "reason"), [(1, ""), (0, "it found the wrong row")])
def test_the_probe_wants_the_right_row(
    found: int, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A module in the place of a GPU build answers the search; whether a GPU would is not tried here."""
    (tmp_path / "faiss.py").write_text(
        "import numpy\n"
        "class IndexFlatIP:\n"
        "    def __init__(self, d): self.kept = None\n"
        "    def add(self, x): self.kept = x\n"
        f"    def search(self, q, k): return q, numpy.array([[{found}]])\n"
        "def StandardGpuResources(): return None\n"
        "def index_cpu_to_gpu(resources, device, index): return index\n",
        "utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert faiss_gpu._problem() == reason


def test_vectors_that_do_not_go_onto_the_gpu_stay_in_main_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise RuntimeError("StandardGpuResources: alloc fail\nstack")

    gpu_build(monkeypatch, full, probed=True)
    index = DenseIndex(EYE)
    assert index.backend == ("faiss-cpu", "the vectors did not go onto the GPU: StandardGpuResources: alloc fail")
    assert index.search(EYE[3:], 1)[0][0].row == 3


def test_a_gpu_that_passes_its_probe_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """No GPU stands behind it: the copy is the CPU index, so this holds the order of calls and not the speed."""
    copies: list[int] = []

    def copy(_: object, device: int, index: Any) -> Any:
        copies.append(index.d)
        return index

    gpu_build(monkeypatch, copy, probed=True)
    index = DenseIndex(EYE)
    assert index.backend == ("faiss-gpu", "")
    assert copies == [4]
    assert DenseIndex(EYE, gpu=False).backend == ("faiss-cpu", "main memory was asked for")
    assert index.search(EYE[3:], 1)[0][0].row == 3
    many = DenseIndex(np.repeat(EYE[:1], 3000, axis=0))
    monkeypatch.setattr(many._gpu.index, "search", None)  # it would be asked for more rows than a GPU can find
    assert [ranked.row for ranked in many.search(EYE[:1], 2500)[0]] == list(range(2500))


def test_a_gpu_that_fails_during_a_search_is_left_and_the_search_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Again the copy is a CPU index; the failure is forced where FAISS raises it on a GPU without memory."""
    gpu_build(monkeypatch, lambda _, __, index: index, probed=True)
    index = DenseIndex(EYE)

    def out_of_memory(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(index._gpu.index, "search", out_of_memory)
    assert index.search(EYE[3:], 1)[0][0].row == 3
    assert index.backend == ("faiss-cpu", "the GPU failed during a search: RuntimeError")
    assert index.search(EYE[1:2], 1)[0][0].row == 1


def test_a_corpus_says_who_searches_it_and_why_not_a_faster_one(tmp_path: Path) -> None:
    import faiss

    (tmp_path / "one.md").write_text(
        "# Effusion\n\nFluid in the pleural space blunts the costophrenic angle.\n", "utf-8"
    )
    (tmp_path / "two.md").write_text("# Pneumothorax\n\nAir in the pleural space; the lung edge is seen.\n", "utf-8")
    if not hasattr(faiss, "StandardGpuResources"):
        expected = ("faiss-cpu", "this faiss is built without GPU support")
        assert Corpus.from_folder(tmp_path, encoder="lsa").backend == expected
    assert Corpus.from_folder(tmp_path, encoder=None).backend is None
