"""First-order statistics against values worked out by hand."""

import numpy as np
import pytest

from tools import BadArguments
from tools.measuring.first_order import first_order


def test_by_hand() -> None:
    found = first_order(np.array([[1, 1, 2], [2, 26, 50]]), element=0.5)
    assert found.count == 6
    assert found.energy == 1 + 1 + 4 + 4 + 676 + 2500
    assert found.total_energy == found.energy / 2
    assert (found.minimum, found.maximum, found.range, found.median) == (1, 50, 49, 2)
    # Bins begin at 0, 25 and 50: shares 4/6, 1/6, 1/6.
    assert found.uniformity == pytest.approx(18 / 36)
    assert found.entropy == pytest.approx(4 / 6 * np.log2(6 / 4) + 2 / 6 * np.log2(6))
    assert found.mean == pytest.approx(82 / 6)
    assert found.root_mean_squared == pytest.approx(np.sqrt(3186 / 6))
    assert found.mean_absolute_deviation == pytest.approx((4 * 82 / 6 - 6 + 26 + 50 - 2 * 82 / 6) / 6)
    assert found.standard_deviation**2 == pytest.approx(found.variance)
    # From the 10th percentile (1) to the 90th (38): all but the 50, whose own mean is 6.4.
    assert found.robust_mean_absolute_deviation == pytest.approx((5.4 * 2 + 4.4 * 2 + 19.6) / 5)


def test_a_shift_changes_energy_alone() -> None:
    values = np.array([-100.0, 0.0, 40.0])
    plain, shifted = first_order(values).as_dict(), first_order(values, shift=1000).as_dict()
    assert shifted["energy"] == 900**2 + 1000**2 + 1040**2
    changed = {name for name in plain if plain[name] != shifted[name]}
    assert changed == {"energy", "total_energy", "root_mean_squared"}


@pytest.mark.parametrize("value", [0.0, 7.0, -1000.0, 0.1])
def test_equal_values_have_no_spread(value: float) -> None:
    found = first_order(np.full(50, value))
    assert (found.range, found.entropy, found.uniformity, found.skewness, found.kurtosis) == (0, 0, 1, 0, 0)


def test_bad_values_and_bins_are_refused() -> None:
    for values in (np.array([]), np.array([1.0, np.nan]), np.array([np.inf])):
        with pytest.raises(BadArguments, match="value"):
            first_order(values)
    for width in (0.0, -1.0, float("nan"), float("inf"), 1e-9):
        with pytest.raises(BadArguments, match="bin width"):
            first_order(np.array([1.0, 2.0]), bin_width=width)


def test_two_values_have_none_between_their_percentiles() -> None:
    assert first_order(np.array([0.0, 1.0])).robust_mean_absolute_deviation == 0.5
