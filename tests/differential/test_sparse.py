"""Our scores against rank_bm25 and bm25s as their authors ship them, and the two engines against each other."""

import random

import bm25s
import numpy as np
import pytest
from rank_bm25 import BM25Okapi

from corpora.sparse import K1, B, SparseIndex
from corpora.tokens import tokenise

RELATIVE_TOLERANCE = 1e-5
"""bm25s keeps float32 scores (24 bits, 6e-8 each) and adds up to 8 of them a query; rank_bm25 works in float64."""


def texts_and_queries(seed: int) -> tuple[list[str], list[str]]:
    source = random.Random(seed)  # noqa: S311
    words = [f"w{'abcdefghij'[i % 10]}{'klmnopqrst'[i // 10]}" for i in range(100)]
    weights = [1 / (rank + 1) for rank in range(100)]
    texts = [" ".join(source.choices(words, weights, k=source.randint(1, 60))) for _ in range(200)]
    return texts, [" ".join(source.choices(words, k=source.randint(1, 8))) for _ in range(30)]


@pytest.mark.parametrize("seed", range(5))
def test_both_engines_give_the_same_scores(seed: int) -> None:
    texts, queries = texts_and_queries(seed)
    ours, theirs = SparseIndex(texts, engine="bm25s"), SparseIndex(texts, engine="rank_bm25")
    for one, other in zip(ours.search(queries, 200), theirs.search(queries, 200), strict=True):
        first, second = dict(one), dict(other)
        assert first.keys() == second.keys()
        np.testing.assert_allclose(
            [first[row] for row in first], [second[row] for row in first], rtol=RELATIVE_TOLERANCE
        )


@pytest.mark.parametrize("seed", range(3))
def test_untouched_rank_bm25_agrees_where_its_idf_is_ours(seed: int) -> None:
    """Okapi scores one term as its idf times the same saturation: the ratio of two texts does not depend on the idf."""
    texts, queries = texts_and_queries(seed)
    terms = [tokenise(text) for text in texts]
    okapi, ours = BM25Okapi(terms, k1=K1, b=B), SparseIndex(texts, engine="bm25s")
    compared = 0
    for term in {term for query in queries for term in tokenise(query)} & set(okapi.idf):
        theirs = okapi.get_scores([term])
        mine = np.zeros(len(texts))
        for row, score in ours.search([term], len(texts))[0]:
            mine[row] = score
        np.testing.assert_allclose(mine / mine.max(), theirs / theirs.max(), rtol=RELATIVE_TOLERANCE)
        compared += 1
    assert compared > 20


def test_bm25s_as_shipped_gives_the_same_top_rows() -> None:
    texts, queries = texts_and_queries(9)
    index = bm25s.BM25(k1=K1, b=B, method="lucene")
    index.index([tokenise(text) for text in texts], show_progress=False)
    ours = SparseIndex(texts)
    for query in queries:
        _, scores = index.retrieve([tokenise(query)], k=10, show_progress=False)
        mine = [ranked.score for ranked in ours.search([query], 10)[0]]
        np.testing.assert_allclose(scores[0][: len(mine)], mine, rtol=RELATIVE_TOLERANCE)
