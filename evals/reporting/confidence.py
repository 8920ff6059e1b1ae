"""How far the confidences of a run can be believed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agent.calibration import (
    brier_score,
    chance_error,
    expected_calibration_error,
    reliability,
    risk_coverage_area,
)
from evals.inspecting.recorded import Recorded

__all__ = ["Calibrated", "calibrated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated:
    """Confidences against what they were worth."""

    answers: int
    """Answers that came with a confidence [1]."""
    ece: float
    """Expected calibration error [0-1]."""
    ece_by_chance: float
    """What exact confidences would show with as many answers [0-1]."""
    brier: float
    aurc: float
    """Area under the risk-coverage curve [0-1]; lower is better."""
    bins: tuple[tuple[float, float, int, float, float], ...]
    """Low, high, answers, mean confidence, accuracy of each."""
    curve: tuple[tuple[float, float], ...]
    """Coverage of all samples, and error rate among those covered, surest first."""


def calibrated(rows: Sequence[Recorded]) -> Calibrated | None:
    """Work out how far confidences can be believed; None where no answer has one, or worth is not right or wrong."""
    given = [one for one in rows if one.prediction.outcome == "answered" and one.prediction.confidence is not None]
    if not given or any(one.score.value not in (0.0, 1.0) for one in given):
        return None
    sure = np.array([one.prediction.confidence for one in given], dtype=np.float64).clip(0.0, 1.0)
    right = np.array([one.score.value for one in given])
    return Calibrated(
        answers=len(given),
        ece=expected_calibration_error(sure, right),
        ece_by_chance=chance_error(sure),
        brier=brier_score(sure, right),
        aurc=risk_coverage_area(sure, right),
        bins=tuple((one.low, one.high, one.outcomes, one.confidence, one.accuracy) for one in reliability(sure, right)),
        curve=_curve(sure, right, len(rows)),
    )


def _curve(sure: np.ndarray, right: np.ndarray, total: int) -> tuple[tuple[float, float], ...]:
    """Points where the confidence changes: answers of one confidence are covered together."""
    order = np.argsort(-sure, kind="stable")
    wrong = np.cumsum(1.0 - right[order])
    ends = np.flatnonzero(np.append(np.diff(sure[order]) != 0, True))
    return tuple((float((end + 1) / total), float(wrong[end] / (end + 1))) for end in ends)
