"""Calibration: what a confidence has been worth on cases whose truth is known, and how it is corrected by it."""

from agent.calibration.fitting import Fitted, cross_validated, fit, fit_isotonic, fit_temperature
from agent.calibration.measures import (
    Bin,
    brier_score,
    chance_error,
    expected_calibration_error,
    negative_log_likelihood,
    reliability,
    risk_coverage_area,
)
from agent.calibration.outcomes import Outcome, Outcomes, read_outcomes
from agent.calibration.record import MISFIT, Calibration, calibrated, load_calibration, opened, save_calibration

__all__ = [
    "MISFIT",
    "Bin",
    "Calibration",
    "Fitted",
    "Outcome",
    "Outcomes",
    "brier_score",
    "calibrated",
    "chance_error",
    "cross_validated",
    "expected_calibration_error",
    "fit",
    "fit_isotonic",
    "fit_temperature",
    "load_calibration",
    "negative_log_likelihood",
    "opened",
    "read_outcomes",
    "reliability",
    "risk_coverage_area",
    "save_calibration",
]
