"""One ranking out of several, by rank alone: scores of different retrievers are not comparable."""

import math
from collections.abc import Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

__all__ = ["RRF_K", "Fused", "reciprocal_rank_fusion"]

RRF_K = 60
"""Damps the lead of first places [1]. Source: Cormack, Clarke and Büttcher 2009, doi:10.1145/1571941.1572114."""

_Id = TypeVar("_Id", str, int)


class Fused(NamedTuple, Generic[_Id]):
    """An id, its fused score and where each retriever had it."""

    id: _Id
    score: float
    """Sum of weight / (k + rank) [1]."""
    ranks: tuple[tuple[str, int], ...]
    """Rank from 1 under each retriever that found it, by name of the retriever."""


def reciprocal_rank_fusion(
    rankings: Mapping[str, Sequence[_Id]],
    *,
    k: float = RRF_K,
    weights: Mapping[str, float] | None = None,
    most: int | None = None,
) -> tuple[Fused[_Id], ...]:
    """Fuse rankings by the sum of weight / (k + rank).

    Args:
        rankings: Ids or rows, best first, for each retriever by name. The order of the retrievers does not matter, and
            of an id that a retriever names twice only the better place counts.
        k: Damping [1], greater than −1.
        weights: Weight of each retriever [1]; 1 where not given.
        most: How many are wanted; all where not given.

    Returns:
        Every id that any retriever found, best first, ties by id.
    """
    ranks: dict[_Id, list[tuple[str, int]]] = {}
    shares: dict[_Id, list[float]] = {}
    for name in sorted(rankings):
        weight = (weights or {}).get(name, 1.0)
        for rank, found in enumerate(dict.fromkeys(rankings[name]), 1):
            ranks.setdefault(found, []).append((name, rank))
            shares.setdefault(found, []).append(weight / (k + rank))
    # fsum rounds once, so the sum does not depend on the order of its terms.
    order = sorted((-math.fsum(parts), found) for found, parts in shares.items())
    return tuple(Fused(found, -score, tuple(ranks[found])) for score, found in order[:most])
