from hypothesis import given
from hypothesis import strategies as st

from corpora.fusion import fuse_rows, reciprocal_rank_fusion

IDS = st.lists(st.text("abcdef", min_size=1, max_size=3), unique=True, max_size=12)
RANKINGS = st.dictionaries(st.sampled_from(["sparse", "dense", "third", "fourth"]), IDS)


@given(RANKINGS, st.randoms())
def test_the_order_of_the_retrievers_does_not_matter(rankings: dict[str, list[str]], source: object) -> None:
    names = list(rankings)
    source.shuffle(names)  # type: ignore[attr-defined]
    assert reciprocal_rank_fusion({name: rankings[name] for name in names}) == reciprocal_rank_fusion(rankings)


@given(RANKINGS)
def test_every_id_comes_once_and_none_is_invented(rankings: dict[str, list[str]]) -> None:
    fused = [item.id for item in reciprocal_rank_fusion(rankings)]
    assert sorted(fused) == sorted({found for ranking in rankings.values() for found in ranking})


@given(IDS)
def test_one_ranking_stays_as_it_is(ranking: list[str]) -> None:
    assert [item.id for item in reciprocal_rank_fusion({"sparse": ranking})] == ranking


@given(RANKINGS)
def test_an_id_never_ranks_below_one_that_it_beats_everywhere(rankings: dict[str, list[str]]) -> None:
    place = {item.id: place for place, item in enumerate(reciprocal_rank_fusion(rankings))}
    for better, better_place in place.items():
        for worse, worse_place in place.items():
            ahead = [
                better in ranking and (worse not in ranking or ranking.index(better) < ranking.index(worse))
                for ranking in rankings.values()
                if better in ranking or worse in ranking
            ]
            if better != worse and all(ahead):
                assert better_place < worse_place


@given(
    st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.lists(st.integers(0, 30), unique=True), min_size=1),
    st.dictionaries(st.sampled_from(["a", "b"]), st.floats(0.1, 5)),
    st.integers(0, 40),
)
def test_rows_are_fused_as_ids_are(rankings: dict[str, list[int]], weights: dict[str, float], most: int) -> None:
    expected = reciprocal_rank_fusion(rankings, weights=weights, most=most)
    assert tuple(fuse_rows(rankings, weights=weights, most=most)) == expected
