"""The measures of the comparison against scikit-learn."""

import random

import numpy as np
import pytest
from sklearn.metrics import ndcg_score

from benchmarks.encoder_choice import CUT, interval, measured


@pytest.mark.parametrize("seed", range(20))
def test_ndcg_is_that_of_scikit_learn(seed: int) -> None:
    source = random.Random(seed)  # noqa: S311
    ids = [f"p{i}" for i in range(30)]
    answers = frozenset(source.sample(ids, source.randint(1, 14)))
    source.shuffle(ids)
    theirs = ndcg_score([[one in answers for one in ids]], [[-place for place in range(30)]], k=CUT)
    assert measured(ids, answers)[0] == pytest.approx(theirs)


def test_recall_and_reciprocal_rank_by_hand() -> None:
    assert measured(["x", "a", "y"], frozenset({"a", "b"}))[1:] == (0.5, 0.5)
    assert measured(["x"], frozenset({"a"})) == (0.0, 0.0, 0.0)


def test_the_interval_is_that_of_the_normal_law_for_many_questions() -> None:
    differences = np.random.default_rng(1).normal(0.1, 0.3, (400, 1))
    low, high = interval(differences)[:, 0]
    half = 1.96 * differences.std() / 20
    assert (low, high) == pytest.approx((differences.mean() - half, differences.mean() + half), abs=0.004)
