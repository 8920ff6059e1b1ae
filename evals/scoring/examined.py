"""Our own cross-examination of one summary, and the form of it that needs no model."""

from collections.abc import Sequence

from evals.metrics.cross_examination import Examination, Question, examination
from evals.sample import Prediction, Sample, Score
from evals.scoring.word_entailment import sentences_of, stated

__all__ = ["RULE", "by_words", "examined_by_words", "source_of", "summary_of", "worth"]

RULE = "cross-examination"
"""Value of `extra["rule"]` of samples that are scored so; what was summarised is in `extra["source"]`."""


def source_of(sample: Sample) -> str:
    """The text that was to be summarised."""
    return str(sample.extra.get("source", ""))


def summary_of(prediction: Prediction) -> str:
    """The summary that was written."""
    return prediction.answer or prediction.said


def examined_by_words(source: str, summary: str) -> Examination:
    """Examine without a model: each sentence of a text is a question to the other, whose answer at home is yes.

    Other words for the same thing are not known to it, so that coverage and consistency are lower bounds.
    """
    ours, theirs = sentences_of(source), sentences_of(summary)
    of_source = [Question(text=one, source="yes", summary=stated(one, theirs)[0]) for one in ours]
    of_summary = [Question(text=one, source=stated(one, ours)[0], summary="yes") for one in theirs]
    return examination(of_source, of_summary, len(source.split()), len(summary.split()))


def by_words(sample: Sample, prediction: Prediction) -> Score:
    """Score without a judge."""
    return worth(examined_by_words(source_of(sample), summary_of(prediction)))


def worth(found: Examination) -> Score:
    """Return the mean of coverage, conformity and consistency, with all four figures beside it.

    What could not be asked is 0: a summary that says nothing covers nothing and is no better for contradicting nothing.
    """
    named = {one: getattr(found, one) for one in ("coverage", "conformity", "consistency")}
    parts = {one: value for one, value in named.items() if value is not None}
    if found.conciseness is not None:
        parts["conciseness"] = found.conciseness
    parts["judge_failed"] = float(found.failed)
    return Score(value=_mean([value or 0.0 for value in named.values()]), parts=parts, why=_told(parts))


def _told(parts: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.2f}" for name, value in parts.items() if name != "judge_failed")


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
