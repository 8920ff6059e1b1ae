"""Our nDCG against scikit-learn's, our recall against a count by sets."""

import numpy as np
import pytest
from sklearn.metrics import ndcg_score

from evals.metrics.ranking import ndcg, recall


@pytest.mark.parametrize("seed", range(40))
def test_ndcg_and_recall_are_those_of_others(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 40))
    grades = rng.integers(0, 4, size).astype(float)
    grades[0] = 3.0
    scores = rng.permutation(size).astype(float)
    names = [f"d{place}" for place in range(size)]
    ranked = [names[place] for place in np.argsort(-scores)]
    truth = dict(zip(names, grades.tolist(), strict=True))
    for cut in (1, 5, 10, 100):
        assert ndcg(ranked, truth, cut) == pytest.approx(ndcg_score([grades], [scores], k=cut), abs=1e-12)
        relevant = set(np.array(names)[grades >= 2])
        assert recall(ranked, truth, cut, least=2) == pytest.approx(len(relevant & set(ranked[:cut])) / len(relevant))
