from pathlib import Path

import numpy as np
import pytest

from corpora import dense, gate
from corpora.dense import DenseIndex
from corpora.errors import IndexMismatch
from corpora.faiss_index import Approximate, Kind, fits
from corpora.gate import Chosen, choose, kinds_for

ROWS, DIMENSION = 3000, 32


def vectors(rows: int, seed: int) -> np.ndarray:
    centres = np.random.default_rng(0).standard_normal((30, DIMENSION))
    random = np.random.default_rng(seed)
    made = centres[random.integers(0, 30, rows)] + random.standard_normal((rows, DIMENSION))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def held() -> np.ndarray:
    return vectors(ROWS, 1)


@pytest.mark.parametrize("kind", ["pq", "hnsw", "ivf_pq"])
def test_what_passes_the_gate_finds_as_much_for_other_questions(kind: Kind, held: np.ndarray, tmp_path: Path) -> None:
    passed = choose(held, normalised=True, kinds=(kind,), target=0.9)
    assert passed is not None
    assert (passed[1].kind, passed[1].queries, passed[1].rejected) == (kind, 200, ())
    assert passed[1].recall_at_10 >= 0.9
    asked = vectors(50, 2)
    index, exact = DenseIndex(held, gpu=False, approximate=passed), DenseIndex(held, gpu=False)
    found, truth = index.search(asked, 10), exact.search(asked, 10)
    shared = [len(set(one) & set(other)) / 10 for one, other in zip(found, truth, strict=True)]
    assert np.mean(shared) >= 0.85
    assert index.search(asked, ROWS) == exact.search(asked, ROWS)
    index.save(tmp_path)
    opened = DenseIndex.load(tmp_path, passed[1])
    assert opened.search(asked, 10) == found
    assert opened.chosen == passed[1]


def test_a_kind_that_finds_too_little_is_left_and_it_is_said(held: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "_REFINES", (1,))
    passed = choose(held, normalised=True, kinds=("pq", "hnsw"), target=0.95)
    assert passed is not None
    assert passed[1].kind == "hnsw"
    assert passed[1].rejected[0].startswith("pq finds 0.")
    assert choose(held, normalised=True, kinds=("pq",), target=0.95) is None


def test_few_rows_are_all_looked_at(held: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    assert DenseIndex.build(held, normalised=True, gpu=False).chosen is None
    monkeypatch.setattr(gate, "FLAT_BELOW", 1000)
    chosen = DenseIndex.build(held, normalised=True, gpu=False).chosen
    assert chosen is not None
    assert chosen.kind == "pq"


@pytest.mark.parametrize(
    ("rows", "dimension", "kinds"),
    [
        (49_999, 384, ()),
        (50_000, 384, ("pq", "hnsw")),
        (200_000, 384, ("pq", "hnsw")),
        (200_001, 768, ("ivf_pq", "pq", "hnsw")),
        (200_001, 7, ("ivf_pq", "pq", "hnsw")),
        (200_001, 11, ("hnsw",)),
    ],
)
def test_the_order_goes_by_size_and_dimension(rows: int, dimension: int, kinds: tuple[str, ...]) -> None:
    assert kinds_for(rows, dimension) == kinds
    assert fits("hnsw", dimension)


@pytest.mark.parametrize("change", [{"kind": "flat"}, {"effort": 3}, {"effort": -1}, {"refine": 0}, {"refine": 10**9}])
def test_a_setting_that_is_not_tried_does_not_exist(change: dict[str, object]) -> None:
    said: dict[str, object] = {"kind": "ivf_pq", "effort": 8, "refine": 8, "recall_at_10": 1.0, "recall_at_100": 1.0}
    Chosen(**said, target=0.9, queries=1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no index of kind"):
        Chosen(**(said | change), target=0.9, queries=1)  # type: ignore[arg-type]


def test_a_file_of_something_else_is_refused(held: np.ndarray, tmp_path: Path) -> None:
    passed = choose(held, normalised=True, kinds=("pq",), target=0.5)
    assert passed is not None
    path = tmp_path / "nearest.faiss"
    passed[0].save(path)
    whole = path.read_bytes()
    with pytest.raises(IndexMismatch, match="indexes other vectors"):
        Approximate.load("pq", path, ROWS - 1, DIMENSION)
    with pytest.raises(IndexMismatch, match="indexes other vectors"):
        Approximate.load("hnsw", path, ROWS, DIMENSION)
    for damaged in (b"", whole[:3], whole[: len(whole) // 2], whole[:28] + b"\xff" * 8 + whole[36:]):
        path.write_bytes(damaged)
        with pytest.raises(IndexMismatch, match="is no index of vectors"):
            Approximate.load("pq", path, ROWS, DIMENSION)
    DenseIndex(held, gpu=False).save(tmp_path)
    path.unlink()
    with pytest.raises(IndexMismatch, match="is missing"):
        DenseIndex.load(tmp_path, passed[1])


def test_without_faiss_all_rows_are_looked_at(
    held: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed = choose(held, normalised=True, kinds=("pq",), target=0.5)
    assert passed is not None
    DenseIndex(held, gpu=False, approximate=passed).save(tmp_path)
    monkeypatch.setattr(dense.faiss_index, "installed", lambda: False)
    opened = DenseIndex.load(tmp_path, passed[1])
    assert (opened.backend.name, opened.chosen) == ("numpy", None)
    assert kinds_for(10**6, 384) == ()
