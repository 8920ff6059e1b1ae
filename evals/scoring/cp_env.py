"""CP-Env's figures from recorded verdicts of its judge: as published, where what is missing succeeds, and ours.

Source: `calculate_scores`, `process_single_case` and `print_overall_statistics` in codes/evaluation.py of
https://github.com/SPIRAL-MED/CP_ENV (commit e8c31c3).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

__all__ = ["DEFECTS", "PRINTED", "SOURCE", "case_scores", "published_figures"]

SOURCE = "https://github.com/SPIRAL-MED/CP_ENV/blob/main/codes/evaluation.py"
PRINTED = ("WC", "DR@3", "DR@5", "TP", "IS", "LC", "RC", "IC", "RU", "PS", "TI", "ED", "FP")
"""The figures that the script prints, in per cent, in its order."""
DEFECTS = (
    "What is missing has succeeded: a case without a verdict on its course, its diagnoses, its department or its team"
    " gets them in full.",
    "A case whose record cannot be read is dropped, and so are its failures.",
    "A rating above 10 is worth more than everything, one below 0 less than nothing.",
    "A department counts as right where the judge's reply has a 2 anywhere; tests that the judge found none of are"
    " counted as one (both happen before this record is written).",
    "The published command runs the first case of the set only.",
)
_FLAGS = {
    "WC": ("Work_Stream_Completion_WSC", "process_success"),
    "DR": ("Final_Diagnosis_Accuracy_FDA", "diagnosis_correct"),
    "DR@3": ("Diagnosis_Recall@3_DR@3", "diagnosis_correct"),
    "DR@5": ("Diagnosis_Recall@5_DR@5", "diagnosis_correct"),
    "TP": ("Department_Allocation_Accuracy_DAA", "allocation_correct"),
    "MDTRA": ("MDT_Requirement_Identification_Accuracy_MDTRA", "mdt_identified"),
}
_NUMBERS = {
    "IC": ("IoU_of_Medical_Test_IoU@MT", "IoU"),
    "RU": ("Test_Result_Utilization_Rate_TRUR", "rate"),
    "TCA": ("Tool_Call_Accuracy_TCA", "accuracy"),
    "IS": ("Core_Information_Inquiry_Completeness_CIIC", "inquiry_completeness"),
    "CTC": ("Correct_Tool_Calls_CTC", "correct_call_nums"),
    "mdt": ("Tool_Call_Accuracy_TCA", "organize_mdt"),
    "pubmed": ("Tool_Call_Accuracy_TCA", "search_pubmed"),
    "wikipedia": ("Tool_Call_Accuracy_TCA", "search_wikipedia"),
}
_RATINGS = {
    "LC": "Clinical_Logic_Coherence_CLC",
    "PS": "Privacy_Invasion_Prevention_PIP",
    "TME": "Transparency_of_Medical_Explanations_TME",
    "TI": "Individualized_Treatment_Recommendation_Rationality_ITRR",
    "RC": "Medical_Record_Compliance_MRC",
    "ED": "Physician_Patient_Communication_Caring_Effectiveness_PPCCE",
    "FP": "Follow_up_Prognosis_Management_FPM",
}
_TEN = 10.0


def case_scores(record: Mapping[str, Any], *, missing: bool) -> dict[str, float]:
    """Return the figures of one case: flags, shares and ratings [0-1], and calls of tools [1].

    Args:
        record: `objective_metrics` and `subjective_metrics`, as the publishers' judge leaves them.
        missing: What a verdict is taken for that is not there: True as published, False as we hold it.

    Raises:
        TypeError, ValueError, AttributeError, OverflowError: Where the script would give the case up.
    """
    objective, subjective = record.get("objective_metrics", {}), record.get("subjective_metrics", {})
    flags = {short: objective.get(name, {}).get(key, missing) for short, (name, key) in _FLAGS.items()}
    numbers = {short: float(objective.get(name, {}).get(key, 0.0)) for short, (name, key) in _NUMBERS.items()}
    ratings = {short: float(subjective.get(name, {}).get("score", 0) / _TEN) for short, name in _RATINGS.items()}
    return {short: 1.0 if value else 0.0 for short, value in flags.items()} | numbers | ratings


def published_figures(replies: Sequence[str]) -> dict[str, float]:
    """Return means over the cases that have a record, in per cent; nan where none has one.

    Args:
        replies: Recorded verdicts, a JSON object each.
    """
    found = [one for one in map(_scores, replies) if one is not None]
    means = {name: sum(one[name] for one in found) / len(found) if found else float("nan") for name in PRINTED}
    return {name: 100 * value for name, value in means.items()} | {
        "cases": len(found),
        "dropped": len(replies) - len(found),
    }


def _scores(said: str) -> dict[str, float] | None:
    try:
        record = orjson.loads(said)
        return case_scores(record, missing=True) if record else None
    except (orjson.JSONDecodeError, TypeError, ValueError, AttributeError, OverflowError):
        return None
