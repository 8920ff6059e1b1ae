"""Our own rules: unparsed is wrong and never "A", every failure stays in the denominator, no rule ever guesses."""

import math
import re
from collections.abc import Callable, Mapping, Sequence

from evals.errors import ScoringError
from evals.metrics.boxes import iou
from evals.metrics.ranking import ndcg, recall, reciprocal_rank
from evals.sample import Box, Kind, Prediction, Sample, Score
from evals.scoring.reports import REPORT_RULES
from evals.scoring.words import normalised, token_f1, token_recall

__all__ = ["strict"]

_CUT = 10
"""Places of the headline of `retrieval` [1]: nDCG@10, as BEIR and R2MED report it."""
_OVERLAP = 0.5
"""IoU from which on a box is found [0-1]: the usual PASCAL VOC limit (Everingham et al. 2010)."""
_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][-+]?\d+)?")


def strict(sample: Sample, prediction: Prediction, kind: Kind) -> Score:
    """Say what a prediction is worth by our own rule.

    Args:
        sample: What was asked.
        prediction: What came back for it.
        kind: Of this sample.

    Raises:
        ScoringError: If the two do not belong together, or the target has not the form of the kind.
    """
    if prediction.sample != sample.id:
        raise ScoringError(f"The prediction is for {prediction.sample!r}, the sample is {sample.id!r}.")
    if prediction.outcome != "answered":
        return Score(value=0.0, why=prediction.why or prediction.outcome)
    return _RULES[kind](sample, prediction)


def _choice(sample: Sample, prediction: Prediction) -> Score:
    """All the right letters and no other."""
    target = sample.target if isinstance(sample.target, (list, tuple)) else (sample.target,)
    named = set(re.findall(r"[A-Z]", prediction.answer or ""))
    offered = {chr(ord("A") + place) for place in range(len(sample.options))}
    if not named or not named <= offered:
        return Score(value=0.0, why="no option was named")
    return Score(value=float(named == set(target)), why=f"{'+'.join(sorted(named))}, right is {'+'.join(target)}")


def _open(sample: Sample, prediction: Prediction) -> Score:
    """One of the accepted texts, word for word; shared words are told beside it."""
    accepted = sample.target if isinstance(sample.target, (list, tuple)) else (sample.target,)
    said = prediction.answer or ""
    exact = any(normalised(said) == normalised(str(one)) for one in accepted)
    parts = {
        "token_f1": max(token_f1(said, str(one)) for one in accepted),
        "token_recall": max(token_recall(said, str(one)) for one in accepted),
    }
    return Score(value=float(exact), parts=parts, why=f"right is {accepted[0]}")


def _yes_no(sample: Sample, prediction: Prediction) -> Score:
    """The first word decides, and it must be one of yes, no and maybe."""
    first = normalised(prediction.answer or "").split()[:1]
    if not first or first[0] not in ("yes", "no", "maybe"):
        return Score(value=0.0, why="neither yes nor no")
    return Score(value=float(first[0] == str(sample.target).casefold()), why=f"{first[0]}, right is {sample.target}")


def _number(sample: Sample, prediction: Prediction) -> Score:
    """One number within the limits, or exactly the text of a date or a pair."""
    said = (prediction.answer or "").strip()
    if not isinstance(sample.target, Mapping):
        return Score(value=float(normalised(said) == normalised(str(sample.target))), why=f"right is {sample.target}")
    value = _as_number(said)
    if value is None:
        return Score(value=0.0, why="not one number")
    low, high = float(sample.target["lower"]), float(sample.target["upper"])
    return Score(value=float(low <= value <= high), why=f"{value:g}, right is {low:g} to {high:g}")


def _retrieval(sample: Sample, prediction: Prediction) -> Score:
    """nDCG@10, with what else is usual beside it."""
    grades = {str(one): float(grade) for one, grade in sample.target.items()}
    parts = {
        "recall@100": recall(prediction.ranked, grades, 100),
        "mrr@10": reciprocal_rank(prediction.ranked, grades, _CUT),
    }
    return Score(value=ndcg(prediction.ranked, grades, _CUT), parts=parts)


def _stance(sample: Sample, prediction: Prediction) -> Score:
    """The label, whole."""
    said = normalised(prediction.answer or "")
    return Score(value=float(said == normalised(str(sample.target))), why=f"{said}, right is {sample.target}")


def _grounding(sample: Sample, prediction: Prediction) -> Score:
    """F1 of boxes at IoU 0.5, each used once; the mean best IoU beside it."""
    wanted: Sequence[Box] = sample.target
    overlaps = sorted(
        ((iou(one, other), i, j) for i, one in enumerate(prediction.boxes) for j, other in enumerate(wanted)),
        reverse=True,
    )
    used_one: set[int] = set()
    used_other: set[int] = set()
    for overlap, one, other in overlaps:
        if overlap >= _OVERLAP and one not in used_one and other not in used_other:
            used_one.add(one)
            used_other.add(other)
    total = len(prediction.boxes) + len(wanted)
    best = [max((o for o, _, j in overlaps if j == place), default=0.0) for place in range(len(wanted))]
    mean = math.fsum(best) / len(best) if best else 0.0
    return Score(value=2 * len(used_one) / total if total else 1.0, parts={"mean_iou": mean})


def _report(sample: Sample, prediction: Prediction) -> Score:
    """Without a judge: shared words with the reference, which says how near the words are and not how true.

    A set with a rule of its own for reports (`extra["rule"]`) is scored by the form of it that needs no model.
    """
    own = REPORT_RULES.get(str(sample.extra.get("rule")))
    if own is not None:
        return own(sample, prediction)
    target = sample.target
    reference = " ".join(target.get("must", ())) if isinstance(target, Mapping) else str(target)
    said = prediction.answer or prediction.said
    return Score(value=token_f1(said, reference), parts={"token_recall": token_recall(said, reference)})


def _dialogue(sample: Sample, prediction: Prediction) -> Score:
    """As for a choice where there are options, as for words otherwise."""
    return _choice(sample, prediction) if sample.options else _open(sample, prediction)


def _as_number(said: str) -> float | None:
    found = [one for one in _NUMBER.findall(said) if re.search(r"\d", one)]
    return float(found[0].replace(",", "")) if len(found) == 1 else None


_RULES: dict[Kind, Callable[[Sample, Prediction], Score]] = {
    "choice": _choice,
    "open": _open,
    "yes-no": _yes_no,
    "number": _number,
    "retrieval": _retrieval,
    "stance": _stance,
    "grounding": _grounding,
    "report": _report,
    "dialogue": _dialogue,
}
