"""The rule of MedXpertQA: behind the words that lead to it, the first option letter that stands alone.

Source: the branch without examples of `answer_cleansing` in eval/utils.py of
https://github.com/TsinghuaC3I/MedXpertQA, read in two ports of it that agree. It is meant for the second reply, which
is asked for with "Therefore, among A through J, the answer is".
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.benchmark import Official, Scored
from evals.layouts.choices import LETTERS, letter_of, options_of, without_options
from evals.records import field_of, one_of, read_jsonl
from evals.sample import Sample
from evals.scoring.shares import shares

__all__ = ["first_letter", "medxpertqa_official", "medxpertqa_samples"]

_GROUPS = ("question_type", "medical_task", "body_system")
_LEAD = " answer is "
"""What the answer stands behind where the question's own words are not repeated; the first place counts."""
_ECHOES = ("I understand", "A through J", "A through E", "A through D")
"""Words whose capitals are no answer, taken away."""


def first_letter(said: str, number: int) -> str:
    """Return the letter that the rule reads from a reply.

    Args:
        said: The reply.
        number: Of options [1].

    Returns:
        One letter, empty where none of so many stands alone.
    """
    trigger = f"Therefore, among A through {LETTERS[number - 1]}, the answer is"
    lead = next((one for one in (trigger, _LEAD) if one in said), None)
    text = said.split(lead)[1] if lead else said
    for echo in _ECHOES:
        text = text.replace(echo, "")
    found = re.search(rf"\b([{LETTERS[:number]}])\b", text)
    return found.group(1) if found else ""


def _score(scored: Scored) -> Mapping[str, float]:
    judged = [
        (sample, first_letter(prediction.said, len(sample.options)) == sample.target) for sample, prediction in scored
    ]
    return shares(judged, *_GROUPS)


def medxpertqa_official() -> Official:
    """Return the published rule."""
    return Official(
        score=_score,
        source="https://github.com/TsinghuaC3I/MedXpertQA/blob/main/eval/utils.py",
        defects=(
            "The article counts: `A closer look shows C` is A, and so is the A of `vitamin A`.",
            "The pronoun counts where there are ten options: `I think H` is I.",
            "Letters in a list of options that is repeated count: `Of A to J, E fits` is A; so does what is excluded:"
            " `the answer is not A but E`.",
            "The authors say themselves that it does not suit models that reason at length.",
        ),
    )


def medxpertqa_samples(folder: Path, part: str, split: str) -> Iterator[Sample]:
    """Yield the questions of a part.

    Args:
        folder: Of the published files.
        part: `Text` or `MM`.
        split: `test` or `dev`.
    """
    path = one_of(folder, f"{part}/{split}.jsonl", *_others(part, split))
    for row in read_jsonl(path):
        options = options_of(field_of(row, "options", path), path)
        label = field_of(row, "label", path)
        pictures = tuple(str(one) for one in row.get("images") or ())
        yield Sample(
            id=str(field_of(row, "id", path)),
            question=without_options(str(field_of(row, "question", path))),
            target=letter_of(_only(label), options, path),
            options=options,
            images=tuple(folder / "images" / picture for picture in pictures),
            groups={name: str(row[name]) for name in _GROUPS if row.get(name)},
            cluster=pictures[0].rsplit("-", 1)[0] if pictures else None,
        )


def _others(part: str, split: str) -> tuple[str, ...]:
    """The input files of the publishers' script, which hold the test questions."""
    name = f"medxpertqa_{part.lower()}_input.jsonl"
    return (f"eval/data/medxpertqa/input/{name}", name) if split == "test" else ()


def _only(label: Any) -> str:
    return str(label[0]) if isinstance(label, list) and len(label) == 1 else str(label)
