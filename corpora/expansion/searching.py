"""Search for a reformulated question: its words by BM25, its meaning by vectors (`corpora.searching`)."""

import threading
from weakref import WeakKeyDictionary

from corpora.corpus import DEFAULT_K, Corpus
from corpora.document import SearchResult
from corpora.expansion.reformulation import Reformulated, reformulate
from corpora.expansion.spelling import Speller
from corpora.searching import Plan, find
from corpora.tokens import tokenise

__all__ = ["search_reformulated", "spelt_right"]

_spellers: WeakKeyDictionary[Corpus, Speller] = WeakKeyDictionary()
_guard = threading.Lock()


def search_reformulated(
    corpus: Corpus, asked: str | Reformulated, k: int = DEFAULT_K, *, plan: Plan | None = None
) -> SearchResult:
    """Find the passages that answer a letter or question, best first.

    Args:
        corpus: Where to look.
        asked: What was written, or what `corpora.expansion.reformulate` made of it.
        k: Most hits wanted.
        plan: The steps of the search.
    """
    said = reformulate(asked) if isinstance(asked, str) else asked
    hits = find(corpus, spelt_right(said.words, corpus), meaning=said.meaning, k=k, plan=plan)
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
