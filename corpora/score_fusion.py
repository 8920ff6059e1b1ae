"""One ranking out of words and meaning by their scores, brought to one scale for the question."""

import math
from collections.abc import Mapping, Sequence

from corpora.fusion import Fused

__all__ = ["DENSE_SHARE", "convex_combination"]

DENSE_SHARE = 0.8
"""Weight of the cosine in a convex combination [0-1]. Our own choice, fixed before anything was measured with it:
scaled from -1, cosines differ little, so they need the larger weight to count as much as BM25 scores."""
_LEAST = {"sparse": 0.0, "dense": -1.0}
"""Least score that a retriever can give [1]: no shared term for BM25, the opposite direction for a cosine."""


def convex_combination(
    rankings: Mapping[str, Sequence[tuple[str, float]]], *, dense_share: float = DENSE_SHARE
) -> tuple[Fused[str], ...]:
    """Fuse BM25 scores and cosines as share · cosine' + (1 − share) · BM25', each brought to 0-1 for the question.

    score' = (score − least) / (best − least), with the least score that is possible and the best one that was found.
    Source: Bruch, Gai and Ingber 2023, arXiv:2210.11934, who find convex combinations better than fusion by rank. What
    one retriever did not find counts there as its last one found, which is the most that it can have.

    Args:
        rankings: Ids with scores, best first, of `sparse` and `dense`; one of them alone keeps its order.
        dense_share: Weight of `dense` [0-1].

    Returns:
        Every id that any retriever found, best first, ties by id.
    """
    scaled: dict[str, dict[str, float]] = {}
    for name in sorted(rankings):
        found = dict(reversed([(one, float(score)) for one, score in rankings[name]]))
        best, least = max(found.values(), default=0.0), _LEAST[name]
        scaled[name] = {one: (score - least) / (best - least) if best > least else 0.0 for one, score in found.items()}
    weights = {"dense": dense_share, "sparse": 1.0 - dense_share} if len(scaled) > 1 else dict.fromkeys(scaled, 1.0)
    last = {name: min(scores.values(), default=0.0) for name, scores in scaled.items()}
    places = {name: {one: place for place, (one, _) in enumerate(ranked, 1)} for name, ranked in rankings.items()}
    fused = [
        Fused(
            one,
            math.fsum(weights[name] * scores.get(one, last[name]) for name, scores in scaled.items()),
            tuple((name, places[name][one]) for name in scaled if one in places[name]),
        )
        for one in dict.fromkeys(one for scores in scaled.values() for one in scores)
    ]
    return tuple(sorted(fused, key=lambda item: (-item.score, item.id)))
