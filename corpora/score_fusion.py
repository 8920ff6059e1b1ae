"""One ranking out of words and meaning by their scores, brought to one scale for the question."""

from collections.abc import Mapping

import numpy as np

from corpora.fusion import Fused, Pool
from corpora.retriever import Ranking

__all__ = ["DENSE_SHARE", "convex_combination"]

DENSE_SHARE = 0.8
"""Weight of the cosine in a convex combination [0-1]. Our own choice, fixed before anything was measured with it:
scaled from -1, cosines differ little, so they need the larger weight to count as much as BM25 scores."""
_LEAST = {"sparse": 0.0, "dense": -1.0}
"""Least score that a retriever can give [1]: no shared term for BM25, the opposite direction for a cosine."""


def convex_combination(
    rankings: Mapping[str, Ranking], *, dense_share: float = DENSE_SHARE, most: int | None = None
) -> list[Fused[int]]:
    """Fuse BM25 scores and cosines as share · cosine' + (1 − share) · BM25', each brought to 0-1 for the question.

    score' = (score − least) / (best − least), with the least score that is possible and the best one that was found.
    Source: Bruch, Gai and Ingber 2023, arXiv:2210.11934, who find convex combinations better than fusion by rank. What
    one retriever did not find counts there as its last one found, which is the most that it can have.

    Args:
        rankings: Rows with scores, best first, each once, of `sparse` and `dense`; one alone keeps its order.
        dense_share: Weight of `dense` [0-1].
        most: How many are wanted; all where not given.

    Returns:
        Rows that any retriever found, best first, ties by row.

    Raises:
        ValueError: If a retriever goes by another name: what its scores mean is not known.
    """
    if rankings.keys() - _LEAST.keys():
        raise ValueError(f"scores of {sorted(rankings)} cannot be fused, only those of {sorted(_LEAST)}; fuse by rank.")
    pool = Pool(rankings)
    weights = {"dense": dense_share, "sparse": 1.0 - dense_share} if len(pool.names) > 1 else {}
    fused = np.zeros(len(pool.rows))
    for name, places in zip(pool.names, pool.places, strict=True):
        scores = rankings[name].scores.astype(np.float64)
        if not len(scores):
            continue
        best, least = float(scores[0]), _LEAST[name]
        scaled = (scores - least) / (best - least) if best > least else np.zeros(len(scores))
        share = np.full(len(fused), scaled[-1])
        share[places] = scaled
        fused += weights.get(name, 1.0) * share
    return pool.best(fused, most)
