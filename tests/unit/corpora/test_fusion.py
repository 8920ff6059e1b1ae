import pytest

from corpora.fusion import RRF_K, reciprocal_rank_fusion


def test_scores_are_sums_of_reciprocal_ranks_from_one() -> None:
    fused = reciprocal_rank_fusion({"sparse": ["a", "b"], "dense": ["b", "c"]})
    assert [item.id for item in fused] == ["b", "a", "c"]
    assert fused[0].score == pytest.approx(1 / (RRF_K + 2) + 1 / (RRF_K + 1))
    assert fused[0].ranks == (("dense", 1), ("sparse", 2))


def test_ties_go_by_id() -> None:
    assert [item.id for item in reciprocal_rank_fusion({"x": ["b"], "y": ["a"]})] == ["a", "b"]


def test_weights_and_k_decide() -> None:
    fused = reciprocal_rank_fusion({"x": ["b"], "y": ["a"]}, k=0, weights={"x": 2})
    assert [(item.id, item.score) for item in fused] == [("b", 2.0), ("a", 1.0)]


def test_nothing_gives_nothing() -> None:
    assert reciprocal_rank_fusion({}) == reciprocal_rank_fusion({"x": []}) == ()
