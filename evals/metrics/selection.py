"""How good a selection is: precision at a recall that is asked for, over scored items."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Selection", "precision_at_recall", "resampled_precision"]

_ROUNDING = 1e-9
"""A recall such as 0.6 · 5 may lie a rounding error above the whole number that it is [1]."""


class Selection(NamedTuple):
    """The smallest selection that reaches a recall."""

    precision: float
    recall: float
    threshold: float
    """Items with at least this score are selected."""


def precision_at_recall(scores: ArrayLike, relevant: ArrayLike, recall: float, *, missed: int = 0) -> Selection | None:
    """Select by score, best first, until the recall is reached; items of equal score go together.

    Args:
        scores: Shape (items,).
        relevant: bool, shape (items,).
        recall: Share of the relevant items to reach [0-1].
        missed: Relevant items that are not among these, and count for the recall [1].

    Returns:
        None where the recall cannot be reached.

    Raises:
        ValueError: If no item is relevant.
    """
    values, truth = np.asarray(scores, dtype=np.float64), np.asarray(relevant, dtype=bool)
    total = int(truth.sum()) + missed
    if not total:
        raise ValueError("no item is relevant; leave such a set out.")
    order, last = _order(values)
    hits = np.cumsum(truth[order])
    reached = np.flatnonzero(last & (hits >= recall * total - _ROUNDING))
    if not len(reached):
        return None
    place = reached[0]
    return Selection(float(hits[place] / (place + 1)), float(hits[place] / total), float(values[order][place]))


def resampled_precision(
    scores: NDArray[np.float64],
    relevant: NDArray[np.bool_],
    groups: NDArray[np.int64],
    missed: NDArray[np.int64],
    drawn: NDArray[np.int64],
    recall: float,
) -> NDArray[np.float64]:
    """Return `precision_at_recall` for resampled groups of items, such as the questions that they belong to.

    Args:
        scores: Shape (items,).
        relevant: Shape (items,).
        groups: Group of each item, from 0, shape (items,).
        missed: Relevant items of each group that are not among these, shape (groups,).
        drawn: Groups of each sample, shape (samples, groups).
        recall: Share of the relevant items to reach in each sample [0-1].

    Returns:
        Shape (samples,); 0 for a sample in which the recall cannot be reached.
    """
    order, last = _order(scores)
    of_item, truth = groups[order], relevant[order]
    found = np.zeros(len(drawn))
    for place, sample in enumerate(drawn):
        times = np.bincount(sample, minlength=len(missed))
        weights = times[of_item]
        hits, taken = np.cumsum(weights * truth), np.cumsum(weights)
        total = (hits[-1] if len(hits) else 0) + int((times * missed).sum())
        reached = np.flatnonzero(last & (hits >= recall * total - _ROUNDING)) if total else np.zeros(0, dtype=np.int64)
        found[place] = hits[reached[0]] / max(1, taken[reached[0]]) if len(reached) else 0.0
    return found


def _order(values: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The places best first, and which of them end a group of equal scores."""
    order = np.argsort(-values, kind="stable")
    ranked = values[order]
    return order, np.append(ranked[1:] != ranked[:-1], True) if len(ranked) else np.zeros(0, dtype=bool)
