"""The rule of MIRAGE: a letter is looked for in ten ways, and where none fits the answer is "A".

Source: `locate_answer` in src/utils.py and `evaluate` in src/evaluate.py of
https://github.com/Teddy-XiongGZ/MIRAGE (commit 224ebe9).
"""

import re
from collections.abc import Mapping

from evals.benchmark import Official, Scored
from evals.scoring.shares import shares

__all__ = ["MIRAGE", "mirage_letter"]

_FIELD = '"answer_choice": "'
"""What stands before the letter in the JSON that MIRAGE asks for; without it the whole reply is searched."""

_WAYS = tuple(
    re.compile(pattern)
    for pattern in (
        r"^\s*([ABCD])$",
        r"^\s*([ABCD]) or",
        r"^\s*([ABCD]) and",
        r"^\s*([ABCD])/",
        r"^\s*([ABCD]),",
        r"[Oo]ption ([ABCD])",
        r":\s*([ABCD])",
        r"^\s*([ABCD])\.",
        r'^\s*([ABCD])"',
        r"^\s*([ABCD]):",
    )
)
"""In this order; the first that fits decides."""

_FALLBACK = "A"


def mirage_letter(said: str) -> str:
    """Return the letter that MIRAGE reads from a reply."""
    searched = said.rsplit(_FIELD, maxsplit=1)[-1].strip()
    for way in _WAYS:
        found = way.search(searched)
        if found:
            return found.group(1)
    return _FALLBACK


def _score(scored: Scored) -> Mapping[str, float]:
    return shares((sample, mirage_letter(prediction.said) == sample.target) for sample, prediction in scored)


MIRAGE = Official(
    score=_score,
    source="https://github.com/Teddy-XiongGZ/MIRAGE/blob/main/src/utils.py",
    defects=(
        'A reply without a letter, and an empty one, counts as "A": an error is right wherever A is.',
        "Any capital A to D after a colon counts, so that `Note: Because …` is B.",
        "Of `A or C` the first is taken.",
        "A letter in brackets, `(C)`, is not seen and counts as A.",
    ),
)
"""Shared by MedQA, MMLU-medical, MedMCQA and BioASQ as MIRAGE runs them."""
