from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import Corpus, Passage, Provenance

SOURCE = Provenance(title="t", issuer="i", year=None, url="u")
WORDS = ["oedema", "fever", "fracture", "wrist", "the", "5", "mm", "cough"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), max_size=8)
QUERIES = st.one_of(st.text(max_size=20), st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join))


@settings(deadline=None)
@given(TEXTS, QUERIES, st.integers(-1, 9), st.sampled_from([None, "lsa"]), st.randoms(use_true_random=False))
def test_hits_are_passages_of_the_corpus_in_one_order(
    texts: list[str], query: str, k: int, encoder: str | None, source: object
) -> None:
    passages = [Passage(id=f"d#{i}", document="d", text=text, source=SOURCE) for i, text in enumerate(texts)]
    result = Corpus.of(passages, name="c", encoder=encoder).search(query, k)
    assert len(result.hits) <= max(0, k)
    assert all(hit.passage in passages and hit.ranks for hit in result.hits)
    order = [(-hit.score, hit.passage.id) for hit in result.hits]
    assert order == sorted(order)
    source.shuffle(passages)  # type: ignore[attr-defined]
    assert Corpus.of(passages, name="c", encoder=encoder).search(query, k) == result
