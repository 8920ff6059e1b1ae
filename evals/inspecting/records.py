"""Samples, predictions and scores as JSON values, as they stand in a log, and back."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from evals.errors import RunError
from evals.sample import Box, Prediction, Sample, Score

__all__ = [
    "prediction_of",
    "prediction_record",
    "sample_of",
    "sample_record",
    "score_of",
    "score_record",
]

T = TypeVar("T", Sample, Prediction, Score)

_BOX = "box"
"""Key that marks a box among JSON values."""


def sample_record(sample: Sample) -> dict[str, Any]:
    """A sample as JSON values, without fields that are empty."""
    return _record(sample)


def sample_of(record: Mapping[str, Any]) -> Sample:
    """Take back what `sample_record` wrote."""
    given = {name: _back(value) for name, value in record.items()}
    for name in ("images", "priors"):
        given[name] = tuple(Path(one) for one in given.get(name, ()))
    for name in ("options", "context"):
        given[name] = tuple(given.get(name, ()))
    return _made(Sample, given)


def prediction_record(prediction: Prediction) -> dict[str, Any]:
    """A prediction as JSON values, without fields that are empty."""
    return _record(prediction)


def prediction_of(record: Mapping[str, Any]) -> Prediction:
    """Take back what `prediction_record` wrote."""
    given = {name: _back(value) for name, value in record.items()}
    for name in ("ranked", "boxes"):
        given[name] = tuple(given.get(name, ()))
    return _made(Prediction, given)


def score_record(score: Score) -> dict[str, Any]:
    """A score as JSON values."""
    return _record(score)


def score_of(record: Mapping[str, Any]) -> Score:
    """Take back what `score_record` wrote."""
    return _made(Score, dict(record))


def _record(value: Any) -> dict[str, Any]:
    found = {one.name: getattr(value, one.name) for one in fields(value)}
    return {name: _plain(one) for name, one in found.items() if one not in (None, "", (), {}) or name == "target"}


def _made(kind: type[T], given: dict[str, Any]) -> T:
    try:
        return kind(**given)
    except TypeError as error:
        raise RunError(f"The log holds a {kind.__name__} of another version of this project: {error}.") from None


def _plain(value: Any) -> Any:
    if isinstance(value, Box):
        return {_BOX: [value.x0, value.y0, value.x1, value.y1, value.image]}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Path) else value


def _back(value: Any) -> Any:
    if isinstance(value, Mapping):
        if set(value) == {_BOX}:
            x0, y0, x1, y1, image = value[_BOX]
            return Box(x0=x0, y0=y0, x1=x1, y1=y1, image=image)
        return {key: _back(one) for key, one in value.items()}
    return [_back(one) for one in value] if isinstance(value, list) else value
