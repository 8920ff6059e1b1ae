"""The one way a corpus is searched: retrievers, fusion, repeats, priors, reranking, diversity; each can be left out.

Rows are fused, and a passage is read from its file when it is known to be wanted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from corpora.document import Hit, Passage
from corpora.fusion import RRF_K, Fused, fuse_rows
from corpora.mmr import diversified
from corpora.near_duplicates import near_duplicates
from corpora.priors import Priors, with_priors
from corpora.rerank import Reranker, rerank
from corpora.retriever import Ranked, Ranking, Retriever
from corpora.score_fusion import convex_combination
from corpora.tokens import tokenise

__all__ = ["DEFAULT_K", "Plan", "Searched", "find", "find_many"]

DEFAULT_K = 16
"""Hits a search gives [1]. Source: depth of retrieval in the scripts of Yale-BIDS-Chen-Lab/medical-rag, k = 16."""
_FAN_OUT = 100
"""Rows that each retriever puts up for fusion at least [1]: max(2 k, 100). Source: MedRAG, arXiv:2402.13178."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The steps of a search. As it stands: every retriever that there is, fused, and nothing more."""

    fusion: Literal["auto", "rank", "score"] = "auto"
    """By rank (`corpora.fusion`) or by score (`corpora.score_fusion`). `auto`: by score where there are words and
    cosines, which is where it was measured; by rank where `rrf_k` or `weights` ask for it, and for other scores.
    Source: `python benchmarks/retrieval_quality.py FOLDER` with MiniLM: nDCG@10 on 809 claims of SciFact 0.738 by
    score, 0.713 by rank, 0.701 for words alone; by score it is better than words by 0.037 [0.025, 0.050], by rank by
    0.012 [-0.003, 0.027]; on 33 questions of LiveQA 0.678, 0.648 and 0.475."""
    rrf_k: float = RRF_K
    """Damping of the fusion by rank [1]: 60 by its authors, 100 by MedRAG."""
    weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """Weight of each retriever by name, `sparse` and `dense` [1]; 1 where not given, 0 leaves one out."""
    drop_repeats: bool = False
    """Whether a passage that nearly repeats a better one is left out."""
    priors: Priors | None = None
    """What kind, age and replacement of a source weigh; None: nothing."""
    reranker: Reranker | None = None
    """Reads the first hits together with the question; None: nobody."""
    rerank_depth: int = 50
    """Hits that the reranker reads [1]."""
    balance: float | None = None
    """Relevance against novelty [0-1], see `corpora.mmr`; None: by relevance alone."""

    def __post_init__(self) -> None:
        """Refuse what would not be used."""
        if self.fusion == "score" and self.asks_for_ranks:
            raise ValueError(
                "Fusion by score has a share of its own; rrf_k, and weights other than 0 and 1, are for fusion by rank."
            )

    @property
    def asks_for_ranks(self) -> bool:
        """Whether something is set that only a fusion by rank can do."""
        return self.rrf_k != RRF_K or any(weight not in {0, 1} for weight in self.weights.values())


class Searched(Protocol):
    """What can be searched: passages in the order of their ids, and retrievers whose row r is the r-th of them."""

    @property
    def passages(self) -> Sequence[Passage]:
        """Read one by one, when they are wanted."""

    @property
    def sparse(self) -> Retriever:
        """Finds by words."""

    @property
    def dense(self) -> Retriever | None:
        """Finds by meaning."""

    @property
    def sketches(self) -> NDArray[np.uint64] | None:
        """Of the passages, where they were made (`corpora.sketches`): repeats are found fast with them."""


_AS_IT_STANDS = Plan()


def find(
    corpus: Searched, words: str, *, meaning: str | None = None, k: int = DEFAULT_K, plan: Plan | None = None
) -> tuple[Hit, ...]:
    """Find the passages that answer a question, best first.

    Args:
        corpus: Where to look.
        words: What is searched for by words. Without a single word that can be searched for there are no hits.
        meaning: What is searched for by meaning, and read by a reranker; the words where not given.
        k: Most hits wanted; none for 0 and less.
        plan: The steps.
    """
    return find_many(corpus, (words,), meanings=None if meaning is None else (meaning,), k=k, plan=plan)[0]


def find_many(
    corpus: Searched,
    words: Sequence[str],
    *,
    meanings: Sequence[str] | None = None,
    k: int = DEFAULT_K,
    plan: Plan | None = None,
) -> tuple[tuple[Hit, ...], ...]:
    """Search for several questions at once, each retriever asked once; each result is what `find` gives for it."""
    steps = plan or _AS_IT_STANDS
    asked = list(words if meanings is None else meanings)
    if len(asked) != len(words):
        raise ValueError(f"{len(words)} questions were given with {len(asked)} meanings; one for each is wanted.")
    hits: list[tuple[Hit, ...]] = [()] * len(words)
    open_ones = [place for place, text in enumerate(words) if k > 0 and tokenise(text)]
    if not open_ones:
        return tuple(hits)
    fan_out = max(2 * k, _FAN_OUT)
    texts = {corpus.sparse.name: [words[place] for place in open_ones]}
    retrievers = [corpus.sparse]
    if corpus.dense is not None:
        retrievers.append(corpus.dense)
        texts[corpus.dense.name] = [asked[place] for place in open_ones]
    used = [one for one in retrievers if steps.weights.get(one.name, 1.0) > 0]
    found = {one.name: one.search(texts[one.name], fan_out) for one in used}
    by_score = steps.fusion == "score" or (steps.fusion == "auto" and not steps.asks_for_ranks and _comparable(used))
    for number, place in enumerate(open_ones):
        rankings = {name: ranked[number] for name, ranked in found.items()}
        hits[place] = chosen(corpus, rankings, asked[place], k, steps, by_score=by_score)
    return tuple(hits)


def chosen(
    corpus: Searched,
    rankings: Mapping[str, Sequence[Ranked]],
    question: str,
    k: int,
    steps: Plan,
    *,
    by_score: bool,
) -> tuple[Hit, ...]:
    """Fuse what the retrievers found for a question, and take the steps that follow.

    Args:
        corpus: Where the passages are.
        rankings: Of each retriever by name.
        question: What a reranker reads.
        k: Most hits wanted [1].
        steps: What to do.
        by_score: Whether scores are fused rather than ranks.
    """
    pool = {name: Ranking.of(ranked) for name, ranked in rankings.items()}
    looks_at_all = steps.priors is not None or steps.balance is not None
    depth = k if steps.reranker is None else max(k, steps.rerank_depth)

    def fused(most: int | None) -> list[Fused[int]]:
        if by_score:
            return convex_combination(pool, most=most)
        return fuse_rows(pool, k=steps.rrf_k, weights=steps.weights, most=most)

    wanted = None if looks_at_all else depth
    hits = _distinct(corpus, fused, wanted) if steps.drop_repeats else _read(corpus, fused(wanted))
    if steps.priors is not None:
        hits = with_priors(hits, steps.priors)
    if steps.reranker is not None:
        hits = rerank(question, hits, steps.reranker, depth=steps.rerank_depth)
    return hits[:k] if steps.balance is None else _diversified(hits, k, steps.balance)


def _comparable(used: Sequence[Retriever]) -> bool:
    """Say whether words and cosines are what is to be fused."""
    return len(used) > 1 and all(one.name == "sparse" or getattr(one, "gives_cosines", False) for one in used)


def _read(corpus: Searched, fused: Sequence[Fused[int]]) -> tuple[Hit, ...]:
    at = getattr(
        corpus.passages, "at", corpus.passages.__getitem__
    )  # a file of passages need not check rows that it gave itself
    return tuple([Hit(passage=at(row), score=score, ranks=ranks) for row, score, ranks in fused])


def _distinct(corpus: Searched, fused: Callable[[int | None], list[Fused[int]]], wanted: int | None) -> tuple[Hit, ...]:
    """Leave out what nearly repeats a better one; what comes after the last that is wanted is not read."""
    kept: list[Hit] = []
    rows: list[int] = []
    done, best = 0, fused(wanted)
    while done < len(best):
        read = [*kept, *_read(corpus, best[done:])]
        of = [*rows, *(one.id for one in best[done:])]
        done = len(best)
        sketches = None if corpus.sketches is None else corpus.sketches[of]
        repeats = near_duplicates([hit.passage.text for hit in read], sketches=sketches)
        kept = [hit for place, hit in enumerate(read) if place not in repeats]
        rows = [row for place, row in enumerate(of) if place not in repeats]
        if wanted is not None and len(kept) < wanted:
            best = fused(done + wanted - len(kept))
    return tuple(kept)


def _diversified(hits: tuple[Hit, ...], k: int, balance: float) -> tuple[Hit, ...]:
    """Likeness is the cosine of the sets of terms, relevance falls by rank from 1, so that no vectors are needed."""
    terms = [frozenset(tokenise(hit.passage.text)) for hit in hits]
    columns = {term: place for place, term in enumerate(sorted(frozenset().union(*terms)))}
    vectors = np.zeros((len(hits), max(1, len(columns))))
    for row, one in enumerate(terms):
        vectors[row, [columns[term] for term in one]] = 1.0 / np.sqrt(max(1, len(one)))
    relevance = 1.0 - np.arange(len(hits)) / max(1, len(hits))
    return tuple(hits[place] for place in diversified(relevance, vectors, k, balance=balance))
