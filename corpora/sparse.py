"""Search by words: BM25, scored by bm25s or by rank_bm25, over one tokeniser and one formula."""

import importlib.util
import inspect
import logging
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from corpora.errors import IndexMismatch
from corpora.postings import K1, B, Postings, PostingsBuilder
from corpora.retriever import Ranking
from corpora.tokens import tokenise

__all__ = ["ENGINES", "K1", "B", "Engine", "SparseIndex"]

Engine = Literal["bm25s", "rank_bm25"]
ENGINES: tuple[Engine, ...] = ("bm25s", "rank_bm25")

_COMPILED_FROM = 20_000
"""Texts from which on bm25s is to compile its search with numba, where that is installed: once on a machine that takes
10 s, then 0.3 s a process. Below, NumPy takes less than 0.3 ms a query, so there is nothing to win."""
_MARGIN = 8
"""Rows fetched beyond k, so that few queries need a second look for ties at the edge. Our own choice."""


_FLOAT32, _INT32 = np.dtype(np.float32), np.dtype(np.int32)
_TAKES = (
    "query_tokens_ids_flat",
    "query_pointers",
    "k",
    "sorted",
    "dtype",
    "int_dtype",
    "data",
    "indptr",
    "indices",
    "num_docs",
    "nonoccurrence_array",
    "weight_mask",
)
"""Arguments of the compiled search of bm25s, as this was written for; with others its public way is taken."""
_NOTHING = Ranking.of(())


class _Scorer(Protocol):
    @property
    def vocabulary(self) -> Mapping[str, object]: ...

    def search(self, asked: list[list[str]], k: int) -> list[Ranking]: ...


class _Bm25s:
    """bm25s in its Lucene variant, over postings whose scores were computed at indexing."""

    def __init__(self, postings: Postings) -> None:
        import bm25s

        # bm25s opens its logger at DEBUG when it is imported, which floods an application that logs at that level.
        logging.getLogger("bm25s").setLevel(logging.WARNING)
        self.postings = postings
        self.vocabulary = postings.vocabulary
        self.compiled = postings.total >= _COMPILED_FROM and importlib.util.find_spec("numba") is not None
        index = bm25s.BM25(k1=K1, b=B, method="lucene", backend="numba" if self.compiled else "numpy")
        index.scores = {
            "data": postings.scores,
            "indices": postings.rows,
            "indptr": postings.starts,
            "num_docs": postings.total,
        }
        index.vocab_dict = postings.vocabulary
        index.unique_token_ids_set = range(len(postings.vocabulary))
        index.nonoccurrence_array = None
        self._index = index
        self._compiled_search = _compiled_search() if self.compiled else None

    def search(self, asked: list[list[str]], k: int) -> list[Ranking]:
        numbers = [[self.vocabulary[term] for term in terms] for terms in asked]
        wanted = k + _MARGIN
        if not self.compiled or wanted >= self.postings.total:
            return [_best(self._scores(one), k) for one in numbers]
        return [self._cut(one, *self._found(one, wanted), k) for one in numbers]

    def _found(self, numbers: list[int], wanted: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Rows and scores of the best, in no order; of rows that tie at the edge it is chance which are there."""
        if self._compiled_search is None:
            rows, scores = self._index.retrieve([numbers], k=wanted, sorted=False, show_progress=False)
        else:
            scores, rows = self._compiled_search(
                np.array(numbers, dtype=np.int32),
                np.array([0, len(numbers)], dtype=np.int32),
                wanted,
                False,
                _FLOAT32,
                _INT32,
                self.postings.scores,
                self.postings.starts,
                self.postings.rows,
                self.postings.total,
                None,
                None,
            )
        return rows[0], scores[0]

    def _cut(self, numbers: list[int], rows: NDArray[np.int32], scores: NDArray[np.float32], k: int) -> Ranking:
        order = np.lexsort((rows, -scores))
        least, edge = scores[order[-1]], scores[order[k - 1]]
        if least > 0 and least == edge:
            return _best(self._scores(numbers), k, at_least=edge)  # all that tie at the edge
        return _ranked(rows[order[:k]], scores[order[:k]])

    def _scores(self, numbers: list[int]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = self._index.get_scores_from_ids(numbers)
        return found


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

    def search(self, asked: list[list[str]], k: int) -> list[Ranking]:
        return [_best(self._index.get_scores(terms) / (K1 + 1), k) for terms in asked]


class SparseIndex:
    """A BM25 index over texts.

    score = Σ idf(t) · tf / (tf + k1 · (1 − b + b · length / mean length)), idf = ln(1 + (N − n + ½) / (n + ½)).
    Source: Kamphuis et al. 2020, doi:10.1007/978-3-030-45442-5_4, variant "Lucene (accurate)".
    """

    name = "sparse"

    def __init__(self, texts: Iterable[str], *, engine: Engine = "bm25s") -> None:
        """Index texts in memory.

        Args:
            texts: One text a row; for bm25s they are looked at once, one by one.
            engine: Who computes the scores; both give the same ones to five digits (tested).
        """
        self.engine = engine
        self._scorer: _Bm25s | _RankBm25 | None = None
        if engine == "rank_bm25":
            terms = [tokenise(text) for text in texts]
            self.rows = len(terms)
            if any(terms):  # it cannot index texts without a single term
                self._scorer = _RankBm25(terms)
            return
        builder = PostingsBuilder()
        self.rows = 0
        for text in texts:
            builder.add(tokenise(text))
            self.rows += 1
        postings = builder.finish()
        self._scorer = _Bm25s(postings) if postings else None

    @classmethod
    def open(cls, folder: Path, texts: Sequence[str], *, checked: int = 64) -> "SparseIndex":
        """Map an index that was saved into memory.

        Args:
            folder: What `save` or `PostingsBuilder.finish` wrote into; without a file where no text had a term.
            texts: The texts that it is about.
            checked: Texts that are cut into terms again and looked up, spread evenly: an index of other texts, or one
                made by another tokeniser, is found out by that.

        Raises:
            IndexMismatch: If a file is unreadable, or the index is not one of these texts.
        """
        index = cls(())
        index.rows = len(texts)
        postings = Postings.load(folder, len(texts)) if folder.is_dir() else None
        sample = range(0, len(texts), max(1, -(-len(texts) // checked)))
        for row in sample:
            terms = tokenise(texts[row])
            if terms and (postings is None or not postings.holds(row, terms)):
                raise IndexMismatch(
                    "The index of words was made of other texts or by another tokeniser. Build the index again."
                )
        if postings is not None:
            index._scorer = _Bm25s(postings)
        return index

    @property
    def vocabulary(self) -> Mapping[str, object]:
        """The terms that any text has."""
        return self._scorer.vocabulary if self._scorer is not None else {}

    def search(self, queries: list[str], k: int) -> list[Ranking]:
        """Rank the rows that share a term with each query, best first, ties by row."""
        found = [_NOTHING] * len(queries)
        if self._scorer is None or k < 1:
            return found
        vocabulary = self._scorer.vocabulary
        asked = {
            place: terms
            for place, query in enumerate(queries)
            if (terms := [term for term in tokenise(query) if term in vocabulary])
        }
        if asked:
            for place, ranked in zip(asked, self._scorer.search(list(asked.values()), k), strict=True):
                found[place] = ranked
        return found

    def save(self, folder: Path) -> bool:
        """Write the index in the layout of bm25s; False where the engine has none or there is nothing to write."""
        if not isinstance(self._scorer, _Bm25s):
            return False
        self._scorer.postings.save(folder)
        return True


def _best(scores: NDArray[np.floating], k: int, at_least: float = 0.0) -> Ranking:
    """Rank the rows that score, best first, ties by row."""
    found = np.flatnonzero(scores >= at_least if at_least > 0 else scores > 0)
    if len(found) > k:
        edge = np.partition(scores[found], len(found) - k)[len(found) - k]
        found = found[scores[found] >= edge]
    order = found[np.argsort(-scores[found], kind="stable")][:k]
    return _ranked(order, scores[order])


def _ranked(rows: NDArray[np.integer], scores: NDArray[np.floating]) -> Ranking:
    scoring = int(np.count_nonzero(scores > 0))  # they come best first
    return Ranking(rows[:scoring], scores[:scoring])


def _compiled_search() -> Callable[..., tuple[NDArray[np.float32], NDArray[np.int32]]] | None:
    """Get what bm25s compiles for one thread, without the checks around it, which take as long as a tenth of a search.

    numba is to keep it between processes, as Python does with its own modules. None where another release of bm25s has
    no such function; its public way is taken then.
    """
    retrieving = importlib.import_module("bm25s.numba.retrieve_utils")
    search = getattr(retrieving, "_retrieve_internal_jitted_serial", None)
    if search is None or tuple(inspect.signature(search).parameters) != _TAKES:
        return None
    try:
        search.enable_caching()
    except (AttributeError, RuntimeError):  # no folder that can be written to
        logging.getLogger(__name__).info("numba compiles the search for this process alone")
    compiled: Callable[..., tuple[NDArray[np.float32], NDArray[np.int32]]] = search
    return compiled
