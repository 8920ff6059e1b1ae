import numpy as np
import pytest

from corpora import Corpus, Passage, Provenance
from corpora.fusion import reciprocal_rank_fusion
from corpora.priors import Priors
from corpora.searching import Plan, find

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


def test_weights_that_would_not_be_used_are_refused() -> None:
    Plan(fusion="score", weights={"dense": 0.0, "sparse": 1.0})
    with pytest.raises(ValueError, match="has a share of its own"):
        Plan(fusion="score", weights={"dense": 0.5})
