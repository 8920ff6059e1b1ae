import numpy as np
import pytest

from evals.metrics.paired import paired_interval, resampled_interval


def test_a_constant_difference_has_an_interval_of_no_width() -> None:
    found = paired_interval([0.5, 0.6, 0.7], [0.25, 0.35, 0.45], resamples=100)
    assert found == pytest.approx((0.25, 0.25, 0.25))
    assert str(found) == "+0.2500 [+0.2500, +0.2500]"


def test_the_interval_covers_the_mean_and_is_that_of_the_seed() -> None:
    rng = np.random.default_rng(1)
    one, other = rng.random(60), rng.random(60)
    found = paired_interval(one, other)
    assert found.low < found.mean < found.high
    assert found == paired_interval(one, other)
    assert paired_interval(other, one).mean == pytest.approx(-found.mean)


def test_its_width_is_that_of_the_normal_approximation() -> None:
    rng = np.random.default_rng(2)
    differences = rng.normal(size=400)
    found = paired_interval(differences, np.zeros(400))
    assert found.high - found.low == pytest.approx(2 * 1.96 * differences.std() / 20, rel=0.08)


@pytest.mark.parametrize(("one", "other"), [([], []), ([1.0], [1.0, 2.0]), ([[1.0]], [[1.0]])])
def test_what_is_no_pair_is_refused(one: list[float], other: list[float]) -> None:
    with pytest.raises(ValueError, match="wanted"):
        paired_interval(one, other)


def test_any_statistic_can_be_resampled() -> None:
    values = np.array([1.0, 2.0, 3.0, 10.0])
    found = resampled_interval(4, lambda rows: np.median(values[rows], axis=1), 2.5, resamples=2000)
    assert found.low >= 1.0
    assert found.high == 10.0
