import pytest

from corpora.retriever import Ranking
from corpora.score_fusion import convex_combination


def rankings(**found: list[tuple[int, float]]) -> dict[str, Ranking]:
    return {name: Ranking.of(ranked) for name, ranked in found.items()}


def test_scores_are_brought_to_one_scale_and_weighed() -> None:
    fused = convex_combination(rankings(sparse=[(0, 10.0), (1, 5.0)], dense=[(1, 0.6), (2, 0.2)]))
    scores = {one.id: one.score for one in fused}
    # Cosines 0.6 and 0.2 are 1 and 0.75 of the way from -1 to the best; what was not found counts as the last found.
    assert scores[1] == pytest.approx(0.8 * 1.0 + 0.2 * 0.5)
    assert scores[0] == pytest.approx(0.8 * 0.75 + 0.2 * 1.0)
    assert scores[2] == pytest.approx(0.8 * 0.75 + 0.2 * 0.5)
    assert [one.id for one in fused] == [1, 0, 2]
    assert fused[0].ranks == (("dense", 1), ("sparse", 2))


def test_one_retriever_alone_keeps_its_order_and_none_gives_nothing() -> None:
    fused = convex_combination(rankings(sparse=[(7, 2.0), (3, 1.0)]))
    assert [(one.id, one.score) for one in fused] == [(7, 1.0), (3, 0.5)]
    assert convex_combination({}) == convex_combination(rankings(sparse=[], dense=[])) == []
    assert [one.id for one in convex_combination(rankings(sparse=[], dense=[(4, 0.2), (1, 0.1)]))] == [4, 1]


@pytest.mark.parametrize(("share", "first"), [(0.0, 5), (1.0, 6)])
def test_the_share_decides_who_is_heard(share: float, first: int) -> None:
    found = rankings(sparse=[(5, 9.0), (6, 1.0)], dense=[(6, 0.9), (5, 0.1)])
    assert convex_combination(found, dense_share=share)[0].id == first


def test_scores_of_an_unknown_retriever_are_refused() -> None:
    with pytest.raises(ValueError, match="fuse by rank"):
        convex_combination(rankings(graph=[(0, 1.0)]))
