import numpy as np
import pytest

from corpora import exact
from corpora.exact import nearest, rescored


@pytest.mark.parametrize("queries", [1, 3, 4, 17])
@pytest.mark.parametrize("k", [1, 7, 299, 300])
def test_the_best_rows_of_all_blocks(queries: int, k: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "_BLOCK", 1)
    monkeypatch.setattr(exact, "_LEAST_ROWS", 23)
    random = np.random.default_rng(k)
    rows, asked = (random.standard_normal((n, 9)).astype(np.float32) for n in (300, queries))
    scores, found = nearest(rows, asked, k)
    truth = asked.astype(np.float64) @ rows.astype(np.float64).T
    np.testing.assert_allclose(scores, -np.sort(-truth, axis=1)[:, :k], atol=1e-5)
    np.testing.assert_allclose(np.take_along_axis(truth, found, axis=1), scores, atol=1e-5)
    assert all(len(set(one)) == k for one in found.tolist())


def test_rows_that_come_sorted_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worst order: every block beats all before it."""
    monkeypatch.setattr(exact, "_BLOCK", 1)
    monkeypatch.setattr(exact, "_LEAST_ROWS", 8)
    rows = np.arange(1, 401, dtype=np.float32)[:, None]
    _, found = nearest(rows, np.ones((5, 1), np.float32), 3)
    assert found.tolist() == [[399, 398, 397]] * 5


def test_scores_do_not_depend_on_their_company() -> None:
    random = np.random.default_rng(0)
    rows, asked = random.standard_normal((50, 33)).astype(np.float32), random.standard_normal(33).astype(np.float32)
    whole = rescored(rows, asked, np.arange(50))
    assert [float(rescored(rows, asked, np.array([row]))[0]) for row in range(50)] == whole.tolist()
