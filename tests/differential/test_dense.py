"""The dense index against plain numpy, and FAISS against our numpy fallback."""

import importlib.util
from importlib.machinery import ModuleSpec

import numpy as np
import pytest

from corpora.dense import DenseIndex

SCORE_TOLERANCE = 1e-6
"""Both scores are rounded to float32 once."""


def vectors(rows: int, dimension: int, seed: int) -> np.ndarray:
    made = np.random.default_rng(seed).standard_normal((rows, dimension)).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return made


def without_faiss(monkeypatch: pytest.MonkeyPatch) -> None:
    find_spec = importlib.util.find_spec

    def found(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "faiss" else find_spec(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", found)


@pytest.mark.parametrize("queries", [1, 3, 4, 40])
def test_rows_and_scores_are_those_of_numpy(queries: int) -> None:
    passages, asked = vectors(3000, 64, 1), vectors(queries, 64, 2)
    exact = asked.astype(np.float64) @ passages.astype(np.float64).T
    for row, ranked in enumerate(DenseIndex(passages).search(asked, 20)):
        assert [one.row for one in ranked] == np.argsort(-exact[row])[:20].tolist()
        np.testing.assert_allclose([one.score for one in ranked], np.sort(exact[row])[::-1][:20], atol=SCORE_TOLERANCE)


def test_faiss_and_the_fallback_give_the_same_to_the_last_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    passages, asked = vectors(2000, 48, 3), vectors(30, 48, 4)
    passages[500:520] = passages[7]  # ties
    with_faiss = DenseIndex(passages)
    assert with_faiss.backend.name.startswith("faiss")
    without_faiss(monkeypatch)
    fallback = DenseIndex(passages)
    assert fallback.backend.name == "numpy"
    assert "faiss is not installed" in fallback.backend.reason
    for k in (1, 10, 600):
        assert with_faiss.search(asked, k) == fallback.search(asked, k)
    assert with_faiss.search(passages[7:8], 5) == fallback.search(passages[7:8], 5)


def test_a_batch_gives_what_single_searches_give() -> None:
    index, asked = DenseIndex(vectors(1000, 32, 5)), vectors(16, 32, 6)
    assert index.search(asked, 10) == [index.search(asked[row : row + 1], 10)[0] for row in range(16)]
