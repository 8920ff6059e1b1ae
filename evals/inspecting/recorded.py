"""What a log says of each sample: read one at a time, without its conversation."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from inspect_ai.log import (
    EvalLog,
    EvalSample,
    EvalSampleSummary,
    read_eval_log,
    read_eval_log_sample_summaries,
    read_eval_log_samples_by_id,
)

from evals.errors import RunError
from evals.inspecting.records import prediction_of, sample_of, score_of
from evals.sample import Prediction, Sample, Score

__all__ = ["Recorded", "ended", "header", "read_log"]

_HEAVY = {"messages", "events", "attachments", "output", "store", "timelines"}
"""What of a sample in a log is not needed for a report."""
_AT_ONCE = 128
"""Samples read together [1]: the file is opened once for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One sample of a log."""

    sample: Sample
    prediction: Prediction
    score: Score
    error: str | None = None
    """What kept it from being worked on, where a bug or an interruption did; it is done again at a resume."""


def header(path: Path) -> EvalLog:
    """The head of a log, also of one that was cut off.

    Raises:
        RunError: If it cannot be read.
    """
    try:
        return read_eval_log(str(path), header_only=True)
    except (OSError, ValueError, KeyError) as error:
        raise RunError(f"{path} is no log that can be read: {error}.") from None


def read_log(path: Path) -> Iterator[Recorded]:
    """Read the samples of a log, whole or cut off, in the order of the log.

    Raises:
        RunError: If it is no log of this project.
    """
    names = [(one.id, one.epoch) for one in _summaries(path)]
    for start in range(0, len(names), _AT_ONCE):
        for one in read_eval_log_samples_by_id(str(path), names[start : start + _AT_ONCE], exclude_fields=_HEAVY):
            yield recorded(one, path)


def ended(path: Path) -> dict[str, bool]:
    """The ids of a log, whole or cut off, in its order, and whether each was worked on to its end.

    Raises:
        RunError: If it cannot be read.
    """
    return {str(one.id): one.error is None and bool(one.scores) for one in _summaries(path)}


def _summaries(path: Path) -> list[EvalSampleSummary]:
    try:
        return read_eval_log_sample_summaries(str(path))
    except (OSError, ValueError, KeyError) as error:
        raise RunError(f"{path} is no log that can be read: {error}.") from None


def recorded(one: EvalSample, place: object) -> Recorded:
    """Read a sample of a log."""
    if "sample" not in one.metadata:
        raise RunError(f"{place} is no log of this project: sample {one.id!r} has no record of ours.")
    sample = sample_of(one.metadata["sample"])
    score = next(iter((one.scores or {}).values()), None)
    if one.error is not None or score is None or score.metadata is None:
        why = one.error.message if one.error is not None else "it was cut off"
        failed = Prediction(sample=sample.id, outcome="transport", why=f"error: {why[:300]}")
        return Recorded(sample=sample, prediction=failed, score=Score(value=0.0, why=failed.why), error=why)
    return Recorded(
        sample=sample,
        prediction=prediction_of(score.metadata["prediction"]),
        score=score_of(score.metadata["score"]),
    )
