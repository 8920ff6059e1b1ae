"""Recorded texts examined without a run: reports against references (RadFact), summaries against their sources."""

import asyncio
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from langchain_core.language_models import BaseChatModel

from evals.errors import DatasetError
from evals.judging import judged
from evals.layouts.grounded import grounded_of
from evals.records import read_json, read_jsonl
from evals.sample import Prediction, Sample, Score
from evals.scoring import examined, grounded, strict

__all__ = ["Examined", "examine", "pairs_in"]

_REPORT, _SUMMARY = ("prediction", "target"), ("original_document", "generated_document")


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What a file of texts is worth."""

    rule: str
    """Which rule it was: `radfact` or `cross-examination`."""
    texts: int
    score: float
    """Mean over all texts [0-1]; a text at which the judge failed is worth 0."""
    judge_failed: int
    """Texts at which the judge failed in anything [1]."""
    figures: Mapping[str, float]
    """Means over the texts that have the figure."""


def pairs_in(path: Path) -> Iterator[tuple[Sample, Prediction]]:
    """Yield the texts of a file with what they are held against.

    Args:
        path: JSON (a list) or JSON Lines; rows with `prediction` and `target`, lists of sentences with boxes, or with
            `original_document` and `generated_document`, texts.

    Raises:
        DatasetError: If a row has neither, or its report has another layout.
    """
    rows = read_jsonl(path) if path.suffix == ".jsonl" else read_json(path)
    if isinstance(rows, Mapping):
        raise DatasetError(f"{path}: a list of rows is wanted.")
    for number, row in enumerate(rows, 1):
        yield _pair(row, str(number), f"{path}, row {number}")


def examine(pairs: Sequence[tuple[Sample, Prediction]], judge: BaseChatModel | None = None) -> Examined:
    """Score recorded texts.

    Args:
        pairs: All of one rule, as `pairs_in` yields them.
        judge: Any chat model; None goes by shared words.

    Raises:
        DatasetError: If there is none, or their rules differ.
    """
    rules = sorted({str(sample.extra["rule"]) for sample, _ in pairs})
    if len(rules) != 1:
        raise DatasetError(f"Texts of one rule are wanted, got {', '.join(rules) or 'none'}.")
    worth = [(prediction, strict(sample, prediction, "report")) for sample, prediction in pairs]
    if judge is not None:
        worth = asyncio.run(_judged(pairs, worth, judge))
    parts: dict[str, list[float]] = defaultdict(list)
    for _, score in worth:
        for name, value in score.parts.items():
            parts[name].append(value)
    return Examined(
        rule=rules[0],
        texts=len(worth),
        score=_mean([score.value for _, score in worth]),
        judge_failed=sum(prediction.outcome == "judge" for prediction, _ in worth),
        figures={name: _mean(values) for name, values in parts.items() if name != "judge_failed"},
    )


async def _judged(
    pairs: Sequence[tuple[Sample, Prediction]], worth: Sequence[tuple[Prediction, Score]], judge: BaseChatModel
) -> list[tuple[Prediction, Score]]:
    return [
        await judged(sample, prediction, score, judge)
        for (sample, _), (prediction, score) in zip(pairs, worth, strict=True)
    ]


def _pair(row: Any, key: str, place: str) -> tuple[Sample, Prediction]:
    if isinstance(row, dict) and set(_REPORT) <= set(row):
        for name in _REPORT:
            grounded_of(row[name], place)
        said = orjson.dumps(row["prediction"]).decode()
        extra = {"rule": grounded.RULE, "reference": orjson.dumps(row["target"]).decode()}
    elif isinstance(row, dict) and all(isinstance(row.get(name), str) for name in _SUMMARY):
        said = row["generated_document"]
        extra = {"rule": examined.RULE, "source": row["original_document"]}
    else:
        raise DatasetError(f"{place}: {' and '.join(_REPORT)}, or {' and '.join(_SUMMARY)}, are wanted.")
    return Sample(id=key, question="?", target="", extra=extra), Prediction(sample=key, outcome="answered", said=said)


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)
