import pytest

from evals.metrics.ranking import ndcg, recall, reciprocal_rank

GRADES = {"a": 3.0, "b": 1.0, "c": 0.0}


def test_the_best_order_scores_1() -> None:
    assert ndcg(["a", "b", "c"], GRADES, 10) == pytest.approx(1.0)


def test_a_worse_order_scores_less_by_hand() -> None:
    ideal = 3 / 1 + 1 / 1.5849625007211562
    assert ndcg(["x", "a"], GRADES, 10) == pytest.approx((3 / 1.5849625007211562) / ideal)
    assert ndcg(["x", "a"], GRADES, 1) == 0.0


def test_without_a_relevant_document_the_score_is_0() -> None:
    assert ndcg(["c"], {"c": 0.0}, 10) == recall(["c"], {}, 10) == reciprocal_rank(["c"], {}, 10) == 0.0


def test_a_document_counts_once() -> None:
    assert ndcg(["b", "b", "a"], GRADES, 2) == ndcg(["b", "a"], GRADES, 2)
    assert recall(["b", "b", "a"], GRADES, 2) == 1.0


def test_recall_goes_by_the_least_grade() -> None:
    assert recall(["b"], GRADES, 10) == 0.5
    assert recall(["b"], GRADES, 10, least=2.0) == 0.0


def test_reciprocal_rank_is_of_the_first_relevant() -> None:
    assert reciprocal_rank(["c", "b", "a"], GRADES, 10) == 0.5
    assert reciprocal_rank(["c", "b", "a"], GRADES, 10, least=3.0) == pytest.approx(1 / 3)
    assert reciprocal_rank(["c", "b", "a"], GRADES, 2, least=3.0) == 0.0
