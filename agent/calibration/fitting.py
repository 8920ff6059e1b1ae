"""Fitting a correction of confidences to outcomes, and what it is worth on outcomes it has not seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from agent.calibration.measures import checked, negative_log_likelihood

__all__ = ["FOLDS", "Fitted", "Method", "cross_validated", "fit", "fit_isotonic", "fit_temperature"]

Method = Literal["temperature", "isotonic", "none"]
"""How confidences are corrected."""
_LEAST = 1e-6
"""A confidence is kept this far from 0 and 1 before its logit is taken [1]."""
_COLDEST, _HOTTEST = 0.05, 20.0
"""Between these a temperature is sought [1] (ours): beyond 20, every confidence is within 0.17 of a half anyway."""
_NARROW = 1e-6
"""The search ends when the logarithm of the temperature is known to this [1]."""
_GOLDEN = (5**0.5 - 1) / 2
FOLDS = 5
"""Parts of the cross-validation [1]. Source: Hastie et al., Elements of Statistical Learning, 7.10.1."""
_SEED = 20170617
"""Seed of the order in which groups are dealt into folds: the same file gives the same figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A correction that can be applied: monotone, from [0, 1] to [0, 1]."""

    method: Method
    temperature: float | None = None
    """The logit of a confidence is divided by it [1], for `temperature`."""
    knots: tuple[tuple[float, float], ...] = ()
    """`(confidence, corrected)` with both rising, straight lines between them, for `isotonic`."""

    def __post_init__(self) -> None:
        """Refuse what could not be applied."""
        if self.method == "temperature" and not (self.temperature is not None and 0 < self.temperature < np.inf):
            raise ValueError(f"A temperature is a finite number above 0, not {self.temperature!r}.")
        if self.method == "isotonic":
            values = np.asarray(self.knots, np.float64)
            good = values.ndim == 2 and values.shape[0] > 0 and bool(np.all((values >= 0) & (values <= 1)))
            if not good or np.any(np.diff(values[:, 0]) <= 0) or np.any(np.diff(values[:, 1]) < 0):
                raise ValueError("The knots of an isotonic correction are pairs in 0-1 that rise.")

    def apply(self, confidences: ArrayLike) -> NDArray[np.float64]:
        """Correct confidences.

        Args:
            confidences: Any shape, in [0, 1].

        Returns:
            The same shape, in [0, 1]; equal or larger where the confidence is larger.
        """
        p = np.asarray(confidences, np.float64)
        if self.method == "temperature" and self.temperature is not None:
            return _warmed(p, self.temperature)
        if self.method == "isotonic":
            x, y = np.asarray(self.knots, np.float64).T
            return np.asarray(np.interp(p, x, y), np.float64)
        return p.copy()


def _logit(p: NDArray[np.float64]) -> NDArray[np.float64]:
    p = np.clip(p, _LEAST, 1.0 - _LEAST)
    return np.asarray(np.log(p) - np.log1p(-p), np.float64)


def _warmed(p: NDArray[np.float64], temperature: float) -> NDArray[np.float64]:
    return np.asarray(1.0 / (1.0 + np.exp(-_logit(p) / temperature)), np.float64)


def fit_temperature(confidences: ArrayLike, outcomes: ArrayLike) -> float:
    """The temperature that makes outcomes most likely when the logit of each confidence is divided by it.

    The likelihood has one minimum in 1/T (it is a logistic regression of one weight), so golden-section search over
    log T finds it. It keeps the order of confidences and leaves one half where it is.

    Args:
        confidences: `(n,)` [0-1]; 0 and 1 are taken 1e-6 inside.
        outcomes: `(n,)` 0 or 1.

    Returns:
        The temperature, in 0.05-20; at an end of it where outcomes do not follow the confidences at all.

    Source: Guo et al. 2017, arXiv 1706.04599, section 4.2, for a probability in place of a vector of logits.
    """
    p, y = checked(confidences, outcomes)
    signed = np.where(y == 1, 1.0, -1.0) * _logit(p)

    def cost(log_temperature: float) -> float:
        # log(1 + exp(-x)), without overflow.
        return float(np.mean(np.logaddexp(0.0, -signed / np.exp(log_temperature))))

    low, high = float(np.log(_COLDEST)), float(np.log(_HOTTEST))
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = cost(left), cost(right)
    while high - low > _NARROW:
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = cost(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = cost(right)
    return float(np.exp((low + high) / 2))


def fit_isotonic(confidences: ArrayLike, outcomes: ArrayLike) -> tuple[tuple[float, float], ...]:
    """The rising step function nearest to the outcomes, by pooling neighbours that fall.

    Args:
        confidences: `(n,)` [0-1]; equal ones are pooled first.
        outcomes: `(n,)` 0 or 1.

    Returns:
        `(confidence, share correct)` at the first and last confidence of each pool, rising.

    Source: Zadrozny and Elkan 2002 (KDD); pool adjacent violators, Ayer et al. 1955.
    """
    p, y = checked(confidences, outcomes)
    x, place = np.unique(p, return_inverse=True)
    count = np.bincount(place).astype(np.float64)
    total = np.bincount(place, weights=y)
    pools: list[list[float]] = []
    for at in range(x.size):
        pools.append([x[at], x[at], total[at], count[at]])
        # Shares are compared as products, so that equal ones are not told apart by rounding.
        while len(pools) > 1 and pools[-2][2] * pools[-1][3] >= pools[-1][2] * pools[-2][3]:
            _, last, more, further = pools.pop()
            pools[-1] = [pools[-1][0], last, pools[-1][2] + more, pools[-1][3] + further]
    knots: list[tuple[float, float]] = []
    for first, last, right, number in pools:
        knots.append((float(first), float(right / number)))
        if last > first:
            knots.append((float(last), float(right / number)))
    return tuple(knots)


def fit(method: Method, confidences: ArrayLike, outcomes: ArrayLike) -> Fitted:
    """Fit a correction.

    An isotonic one is kept `1/(n+2)` away from 0 and 1: n outcomes show no more (Laplace's rule of succession).
    """
    p, y = checked(confidences, outcomes)
    if method == "temperature":
        return Fitted(method=method, temperature=fit_temperature(p, y))
    if method == "isotonic":
        least = 1.0 / (p.size + 2)
        knots = tuple((x, min(max(share, least), 1.0 - least)) for x, share in fit_isotonic(p, y))
        return Fitted(method=method, knots=knots)
    return Fitted(method="none")


def cross_validated(
    method: Method,
    confidences: ArrayLike,
    outcomes: ArrayLike,
    *,
    groups: Sequence[str] | None = None,
    folds: int = FOLDS,
    measure: Callable[[ArrayLike, ArrayLike], float] | None = None,
) -> tuple[NDArray[np.float64], float]:
    """Correct each outcome by a fit that has not seen it.

    Args:
        method: Which correction.
        confidences: `(n,)` [0-1].
        outcomes: `(n,)` 0 or 1.
        groups: `(n,)` names of what belongs together, such as a patient: never parted between fit and test.
        folds: Parts [1]; fewer where there are fewer groups.
        measure: Figure to work out over all n; None takes the negative log-likelihood.

    Returns:
        The corrected confidences `(n,)`, and the figure over them.

    Raises:
        ValueError: If there are fewer than two groups.
    """
    p, y = checked(confidences, outcomes)
    names = np.asarray(list(groups) if groups is not None else [str(at) for at in range(p.size)])
    kinds, place = np.unique(names, return_inverse=True)
    if kinds.size < 2:
        raise ValueError("Cross-validation needs at least two groups of outcomes.")
    parts = min(folds, int(kinds.size))
    dealt = np.random.default_rng(_SEED).permutation(kinds.size) % parts
    fold = dealt[place]
    out = np.empty_like(p)
    for at in range(parts):
        test = fold == at
        out[test] = fit(method, p[~test], y[~test]).apply(p[test])
    return out, (measure or negative_log_likelihood)(out, y)
