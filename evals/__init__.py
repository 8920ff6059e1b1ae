"""How good the agent is: benchmarks, metrics and the local servers that tests and benchmarks share."""

from evals.benchmark import Benchmark, Official
from evals.catalogue import benchmark, names
from evals.errors import DatasetError, EvalsError, RunError, ScoringError, UnknownBenchmark
from evals.sample import Box, Prediction, Sample, Score

__all__ = [
    "Benchmark",
    "Box",
    "DatasetError",
    "EvalsError",
    "Official",
    "Prediction",
    "RunError",
    "Sample",
    "Score",
    "ScoringError",
    "UnknownBenchmark",
    "benchmark",
    "names",
]
