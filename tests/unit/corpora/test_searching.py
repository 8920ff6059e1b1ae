import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import Corpus, Passage, Provenance
from corpora.fusion import reciprocal_rank_fusion
from corpora.near_duplicates import near_duplicates
from corpora.priors import Priors
from corpora.retriever import Ranked, Ranking
from corpora.score_fusion import convex_combination
from corpora.searching import Plan, find, find_many

TEXTS = {
    "a": "Fever and cough point to pneumonia.",
    "b": "Fever and cough point to pneumonia!",
    "c": "Pneumonia is seen on a radiograph of the lung.",
    "d": "A case report of fever after travel.",
    "e": "Guideline: fever in children.",
}


def corpus(encoder: str | None = "lsa") -> Corpus:
    def passage(name: str) -> Passage:
        return Passage(
            id=name,
            document=name,
            text=TEXTS[name],
            source=Provenance(title=TEXTS[name], issuer="", year=2020, url=""),
        )

    return Corpus.of([passage(name) for name in TEXTS], name="small", encoder=encoder)


def ids(found: tuple) -> list[str]:  # type: ignore[type-arg]
    return [one.passage.id for one in found]


@pytest.mark.parametrize("encoder", [None, "lsa"])
def test_as_it_stands_a_plan_finds_what_the_corpus_finds(encoder: str | None) -> None:
    shelf = corpus(encoder)
    for query in ("fever cough", "pneumonia radiograph", "travel", "the", ""):
        assert find(shelf, query, k=3) == shelf.search(query, 3).hits


def test_a_retriever_of_weight_0_is_left_out() -> None:
    assert all(
        dict(one.ranks).keys() == {"sparse"} for one in find(corpus(), "fever", plan=Plan(weights={"dense": 0.0}))
    )
    assert all(
        dict(one.ranks).keys() == {"dense"} for one in find(corpus(), "fever", plan=Plan(weights={"sparse": 0.0}))
    )


def test_weights_and_damping_are_those_of_the_fusion() -> None:
    shelf, weights = corpus(), {"sparse": 1.0, "dense": 3.0}
    found = find(shelf, "fever cough", plan=Plan(rrf_k=100, weights=weights))
    rankings = {
        one.name: [shelf.passages[row].id for row, _ in one.search(["fever cough"], 100)[0]]
        for one in (shelf.sparse, shelf.dense)
        if one is not None
    }
    expected = reciprocal_rank_fusion(rankings, k=100, weights=weights)
    assert [(one.passage.id, one.score) for one in found] == [(one.id, one.score) for one in expected]


def test_repeats_are_left_out() -> None:
    assert ids(find(corpus(None), "fever cough", plan=Plan(drop_repeats=True))).count("b") == 0


def test_priors_put_the_guideline_before_the_case_report() -> None:
    found = ids(find(corpus(None), "fever", plan=Plan(priors=Priors(grade=0.5))))
    assert found.index("e") < found.index("d")


def test_diversity_puts_something_new_second() -> None:
    assert set(ids(find(corpus(None), "fever cough pneumonia", k=2))) == {"a", "b"}
    assert set(ids(find(corpus(None), "fever cough pneumonia", k=2, plan=Plan(balance=0.3)))) != {"a", "b"}


def test_a_reranker_reads_the_meaning_where_one_is_given() -> None:
    asked = []

    class Reads:
        name = "reads"

        def scores(self, question: str, texts: list[str]) -> list[float]:
            asked.append(question)
            return list(np.arange(len(texts), dtype=float))

    found = find(corpus(None), "fever", meaning="is it dangerous?", plan=Plan(reranker=Reads()))  # type: ignore[arg-type]
    assert asked == ["is it dangerous?"]
    assert ids(found) == list(reversed(ids(find(corpus(None), "fever"))))


@pytest.mark.parametrize("asked", [{"weights": {"dense": 0.5}}, {"rrf_k": 100}])
def test_what_would_not_be_used_is_refused(asked: dict[str, object]) -> None:
    Plan(fusion="score", weights={"dense": 0.0, "sparse": 1.0})
    with pytest.raises(ValueError, match="has a share of its own"):
        Plan(fusion="score", **asked)  # type: ignore[arg-type]


def by_hand(shelf: Corpus, query: str) -> list[tuple[str, float]]:
    fused = convex_combination(
        {one.name: Ranking.of(one.search([query], 100)[0]) for one in (shelf.sparse, shelf.dense) if one is not None}
    )
    return [(shelf.passages[one.id].id, one.score) for one in fused]


def test_words_and_cosines_are_fused_by_score_unless_ranks_are_asked_for() -> None:
    shelf, query = corpus(), "pneumonia radiograph"
    found = [(one.passage.id, one.score) for one in shelf.search(query).hits]
    assert found == by_hand(shelf, query)
    assert shelf.search(query, plan=Plan(fusion="score")).hits == shelf.search(query).hits
    ranked = shelf.search(query, plan=Plan(fusion="rank")).hits
    assert ranked[0].score == pytest.approx(2 / 61)
    assert shelf.search(query, plan=Plan(weights={"sparse": 1.0, "dense": 1.0})).hits == shelf.search(query).hits
    assert shelf.search(query, plan=Plan(rrf_k=100)).hits[0].score == pytest.approx(2 / 101)


def test_scores_that_are_no_cosines_are_fused_by_rank() -> None:
    class Other:
        name = "dense"

        def search(self, queries: list[str], k: int) -> list[list[Ranked]]:
            return [[Ranked(3, 40.0), Ranked(0, 7.0)] for _ in queries]

    known = corpus(None)
    shelf = Corpus(known.passages, name="small", sparse=known.sparse, dense=Other())
    (first, *_) = shelf.search("fever cough").hits
    assert (first.passage.id, first.score) == ("a", pytest.approx(1 / 61 + 1 / 62))


def test_words_alone_are_fused_by_rank() -> None:
    assert corpus(None).search("fever").hits[0].score == pytest.approx(1 / 61)


def test_several_questions_are_one_search_of_each_retriever() -> None:
    asked: list[list[str]] = []
    shelf = corpus()
    search = shelf.sparse.search
    shelf.sparse.search = lambda queries, k: asked.append(queries) or search(queries, k)  # type: ignore
    found = find_many(shelf, ["fever", "the", "cough"], meanings=["heat", "", "bark"], k=2)
    assert asked == [["fever", "cough"]]
    assert found == (find(shelf, "fever", meaning="heat", k=2), (), find(shelf, "cough", meaning="bark", k=2))
    with pytest.raises(ValueError, match="2 questions were given with 1 meanings"):
        find_many(shelf, ["fever", "cough"], meanings=["heat"])


class Counted(tuple):  # type: ignore[type-arg]
    """Passages that note who was read."""

    read: list[int]

    def __getitem__(self, row: int) -> Passage:  # type: ignore[override]
        self.read.append(row)
        return tuple.__getitem__(self, row)  # type: ignore[no-any-return]


@pytest.mark.parametrize("plan", [None, Plan(drop_repeats=True)])
def test_only_passages_that_are_wanted_are_read(plan: Plan | None) -> None:
    shelf = corpus()
    counted = Counted(shelf.passages)
    counted.read = []
    shelf.passages = counted
    hits = shelf.search("fever cough", 2, plan=plan).hits
    assert len(counted.read) == (2 if plan is None else 3)
    assert len(hits) == 2


WORDS = ["fever", "cough", "lung", "heart", "stroke"]


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), min_size=1, max_size=12), st.integers(1, 6))
def test_repeats_left_out_one_by_one_are_those_of_the_whole_ranking(texts: list[list[str]], k: int) -> None:
    source = Provenance(title="", issuer="", year=2020, url="")
    passages = [
        Passage(id=f"{i:02d}", document="d", text=" ".join(text), source=source) for i, text in enumerate(texts)
    ]
    shelf = Corpus.of(passages, name="m", encoder=None)
    ranked = find(shelf, "fever cough lung", k=50)
    repeats = near_duplicates([hit.passage.text for hit in ranked])
    expected = tuple(hit for place, hit in enumerate(ranked) if place not in repeats)[:k]
    assert find(shelf, "fever cough lung", k=k, plan=Plan(drop_repeats=True)) == expected
