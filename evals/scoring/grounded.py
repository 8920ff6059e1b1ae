"""Our own RadFact of one report: nothing is left out, failures are told apart, and every figure is defined."""

import math
from collections.abc import Sequence
from typing import Any

import orjson

from evals.errors import DatasetError
from evals.layouts.grounded import grounded_of
from evals.metrics.radfact import Sentence, Verdict, direction, f1, in_evidence
from evals.sample import Prediction, Sample, Score
from evals.scoring.word_entailment import sentences_of, stated

__all__ = ["RULE", "by_words", "reference_of", "words_verdicts", "worth", "written_in"]

RULE = "radfact"
"""Value of `extra["rule"]` of samples that are scored so; `extra["reference"]` holds their reference as JSON."""


def reference_of(sample: Sample) -> tuple[Sentence, ...]:
    """The sentences that are right."""
    return grounded_of(_json(str(sample.extra.get("reference"))), f"sample {sample.id}")


def written_in(prediction: Prediction) -> tuple[Sentence, ...]:
    """The sentences of a report: as JSON, with boxes, where it was written so; its plain sentences otherwise."""
    given = _json(prediction.said)
    if isinstance(given, dict):
        given = given.get("prediction")
    if isinstance(given, list):
        try:
            return grounded_of(given, "the report")
        except DatasetError:
            pass
    return tuple(Sentence(text=one) for one in sentences_of(prediction.answer or prediction.said))


def words_verdicts(sentences: Sequence[Sentence], others: Sequence[Sentence]) -> tuple[Verdict, ...]:
    """Verdicts by shared words, without a model."""
    texts = [one.text for one in others]
    answers = [stated(one.text, texts) for one in sentences]
    return tuple(
        Verdict(entailed=answer == "yes", evidence=places if answer == "yes" else ()) for answer, places in answers
    )


def by_words(sample: Sample, prediction: Prediction) -> Score:
    """Score without a judge."""
    written, reference = written_in(prediction), reference_of(sample)
    return worth(written, reference, words_verdicts(written, reference), words_verdicts(reference, written))


def worth(
    written: Sequence[Sentence], reference: Sequence[Sentence], ours: Sequence[Verdict], theirs: Sequence[Verdict]
) -> Score:
    """Return the logical F1, with precision and recall of each kind beside it.

    A report without sentences is held to say what it should where the reference has none either, and nothing of it
    otherwise. Shares of boxes are left out where nothing has one. Sentences without a verdict count as not following;
    `judge_failed` says how many they are [1].

    Args:
        written: The report.
        reference: What is right.
        ours: Verdicts on the report's sentences.
        theirs: Verdicts on the reference's.
    """
    one = direction(written, ours, reference, in_evidence)
    other = direction(reference, theirs, written, in_evidence)
    empty = float(not written and not reference)
    parts = {
        "logical_precision": _known(one.logical, empty),
        "logical_recall": _known(other.logical, empty),
        "judge_failed": float(one.failed + other.failed),
    }
    for name in ("grounding", "spatial"):
        figures = {"precision": getattr(one, name), "recall": getattr(other, name)}
        parts |= {f"{name}_{what}": value for what, value in figures.items() if not math.isnan(value)}
    value = f1(parts["logical_precision"], parts["logical_recall"])
    return Score(value=value, parts=parts, why=f"{one.sentences} sentences, {other.sentences} in the reference")


def _known(value: float, otherwise: float) -> float:
    return otherwise if math.isnan(value) else value


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
