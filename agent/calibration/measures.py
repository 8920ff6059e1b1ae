"""How far confidences are from what they were worth: arrays in, numbers out."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Bin",
    "brier_score",
    "chance_error",
    "checked",
    "expected_calibration_error",
    "negative_log_likelihood",
    "reliability",
    "risk_coverage_area",
]

BINS = 15
"""Bins of the expected calibration error [1]. Source: Guo et al. 2017, arXiv 1706.04599, section 5 (M = 15)."""
_LEAST = 1e-6
"""A confidence is kept this far from 0 and 1 in a logarithm [1], so that one miss costs at most 13.8 nats."""


class Bin(NamedTuple):
    """Outcomes of about the same confidence."""

    low: float
    high: float
    outcomes: int
    confidence: float
    """Mean [0-1]; 0 in an empty bin."""
    accuracy: float
    """Share that was correct [0-1]; 0 in an empty bin."""


def checked(confidences: ArrayLike, outcomes: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Confidences and outcomes as arrays.

    Args:
        confidences: `(n,)`, each in [0, 1].
        outcomes: `(n,)`, 1 or True where the answer was correct, else 0.

    Returns:
        Both as `(n,)` float64.

    Raises:
        ValueError: If they differ in length, are empty, or hold anything else.
    """
    p = np.asarray(confidences, np.float64)
    y = np.asarray(outcomes, np.float64)
    if p.ndim != 1 or p.shape != y.shape or p.size == 0:
        raise ValueError(f"Confidences {p.shape} and outcomes {y.shape} must be two lists of one length, not empty.")
    if not np.all((p >= 0) & (p <= 1)):
        raise ValueError("A confidence lies outside 0-1.")
    if not np.all((y == 0) | (y == 1)):
        raise ValueError("An outcome is neither 0 nor 1.")
    return p, y


def reliability(
    confidences: ArrayLike, outcomes: ArrayLike, *, bins: int = BINS, by: Literal["width", "mass"] = "width"
) -> tuple[Bin, ...]:
    """Outcomes in bins of their confidence.

    Args:
        confidences: `(n,)` [0-1].
        outcomes: `(n,)` 0 or 1.
        bins: How many [1].
        by: Bins of equal width, `((m-1)/M, m/M]` with 0 in the first; or of as equal a count as possible, where equal
            confidences may part.

    Returns:
        The bins from low to high; none for bins of equal count that would be empty.

    Source: Guo et al. 2017, arXiv 1706.04599, section 2; Nguyen and O'Connor 2015, arXiv 1508.05154 (equal counts).
    """
    p, y = checked(confidences, outcomes)
    if bins < 1:
        raise ValueError(f"bins must be at least 1, got {bins!r}.")
    if by == "mass":
        order = np.argsort(p, kind="stable")
        parts: Sequence[NDArray[np.intp]] = [one for one in np.array_split(order, bins) if one.size]
        return tuple(_bin(p[one].min(), p[one].max(), p[one], y[one]) for one in parts)
    edges = np.linspace(0.0, 1.0, bins + 1)
    place = np.clip(np.searchsorted(edges, p, side="left") - 1, 0, bins - 1)
    return tuple(_bin(edges[m], edges[m + 1], p[place == m], y[place == m]) for m in range(bins))


def _bin(low: float, high: float, p: NDArray[np.float64], y: NDArray[np.float64]) -> Bin:
    if not p.size:
        return Bin(float(low), float(high), 0, 0.0, 0.0)
    return Bin(float(low), float(high), int(p.size), float(p.mean()), float(y.mean()))


def expected_calibration_error(
    confidences: ArrayLike, outcomes: ArrayLike, *, bins: int = BINS, by: Literal["width", "mass"] = "width"
) -> float:
    """Mean distance [0-1] between confidence and accuracy over the bins of `reliability`, weighted by their counts.

    Source: Naeini et al. 2015 (AAAI), equation 1; Guo et al. 2017, arXiv 1706.04599, equation 3.
    """
    found = reliability(confidences, outcomes, bins=bins, by=by)
    total = sum(one.outcomes for one in found)
    return float(sum(one.outcomes * abs(one.accuracy - one.confidence) for one in found) / total)


def chance_error(confidences: ArrayLike, *, bins: int = BINS, draws: int = 200) -> float:
    """The calibration error that exact confidences would show by chance [0-1]: the mean over outcomes drawn from them.

    A figure near it says nothing against the confidences; with few outcomes it is large.

    Args:
        confidences: `(n,)` [0-1].
        bins: As in `expected_calibration_error`.
        draws: Sets of outcomes drawn [1], with a fixed seed.

    Source: Vaicenavicius et al. 2019, arXiv 1902.06977, section 4 (consistency resampling).
    """
    p = np.asarray(confidences, np.float64)
    drawn = np.random.default_rng(0).random((draws, p.size)) < p
    return float(np.mean([expected_calibration_error(p, one, bins=bins) for one in drawn]))


def brier_score(confidences: ArrayLike, outcomes: ArrayLike) -> float:
    """Mean squared distance [0-1] between confidence and outcome. Source: Brier 1950, for one class."""
    p, y = checked(confidences, outcomes)
    return float(np.mean((p - y) ** 2))


def negative_log_likelihood(confidences: ArrayLike, outcomes: ArrayLike) -> float:
    """Mean negative log-likelihood of the outcomes [nat]; confidences are kept 1e-6 away from 0 and 1."""
    p, y = checked(confidences, outcomes)
    p = np.clip(p, _LEAST, 1.0 - _LEAST)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log1p(-p)))


def risk_coverage_area(confidences: ArrayLike, outcomes: ArrayLike) -> float:
    """Mean error rate [0-1] of the surest k answers, over every k from 1 to n; lower is better.

    Equal confidences share their errors evenly, so that the order of the file does not matter.

    Source: Geifman and El-Yaniv 2017, arXiv 1705.08500 (risk and coverage); Ding et al. 2020 (area under the curve).
    """
    p, y = checked(confidences, outcomes)
    values, place = np.unique(-p, return_inverse=True)
    wrong = np.bincount(place, weights=1.0 - y, minlength=values.size) / np.bincount(place, minlength=values.size)
    spread = wrong[np.sort(place)]
    return float(np.mean(np.cumsum(spread) / np.arange(1, p.size + 1)))
