import math

from hypothesis import given
from hypothesis import strategies as st

from corpora.fusion import fuse_rows, reciprocal_rank_fusion
from corpora.retriever import Ranking
from corpora.score_fusion import convex_combination

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
    found = {name: Ranking.of([(row, 1.0) for row in rows]) for name, rows in rankings.items()}
    assert tuple(fuse_rows(found, weights=weights, most=most)) == expected


SCORED = st.dictionaries(st.integers(0, 30), st.floats(0.125, 1.0, width=32), max_size=12).map(
    lambda found: sorted(found.items(), key=lambda item: (-item[1], item[0]))
)


@given(st.fixed_dictionaries({"sparse": SCORED, "dense": SCORED}), st.floats(0, 1))
def test_scores_are_combined_as_the_formula_says_row_by_row(
    rankings: dict[str, list[tuple[int, float]]], share: float
) -> None:
    fused = convex_combination({name: Ranking.of(one) for name, one in rankings.items()}, dense_share=share)
    scaled = {}
    for name, least in (("sparse", 0.0), ("dense", -1.0)):
        best = rankings[name][0][1] if rankings[name] else 1.0
        scaled[name] = {row: (score - least) / (best - least) for row, score in rankings[name]}
    assert sorted(one.id for one in fused) == sorted(scaled["sparse"].keys() | scaled["dense"].keys())
    for one in fused:
        parts = [
            weight * scaled[name].get(one.id, min(scaled[name].values(), default=0.0))
            for name, weight in (("dense", share), ("sparse", 1 - share))
        ]
        assert math.isclose(one.score, sum(parts), rel_tol=1e-12, abs_tol=1e-12)
        assert dict(one.ranks) == {
            name: rank for name in rankings for rank, (row, _) in enumerate(rankings[name], 1) if row == one.id
        }
    assert fused == sorted(fused, key=lambda one: (-one.score, one.id))
    assert fused[:5] == convex_combination(
        {name: Ranking.of(one) for name, one in rankings.items()}, dense_share=share, most=5
    )
