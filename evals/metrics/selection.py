"""How good a selection is: precision at a recall that is asked for, over scored items."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Selection", "precision_at_recall", "weighted_precision_at_recall"]


class Selection(NamedTuple):
    """The smallest selection that reaches a recall."""

    precision: float
    recall: float
    threshold: float
    """Items with at least this score are selected."""


def precision_at_recall(scores: ArrayLike, relevant: ArrayLike, recall: float) -> Selection:
    """Select by score, best first, until the recall is reached; items of equal score go together.

    Args:
        scores: Shape (items,).
        relevant: bool, shape (items,).
        recall: Share of the relevant items to reach [0-1].

    Raises:
        ValueError: If no item is relevant, as then no recall can be reached.
    """
    values, truth = np.asarray(scores, dtype=np.float64), np.asarray(relevant, dtype=bool)
    if not truth.any():
        raise ValueError("no item is relevant; leave such a set out.")
    order = np.argsort(-values, kind="stable")
    ranked, hits = values[order], np.cumsum(truth[order])
    last = np.append(ranked[1:] != ranked[:-1], True)  # the last of each group of equal scores
    reached = np.flatnonzero(last & (hits >= recall * truth.sum()))[0]
    return Selection(float(hits[reached] / (reached + 1)), float(hits[reached] / truth.sum()), float(ranked[reached]))


def weighted_precision_at_recall(
    scores: NDArray[np.float64], relevant: NDArray[np.bool_], groups: Sequence[int], drawn: NDArray[np.int64],
    recall: float,
) -> NDArray[np.float64]:
    """Return `precision_at_recall` for resampled groups of items, such as the questions that they belong to.

    Args:
        scores: Shape (items,).
        relevant: Shape (items,).
        groups: Group of each item, from 0.
        drawn: Groups of each sample, shape (samples, groups).
        recall: Share of the relevant items to reach in each sample [0-1].

    Returns:
        Shape (samples,); a sample without a relevant item counts 0.
    """
    order = np.argsort(-scores, kind="stable")
    of_item, truth, ranked = np.asarray(groups)[order], relevant[order], scores[order]
    last = np.append(ranked[1:] != ranked[:-1], True)
    found = np.zeros(len(drawn))
    for place, sample in enumerate(drawn):
        weights = np.bincount(sample, minlength=drawn.shape[1])[of_item]
        hits, taken = np.cumsum(weights * truth), np.cumsum(weights)
        if hits[-1]:
            reached = np.flatnonzero(last & (hits >= recall * hits[-1]))[0]
            found[place] = hits[reached] / taken[reached]
    return found
