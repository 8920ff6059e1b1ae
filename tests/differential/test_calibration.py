"""Calibration against scikit-learn, and against a second, plain way of counting."""

import math

import numpy as np
import pytest
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss

from agent.calibration import (
    Fitted,
    brier_score,
    expected_calibration_error,
    fit_isotonic,
    fit_temperature,
    negative_log_likelihood,
    risk_coverage_area,
)

SEEDS = range(40)


def drawn(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Overconfident outcomes, with ties in half of the seeds."""
    rng = np.random.default_rng(seed)
    z = rng.normal(0.5, 1.5, size=int(rng.integers(5, 200)))
    y = (rng.random(z.size) < 1 / (1 + np.exp(-z))).astype(float)
    y[:2] = (0.0, 1.0)
    p = 1 / (1 + np.exp(-2.0 * z))
    return (np.round(p, 1) if seed % 2 else p), y


@pytest.mark.parametrize("seed", SEEDS)
def test_isotonic_is_that_of_scikit_learn(seed: int) -> None:
    p, y = drawn(seed)
    theirs = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(p, y)
    asked = np.linspace(0, 1, 201)
    ours = Fitted(method="isotonic", knots=fit_isotonic(p, y))
    assert np.allclose(ours.apply(asked), theirs.predict(asked), atol=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_temperature_is_a_logistic_regression_of_one_weight(seed: int) -> None:
    p, y = drawn(seed)
    p = np.clip(p, 1e-6, 1 - 1e-6)
    logit = np.log(p / (1 - p)).reshape(-1, 1)
    theirs = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-10, max_iter=1000).fit(logit, y)
    weight = float(theirs.coef_[0, 0])
    ours = fit_temperature(p, y)
    expected = min(20.0, max(0.05, 1 / weight)) if weight > 0 else 20.0
    assert ours == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("seed", SEEDS)
def test_scores_are_those_of_scikit_learn(seed: int) -> None:
    p, y = drawn(seed)
    assert brier_score(p, y) == pytest.approx(brier_score_loss(y, p))
    inside = np.clip(p, 1e-6, 1 - 1e-6)
    assert negative_log_likelihood(p, y) == pytest.approx(log_loss(y, inside))


def plain_ece(p: list[float], y: list[float], bins: int) -> float:
    """Bins by their definition, one outcome at a time."""
    error = 0.0
    for m in range(bins):
        inside = [i for i, c in enumerate(p) if m / bins < c <= (m + 1) / bins or (m == 0 and c == 0.0)]
        if inside:
            accuracy = sum(y[i] for i in inside) / len(inside)
            error += len(inside) / len(p) * abs(accuracy - sum(p[i] for i in inside) / len(inside))
    return error


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("bins", [1, 10, 15])
def test_the_calibration_error_is_that_of_its_definition(seed: int, bins: int) -> None:
    p, y = drawn(seed)
    # Off the edges, where a rounded border would decide.
    p = np.clip(p + 3.1e-5 * (1 + seed), 0, 1)
    assert expected_calibration_error(p, y, bins=bins) == pytest.approx(plain_ece(list(p), list(y), bins))


@pytest.mark.parametrize("seed", SEEDS)
def test_equal_counts_without_ties_are_slices_of_the_sorted_list(seed: int) -> None:
    p, y = drawn(2 * seed)
    pairs = sorted(zip(p, y, strict=True))
    size, extra = divmod(len(pairs), 15)
    error, at = 0.0, 0
    for m in range(15):
        part = pairs[at : at + size + (m < extra)]
        at += len(part)
        error += abs(sum(a - b for a, b in part)) / len(pairs)
    assert expected_calibration_error(p, y, by="mass") == pytest.approx(error)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_area_is_the_mean_of_the_risks(seed: int) -> None:
    p, y = drawn(2 * seed)
    order = sorted(range(len(p)), key=lambda i: -p[i])
    risks = [math.fsum(1 - y[i] for i in order[:k]) / k for k in range(1, len(p) + 1)]
    assert risk_coverage_area(p, y) == pytest.approx(math.fsum(risks) / len(risks))
