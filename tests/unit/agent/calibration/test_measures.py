import numpy as np
import pytest

from agent.calibration import (
    Fitted,
    chance_error,
    cross_validated,
    expected_calibration_error,
    fit,
    fit_temperature,
    negative_log_likelihood,
    risk_coverage_area,
)


def test_the_calibration_error_of_a_worked_example() -> None:
    # Two bins of ten: 0.9 twice with one right (0.4 off), 0.2 twice with none right (0.2 off): 0.3 on the mean.
    assert expected_calibration_error([0.9, 0.9, 0.2, 0.2], [1, 0, 0, 0], bins=10) == pytest.approx(0.3)


def test_the_area_under_risk_and_coverage_of_a_worked_example() -> None:
    # Risks 0, 1/2, 1/3.
    assert risk_coverage_area([0.9, 0.8, 0.1], [1, 0, 1]) == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)
    # Equal confidences share their one error: half a one each.
    assert risk_coverage_area([0.8, 0.8], [1, 0]) == pytest.approx(0.5)


def test_exact_confidences_are_off_by_chance_the_less_the_more_there_are() -> None:
    # One bin of n coins: the mean of |share - 1/2| is sqrt(1 / (2 pi n)).
    for many in (50, 500):
        assert chance_error(np.full(many, 0.5), draws=2000) == pytest.approx((2 * np.pi * many) ** -0.5, rel=0.05)
    assert chance_error([0.0, 1.0]) == 0.0


def test_a_miss_at_full_confidence_costs_a_finite_sum() -> None:
    assert negative_log_likelihood([1.0], [0]) == pytest.approx(-np.log(1e-6))


def test_twice_too_sure_has_a_temperature_of_two() -> None:
    truth = np.repeat([0.6, 0.75, 0.9], 1000)
    y = np.concatenate([np.arange(1000) < round(1000 * share) for share in (0.6, 0.75, 0.9)])
    sure = 1 / (1 + np.exp(-2 * np.log(truth / (1 - truth))))
    assert fit_temperature(sure, y) == pytest.approx(2.0, rel=1e-4)
    assert expected_calibration_error(fit("temperature", sure, y).apply(sure), y) < 1e-3


@pytest.mark.parametrize(("outcome", "end"), [(0, 20.0), (1, 0.05)])
def test_outcomes_that_leave_no_minimum_end_the_search_at_its_border(outcome: int, end: float) -> None:
    assert fit_temperature([0.9, 0.8], [outcome, outcome]) == pytest.approx(end, rel=1e-3)


def test_isotonic_claims_no_more_than_the_outcomes_show() -> None:
    assert fit("isotonic", [0.1, 0.9], [0, 1]).apply([0.0, 1.0]) == pytest.approx([0.25, 0.75])


@pytest.mark.parametrize(
    ("p", "y"), [([], []), ([0.5], [0, 1]), ([1.5], [1]), ([0.5], [2]), ([float("nan")], [1]), ([[0.5]], [[1]])]
)
def test_what_is_no_list_of_outcomes_is_refused(p: list[float], y: list[int]) -> None:
    with pytest.raises(ValueError, match=r"Confidences|confidence|outcome"):
        expected_calibration_error(p, y)


def test_other_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="bins"):
        expected_calibration_error([0.5], [1], bins=0)
    with pytest.raises(ValueError, match="two groups"):
        cross_validated("temperature", [0.5, 0.6], [1, 0], groups=["a", "a"])
    with pytest.raises(ValueError, match="temperature"):
        Fitted(method="temperature", temperature=float("inf"))
