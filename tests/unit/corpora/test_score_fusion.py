import pytest

from corpora.score_fusion import convex_combination


def test_scores_are_brought_to_one_scale_and_weighed() -> None:
    fused = convex_combination({"sparse": [("a", 10.0), ("b", 5.0)], "dense": [("b", 0.6), ("c", 0.2)]})
    scores = {one.id: one.score for one in fused}
    # Cosines 0.6 and 0.2 are 1 and 0.75 of the way from -1 to the best; what was not found counts as the last found.
    assert scores["b"] == pytest.approx(0.8 * 1.0 + 0.2 * 0.5)
    assert scores["a"] == pytest.approx(0.8 * 0.75 + 0.2 * 1.0)
    assert scores["c"] == pytest.approx(0.8 * 0.75 + 0.2 * 0.5)
    assert [one.id for one in fused] == ["b", "a", "c"]
    assert fused[0].ranks == (("dense", 1), ("sparse", 2))


def test_one_retriever_alone_keeps_its_order_and_none_gives_nothing() -> None:
    fused = convex_combination({"sparse": [("b", 2.0), ("a", 1.0)]})
    assert [(one.id, one.score) for one in fused] == [("b", 1.0), ("a", 0.5)]
    assert convex_combination({}) == convex_combination({"sparse": [], "dense": []}) == ()


@pytest.mark.parametrize(("share", "first"), [(0.0, "a"), (1.0, "b")])
def test_the_share_decides_who_is_heard(share: float, first: str) -> None:
    rankings = {"sparse": [("a", 9.0), ("b", 1.0)], "dense": [("b", 0.9), ("a", 0.1)]}
    assert convex_combination(rankings, dense_share=share)[0].id == first
