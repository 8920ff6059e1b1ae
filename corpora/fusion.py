"""One ranking out of several, by rank alone: scores of different retrievers are not comparable."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

__all__ = ["RRF_K", "Fused", "reciprocal_rank_fusion"]

RRF_K = 60
"""Damps the lead of first places [1]. Source: Cormack, Clarke and Büttcher 2009, doi:10.1145/1571941.1572114."""


class Fused(NamedTuple):
    """An id, its fused score and where each retriever had it."""

    id: str
    score: float
    """Sum of weight / (k + rank) [1]."""
    ranks: tuple[tuple[str, int], ...]
    """Rank from 1 under each retriever that found it, by name of the retriever."""


def reciprocal_rank_fusion(
    rankings: Mapping[str, Sequence[str]], *, k: float = RRF_K, weights: Mapping[str, float] | None = None
) -> tuple[Fused, ...]:
    """Fuse rankings by the sum of weight / (k + rank).

    Args:
        rankings: Ids, best first, for each retriever by name. The order of the retrievers does not matter, and of an
            id that a retriever names twice only the better place counts.
        k: Damping [1], greater than −1.
        weights: Weight of each retriever [1]; 1 where not given.

    Returns:
        Every id that any retriever found, best first, ties by id.
    """
    places: dict[str, dict[str, int]] = {}
    for name in sorted(rankings):
        rank = 0
        for found in rankings[name]:
            if name not in places.setdefault(found, {}):
                rank += 1
                places[found][name] = rank
    weight = weights or {}
    # fsum rounds once, so the sum does not depend on the order of its terms.
    fused = [
        Fused(
            found,
            math.fsum(weight.get(name, 1.0) / (k + rank) for name, rank in ranks.items()),
            tuple(ranks.items()),
        )
        for found, ranks in places.items()
    ]
    return tuple(sorted(fused, key=lambda item: (-item.score, item.id)))
