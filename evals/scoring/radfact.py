"""RadFact as its publishers compute it, from a report and the recorded verdicts of the judging model.

Sources: src/radfact/metric/radfact.py (commit 3099376), metric/schema.py, llm_utils/nli/schema.py and
llm_utils/text_utils.py (commit e01157b), llm_utils/nli/processor.py (commit 73e171b), metric/box_metrics.py and
cli/run_radfact.py (commit 6faecba) of https://github.com/microsoft/RadFact.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from evals.errors import DatasetError
from evals.layouts.grounded import grounded_of
from evals.metrics.coverage import Region, covered_pixels
from evals.metrics.radfact import Direction, Sentence, Verdict, direction

__all__ = ["DEFECTS", "FIGURES", "SOURCE", "published_figures", "published_sample"]

SOURCE = "https://github.com/microsoft/RadFact/blob/main/src/radfact/metric/radfact.py"
DEFECTS = (
    "A call of the judge that fails counts as not following; `num_llm_failures` is printed beside the figures.",
    "A report whose verdicts are no valid record (evidence that stands in no sentence of the other report) is left out"
    " of every mean, and so is a report without sentences, or without boxes, where its share is undefined: an empty"
    " report costs no precision.",
    "The F1 divides by the sum of precision and recall: where both are 0 the script stops. That figure is nan here.",
    "More than half of the pixels must be covered: exactly half is not enough, though the guide says at least half. A"
    " box thinner than a pixel of the 224 x 224 grid has no pixel, and is never found.",
    "Sentences with the same words get the verdict of the first of them, and evidence with the same words its boxes.",
    "The command makes 10 bootstrap samples, however many are asked for.",
)
FIGURES = ("logical", "spatial", "grounding")
_ENTAILED, _NOT_ENTAILED = "entailment", "not_entailment"
_GRID = 224
"""Width and height of the grid that boxes are drawn on [px]: the default of the metric."""
_LIMIT = 0.5
"""Share of pixels that must be more than reached [0-1]: the default of the metric."""


def published_sample(said: str, reference: Sequence[Sentence]) -> tuple[Direction, Direction] | None:
    """Score one report: precision from the report's sentences, recall from the reference's.

    Args:
        said: A JSON object with `prediction`, the sentences that were written with their boxes, and `output`, the
            record of the judge: `phrases_A_evidenced` for them and `phrases_B_evidenced` for the reference's
            sentences, each `{"phrase", "evidence", "status"}`. A verdict that is `null` is a failed call.
        reference: The sentences that are right.

    Returns:
        None where the script finds no valid record.
    """
    try:
        record = orjson.loads(said)
        written = grounded_of(record["prediction"], "prediction")
        output = record["output"]
        ours = _verdicts(output["phrases_A_evidenced"], written, reference)
        theirs = _verdicts(output["phrases_B_evidenced"], reference, written)
    except (orjson.JSONDecodeError, DatasetError, KeyError, TypeError, ValueError):
        return None
    return (
        direction(written, ours, reference, _located),
        direction(reference, theirs, written, _located),
    )


def published_figures(samples: Sequence[tuple[Direction, Direction] | None]) -> dict[str, float]:
    """Return the figures of a set: `logical_precision` and so on, means over reports without those that are nan."""
    valid = [one for one in samples if one is not None]
    figures: dict[str, float] = {}
    for name in FIGURES:
        # The script gives 0, not nan, where no report is valid.
        precision = _nanmean([getattr(written, name) for written, _ in valid]) if valid else 0.0
        recall = _nanmean([getattr(wanted, name) for _, wanted in valid]) if valid else 0.0
        both = precision + recall
        figures |= {
            f"{name}_precision": precision,
            f"{name}_recall": recall,
            f"{name}_f1": 2 * precision * recall / both if both else float("nan"),
        }
    return figures | {
        "num_samples": len(valid),
        "num_llm_failures": sum(one.failed + other.failed for one, other in valid),
        "num_invalid_processed_samples": len(samples) - len(valid),
    }


def _verdicts(given: Any, sentences: Sequence[Sentence], others: Sequence[Sentence]) -> list[Verdict]:
    """The verdict of each sentence, found by its words; a record that the publishers' schema refuses raises."""
    if len(given) != len(sentences):
        raise ValueError("A verdict for each sentence is wanted.")
    by_words = [
        (sentence.text, None) if one is None else (str(one["phrase"]), one)
        for sentence, one in zip(sentences, given, strict=True)
    ]
    texts = {sentence.text for sentence in sentences}
    if texts != {phrase for phrase, _ in by_words}:
        raise ValueError("The verdicts are of other sentences.")
    found = {_same(phrase): _verdict(one, others) for phrase, one in reversed(by_words)}
    return [found[_same(sentence.text)] for sentence in sentences]


def _verdict(one: Mapping[str, Any] | None, others: Sequence[Sentence]) -> Verdict:
    if one is None or one["status"] not in (_ENTAILED, _NOT_ENTAILED):
        return Verdict(entailed=None)
    follows = one["status"] == _ENTAILED
    if follows and not one["evidence"]:
        # The schema refuses it, so that the call counts as failed.
        return Verdict(entailed=None)
    known = {_same(other.text) for other in others}
    if any(_same(str(text)) not in known for text in one["evidence"]):
        raise ValueError("Evidence stands in no sentence of the other report.")
    return Verdict(entailed=follows, evidence=tuple(_nearest(str(text), others) for text in one["evidence"]))


def _nearest(text: str, others: Sequence[Sentence]) -> int:
    words = [_same(other.text) for other in others]
    return words.index(_same(text))


def _same(text: str) -> str:
    """A sentence without what does not tell it from another: case, runs of spaces, dashes, its last mark."""
    folded = re.sub(r"[-–—]", "", re.sub(r"\s+", " ", text.lower().strip()))
    return re.sub(r"[.:!?]$", "", folded)


def _located(boxes: Sequence[Region], evidence: Sequence[Region]) -> bool:
    return covered_pixels(boxes, evidence, _GRID) > _LIMIT


def _nanmean(values: Sequence[float]) -> float:
    known = [one for one in values if not math.isnan(one)]
    return math.fsum(known) / len(known) if known else float("nan")
