"""A mean over items that come in clusters (questions about one picture, cases of one patient), and how sure it is."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evals.metrics.paired import RESAMPLES, Interval, resampled_interval

__all__ = ["Mean", "clustered_difference", "mean_interval"]


class Mean(NamedTuple):
    """A mean with its percentile interval and its standard error."""

    mean: float
    low: float
    high: float
    error: float
    """Standard error, clusters as the independent units."""
    items: int
    clusters: int

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.3f}, {self.high:.3f}]"


def mean_interval(
    values: Sequence[float],
    clusters: Sequence[str],
    *,
    level: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Mean:
    """Return the mean with a percentile interval from a bootstrap over whole clusters.

    Source: Field and Welsh 2007, doi:10.1111/j.1467-9868.2007.00593.x, section 3.1 (the cluster bootstrap);
    Miller 2024, arXiv 2411.00640, equation 4 (the clustered standard error).

    Args:
        values: One an item, shape (items,).
        clusters: Name of the cluster of each item, in the same order.
        level: Coverage of the interval [0-1].
        resamples: Bootstrap samples [1]; 0 leaves the interval at the mean.
        seed: Of the generator.

    Raises:
        ValueError: If there is no item, or the two differ in length.
    """
    sums, counts = _sums(values, clusters)
    mean = float(sums.sum() / counts.sum())
    error = math.sqrt(float(((sums - counts * mean) ** 2).sum())) / float(counts.sum())
    found = Interval(mean, mean, mean)
    if resamples:
        found = _ratio(sums, counts, mean, level, resamples, seed)
    return Mean(mean, found.low, found.high, error, len(values), len(sums))


def clustered_difference(
    one: Sequence[float],
    other: Sequence[float],
    clusters: Sequence[str],
    *,
    level: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Interval:
    """Return the mean of `one` - `other` over the same items, with an interval from a bootstrap over whole clusters.

    Raises:
        ValueError: If there is no item, or the three differ in length.
    """
    if len(one) != len(other):
        raise ValueError(f"{len(one)} and {len(other)} values; pairs are wanted.")
    differences = [a - b for a, b in zip(one, other, strict=True)]
    sums, counts = _sums(differences, clusters)
    return _ratio(sums, counts, float(sums.sum() / counts.sum()), level, resamples, seed)


def _sums(values: Sequence[float], clusters: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if len(values) != len(clusters) or not values:
        raise ValueError(f"{len(values)} values in {len(clusters)} clusters; one cluster for each value is wanted.")
    _, place = np.unique(np.asarray(clusters, dtype=str), return_inverse=True)
    _, place = np.unique(np.asarray(clusters, dtype=str), return_inverse=True)
    weights = np.asarray(values, dtype=np.float64)
    sums: NDArray[np.float64] = np.bincount(place, weights=weights).astype(np.float64)
    return sums, np.bincount(place).astype(np.float64)


def _ratio(
    sums: NDArray[np.float64], counts: NDArray[np.float64], value: float, level: float, resamples: int, seed: int
) -> Interval:
    return resampled_interval(
        len(sums),
        lambda rows: sums[rows].sum(axis=1) / counts[rows].sum(axis=1),
        value,
        level=level,
        resamples=resamples,
        seed=seed,
    )
