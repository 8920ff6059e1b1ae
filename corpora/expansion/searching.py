"""Search for a reformulated question: its words by BM25, its meaning by vectors, fused by rank."""

import threading
from weakref import WeakKeyDictionary

from corpora.corpus import DEFAULT_K, Corpus
from corpora.document import Hit, SearchResult
from corpora.expansion.reformulation import Reformulated, reformulate
from corpora.expansion.spelling import Speller
from corpora.fusion import RRF_K, reciprocal_rank_fusion
from corpora.tokens import tokenise

__all__ = ["search_reformulated", "spelt_right"]

_FAN_OUT = 100
"""Rows that each retriever puts up for fusion at least [1]: max(2 k, 100). Source: MedRAG, arXiv:2402.13178."""

_spellers: WeakKeyDictionary[Corpus, Speller] = WeakKeyDictionary()
_guard = threading.Lock()


def search_reformulated(corpus: Corpus, asked: str | Reformulated, k: int = DEFAULT_K) -> SearchResult:
    """Find the passages that answer a letter or question, best first, ties by id.

    Args:
        corpus: Where to look.
        asked: What was written, or what `corpora.expansion.reformulate` made of it.
        k: Most hits wanted.
    """
    said = reformulate(asked) if isinstance(asked, str) else asked
    fan_out = max(2 * k, _FAN_OUT)
    rankings = {corpus.sparse.name: corpus.sparse.search([spelt_right(said.words, corpus)], fan_out)[0]}
    if corpus.dense is not None:
        rankings[corpus.dense.name] = corpus.dense.search([said.meaning], fan_out)[0]
    ids = {name: [corpus.passages[row].id for row, _ in ranked] for name, ranked in rankings.items()}
    hits = tuple(
        Hit(passage=corpus.passage(one.id), score=one.score, ranks=one.ranks)
        for one in reciprocal_rank_fusion(ids, k=RRF_K)[: max(0, k)]
    )
    return SearchResult(query=said.original, hits=hits, degraded=corpus.degraded)


def spelt_right(words: str, corpus: Corpus) -> str:
    """Replace words that no passage has by the nearest one that a passage has, where there is one (`Speller`)."""
    vocabulary = getattr(corpus.sparse, "vocabulary", None)
    if not vocabulary:
        return words
    with _guard:
        speller = _spellers.setdefault(corpus, Speller(vocabulary))
    return " ".join(_spelt(word, speller) for word in words.split())


def _spelt(word: str, speller: Speller) -> str:
    terms = tokenise(word)
    if len(terms) != 1:
        return word
    (corrected,) = speller.corrected(terms)
    # A stem is searched for only if it is read as itself; some are cut again.
    return corrected if corrected != terms[0] and tokenise(corrected) == [corrected] else word
