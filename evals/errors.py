"""The errors of this package.

EvalsError
├── DatasetError      published files that are missing, in another layout, or not as many as published
├── UnknownBenchmark  no benchmark has this name
├── RunError          a run that cannot be started, resumed or compared
└── ScoringError      a prediction and a target that do not belong to one another
"""

__all__ = ["DatasetError", "EvalsError", "RunError", "ScoringError", "UnknownBenchmark"]


class EvalsError(Exception):
    """What this package raises."""


class DatasetError(EvalsError):
    """The files of a benchmark are missing, in another layout, or not as many as were published."""


class UnknownBenchmark(EvalsError):
    """No benchmark has this name."""


class RunError(EvalsError):
    """A run cannot be started, resumed or compared."""


class ScoringError(EvalsError):
    """A prediction and a target do not belong to one another."""
