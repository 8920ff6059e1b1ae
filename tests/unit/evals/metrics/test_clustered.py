import numpy as np
import pytest

from evals.metrics.clustered import clustered_difference, mean_interval


def test_items_of_one_cluster_make_the_interval_wider_than_independent_ones() -> None:
    values = [1.0] * 50 + [0.0] * 50
    apart = mean_interval(values, [str(n) for n in range(100)])
    together = mean_interval(values, [str(n // 10) for n in range(100)])
    assert apart.mean == together.mean == 0.5
    assert together.high - together.low > 2 * (apart.high - apart.low)
    assert together.clusters == 10


def test_without_clusters_the_error_is_that_of_a_mean() -> None:
    values = [0.0, 1.0, 1.0, 0.0, 1.0, 0.5]
    found = mean_interval(values, list("abcdef"), resamples=0)
    assert found.error == pytest.approx(float(np.std(values)) / len(values) ** 0.5)
    assert (found.low, found.high) == (found.mean, found.mean)


def test_the_order_of_items_does_not_matter() -> None:
    values, clusters = [1.0, 0.0, 1.0, 1.0], ["b", "a", "a", "c"]
    again = mean_interval(values[::-1], clusters[::-1], resamples=500)
    assert again == mean_interval(values, clusters, resamples=500)


def test_a_difference_that_every_cluster_shows_is_beyond_chance() -> None:
    found = clustered_difference([1.0] * 20, [0.0] * 20, [str(n // 2) for n in range(20)], resamples=200)
    assert tuple(found) == (1.0, 1.0, 1.0)


def test_lengths_must_fit() -> None:
    with pytest.raises(ValueError, match="pairs"):
        clustered_difference([1.0], [], ["a"])
    with pytest.raises(ValueError, match="cluster"):
        mean_interval([1.0], [])
