"""How K-QA reads its judge and counts: which statements an answer entails, and which it contradicts.

Source: run_eval.py (commit 3434b51) and evaluation/metrics.py (commit baa1aae) of https://github.com/Itaymanes/K-QA.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["RULE", "SOURCE", "Judgements", "kqa_figures", "kqa_listed", "kqa_verdict"]

SOURCE = "https://github.com/Itaymanes/K-QA/blob/main/evaluation/metrics.py"
RULE = "statements"
"""Value of `extra["rule"]` by which a judge is asked of each statement apart."""
_QUESTIONS = 201
"""What the published figures are divided by [1], however many questions were answered."""
_LAST = 20
"""Characters at the end of a judge's reply in which its verdict is looked for [1]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgements:
    """What the judge replied for the statements of one question."""

    entails: Sequence[str]
    """Whether the answer entails each statement that it must hold."""
    contradicts: Sequence[str]
    """Whether it contradicts each of those, then each that is nice to have."""


def kqa_verdict(reply: str) -> bool:
    """Whether a reply says yes: `true`, in capitals or not, among its last characters, also as `untrue`."""
    return "true" in reply.lower()[-_LAST:]


def kqa_listed(reply: str) -> bool:
    """Whether a statement is listed as contradicted: `True` anywhere in the reply, as in `It is not True`."""
    return "True" in reply


def kqa_figures(rows: Sequence[Judgements]) -> Mapping[str, float]:
    """Return `comp` and `hall` over all 201 questions and, as `_norm`, over those answered.

    Args:
        rows: One a question that was answered. A question without statements that it must hold adds nothing, and is
            left out of `comp_norm`.
    """
    recalls = [sum(map(kqa_verdict, row.entails)) / len(row.entails) for row in rows if row.entails]
    listed = sum(kqa_listed(reply) for row in rows for reply in row.contradicts)
    return {
        "comp": sum(recalls) / _QUESTIONS,
        "comp_norm": sum(recalls) / len(recalls) if recalls else 0.0,
        "hall": listed / _QUESTIONS,
        "hall_norm": listed / len(rows) if rows else 0.0,
    }
