"""MEDIC's cross-examination as its publishers compute it, from the recorded answers of the judging model.

Source: `calculate_scores` and `calculate_summary_reduction` in cross_examination_framework/QAG.py and the end of
`perform_cross_examination` in main.py (commit 1041f10) of https://github.com/m42-health/cross-examination-framework.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from evals.scoring.nltk_words import nltk_words

__all__ = ["DEFECTS", "FIGURES", "SOURCE", "published_scores"]

SOURCE = "https://github.com/m42-health/cross-examination-framework/blob/main/cross_examination_framework/QAG.py"
FIGURES = ("coverage", "conformity", "consistency", "conciseness", "overall")
DEFECTS = (
    "Only the exact word IDK is an answer that is missing: a failed call and `IDK.` count as answers, and cover.",
    "Answers are compared letter by letter: `Yes` contradicts `YES`.",
    "A question that the source does not answer but the summary does costs conformity, though it is no contradiction;"
    " one that neither answers is left out.",
    "Coverage and consistency count any answer, also a contradicting one.",
    "Where no question is left, a figure is 0; where none could be made, it is -1 and is left out of `overall`.",
    "The answer that came with a question is not used: the text that it was made from is asked again.",
    "Conciseness is in per cent, is below 0 for a summary that is longer than its source, and is no part of `overall`.",
)
_IDK = "IDK"
_NOT_ASKED = -1.0
_SOURCE_QUESTIONS, _SUMMARY_QUESTIONS = "answers_of_summary", "answers_of_source"

Answers = Sequence[Mapping[str, Any]]


def published_scores(said: str, source: str) -> dict[str, float] | None:
    """Score one recorded examination.

    Args:
        said: A JSON object with `generated_document`, the summary; `answers_of_summary`, the questions made from the
            source, and `answers_of_source`, those made from the summary: each a list of `{"question", "predicted",
            "gold"}`, where `gold` is what the text says that the question was made from, or null where no questions
            could be made.
        source: The text that was summarised.

    Returns:
        None where it is no such record.
    """
    try:
        record = orjson.loads(said)
        summary = record["generated_document"]
        ours, theirs = _list(record[_SOURCE_QUESTIONS]), _list(record[_SUMMARY_QUESTIONS])
        figures = {
            "coverage": _covered(ours),
            "conformity": _conform(ours),
            "consistency": _covered(theirs),
        }
        words = len(nltk_words(source))
        conciseness = 100 * (words - len(nltk_words(summary))) / words
    except (orjson.JSONDecodeError, KeyError, TypeError, ZeroDivisionError):
        return None
    valid = [one for one in figures.values() if one >= 0]
    return figures | {"conciseness": conciseness, "overall": sum(valid) / len(valid) if valid else 0.0}


def _list(given: Any) -> Answers | None:
    if given is not None and not isinstance(given, list):
        raise TypeError("A list of answers is wanted.")
    return given


def _covered(answers: Answers | None) -> float:
    """Of the questions that the text they were made from answers, the share that the other text answers too."""
    if answers is None:
        return _NOT_ASKED
    asked = [one for one in answers if one["gold"] != _IDK]
    return sum(one["predicted"] != _IDK for one in asked) / len(asked) if asked else 0.0


def _conform(answers: Answers | None) -> float:
    if answers is None:
        return _NOT_ASKED
    total = len(answers) - sum(one["gold"] == _IDK and one["predicted"] == _IDK for one in answers)
    # Not answered counts as conforming; what only the summary answers does not.
    conforming = sum(one["gold"] != _IDK and one["predicted"] in (_IDK, one["gold"]) for one in answers)
    return conforming / total if total else 0.0
