"""Search by words: BM25, scored by bm25s or by rank_bm25, over one tokeniser and one formula."""

import logging
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from corpora.retriever import Ranked
from corpora.tokens import tokenise

__all__ = ["ENGINES", "K1", "B", "Engine", "SparseIndex"]

Engine = Literal["bm25s", "rank_bm25"]
ENGINES: tuple[Engine, ...] = ("bm25s", "rank_bm25")

K1 = 1.2
"""How soon a repeated term stops counting [1]. Source: default of Lucene's BM25Similarity; Robertson and Zaragoza 2009,
doi:10.1561/1500000019, section 3.5, find 1.2 to 2 reasonable in many circumstances."""
B = 0.75
"""How much a long passage is discounted [1]. Source: default of Lucene's BM25Similarity; the same section gives 0.5 to
0.8."""


class _Scorer(Protocol):
    @property
    def vocabulary(self) -> Mapping[str, object]: ...

    def scores(self, terms: list[str]) -> NDArray[np.floating]: ...


class _Bm25s:
    """bm25s in its Lucene variant; scores are computed once, at indexing."""

    def __init__(self, texts: Sequence[list[str]] | None, folder: Path | None = None) -> None:
        import bm25s

        # bm25s opens its logger at DEBUG when it is imported, which floods an application that logs at that level.
        logging.getLogger("bm25s").setLevel(logging.WARNING)
        if folder is not None:
            self._index = bm25s.BM25.load(
                folder, load_corpus=False, allow_pickle=False, show_progress=False, verbosity=0
            )
        else:
            self._index = bm25s.BM25(k1=K1, b=B, method="lucene", backend="numpy")
            self._index.index(texts, show_progress=False)
        self.vocabulary: Mapping[str, int] = self._index.vocab_dict

    def scores(self, terms: list[str]) -> NDArray[np.floating]:
        found: NDArray[np.floating] = self._index.get_scores_from_ids([self.vocabulary[term] for term in terms])
        return found

    def save(self, folder: Path) -> None:
        self._index.save(folder, allow_pickle=False, show_progress=False)


class _RankBm25:
    """rank_bm25's Okapi scorer with Lucene's idf, which is never negative; its constant factor k1 + 1 is taken out."""

    def __init__(self, texts: Sequence[list[str]]) -> None:
        from rank_bm25 import BM25Okapi

        self._index = BM25Okapi(texts, k1=K1, b=B)
        total = len(texts)
        containing = {term: 0 for text in texts for term in text}
        for text in texts:
            for term in set(text):
                containing[term] += 1
        self._index.idf = {
            term: math.log(1 + (total - count + 0.5) / (count + 0.5)) for term, count in containing.items()
        }
        self.vocabulary: Mapping[str, float] = self._index.idf

    def scores(self, terms: list[str]) -> NDArray[np.floating]:
        found: NDArray[np.floating] = self._index.get_scores(terms) / (K1 + 1)
        return found


class SparseIndex:
    """A BM25 index over texts.

    score = Σ idf(t) · tf / (tf + k1 · (1 − b + b · length / mean length)), idf = ln(1 + (N − n + ½) / (n + ½)).
    Source: Kamphuis et al. 2020, doi:10.1007/978-3-030-45442-5_4, variant "Lucene (accurate)".
    """

    name = "sparse"

    def __init__(self, texts: Sequence[str], *, engine: Engine = "bm25s", folder: Path | None = None) -> None:
        """Index texts, or open what `save` wrote about the same texts.

        Args:
            texts: One text a row.
            engine: Who computes the scores; both give the same ones to five digits (tested).
            folder: Where a bm25s index of these very texts was saved; rank_bm25 has no file format.
        """
        self.engine = engine
        self.rows = len(texts)
        self._scorer: _Bm25s | _RankBm25 | None = None
        if folder is not None:
            self._scorer = _Bm25s(None, folder)
            return
        terms = [tokenise(text) for text in texts]
        if any(terms):  # neither engine can index texts without a single term
            self._scorer = _Bm25s(terms) if engine == "bm25s" else _RankBm25(terms)

    def search(self, queries: list[str], k: int) -> list[list[Ranked]]:
        """Rank the rows that share a term with each query, best first, ties by row."""
        return [self._search(query, k) for query in queries]

    def _search(self, query: str, k: int) -> list[Ranked]:
        if self._scorer is None or k < 1:
            return []
        terms = [term for term in tokenise(query) if term in self._scorer.vocabulary]
        if not terms:
            return []
        scores = np.asarray(self._scorer.scores(terms), dtype=np.float64)
        found = np.flatnonzero(scores > 0)
        order = found[np.argsort(-scores[found], kind="stable")][:k]
        return [Ranked(int(row), float(scores[row])) for row in order]

    def save(self, folder: Path) -> bool:
        """Write the index as .npy and .json files; False where the engine has no file format or nothing to write."""
        if not isinstance(self._scorer, _Bm25s):
            return False
        self._scorer.save(folder)
        return True
