"""How RadRBench-CXR is scored: the right answer anywhere in what was said, and shares of judged reasoning steps.

Source: eval/accuracy_eval.py (the branch of Qwen-VL, which asks no judge) and `main` in eval/reasoning_eval.py of
https://github.com/MAGIC-AI4Med/ChestX-Reasoner (commit 9a8a00d).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["DEFECTS", "SOURCE", "answer_right", "reasoning_figures"]

SOURCE = "https://github.com/MAGIC-AI4Med/ChestX-Reasoner/blob/main/eval/accuracy_eval.py"
DEFECTS = (
    "An answer is right if it stands anywhere in the reply: `A` is right wherever a capital A is, as in `Atelectasis`.",
    "A reply without an answer between its tags is dropped from the total.",
    "The publishers' own models are scored the other way round: there the reply must stand in the answer.",
    "For models that have no branch of their own a judge is asked, and the total is never counted, so that their"
    " accuracy is always 0.",
)
_TAGGED = re.compile(r"<answer>(.*?)</answer>", re.DOTALL)
_OPEN, _CLOSE = "<answer>", "</answer>"


def answer_right(said: str, answer: str) -> bool | None:
    """Return whether a reply counts as right.

    Args:
        said: The reply.
        answer: The letter, or the words where no options are given.

    Returns:
        None where the reply is dropped.
    """
    if _OPEN in said and _CLOSE in said:
        found = _TAGGED.search(said)
        said = " ".join(found.group(1).split()) if found else ""
    elif _OPEN in said:
        said = said.rsplit(_OPEN, maxsplit=1)[-1].strip()
    return answer in said if said and answer else None


def reasoning_figures(records: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return recall, precision and efficiency of reasoning, and RadRScore, their mean, from a judge's records.

    A record with nothing to count is worth 0 in that figure; one that lacks a field is left out of the total, but
    what was added up before the field was missed stays in the sum, as in the script. Figures may exceed 1, as the
    judge's counts are not checked.

    Args:
        records: With `gt_key_finding` and `pred_key_finding` (each with the list `key_conclusion`), `recall_res`
            (`recalled_count`), `precision_res` (`correct_count`) and `efficiency` (`effective_count`,
            `ineffective_count`).
    """
    sums = {"recall": 0.0, "precision": 0.0, "efficiency": 0.0}
    valid = 0
    for one in records:
        try:
            wanted = len(one["gt_key_finding"]["key_conclusion"])
            if wanted:
                sums["recall"] += one["recall_res"]["recalled_count"] / wanted
            said = len(one["pred_key_finding"]["key_conclusion"])
            if said:
                sums["precision"] += one["precision_res"]["correct_count"] / said
            effective, other = one["efficiency"]["effective_count"], one["efficiency"]["ineffective_count"]
            if effective + other > 0:
                sums["efficiency"] += effective / (effective + other)
            valid += 1
        except (KeyError, TypeError):
            continue
    figures = {name: value / valid if valid else 0.0 for name, value in sums.items()}
    return figures | {"radrscore": sum(figures.values()) / len(figures), "valid": valid}
