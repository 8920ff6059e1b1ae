"""Medbullets: hard clinical questions with explanations, four or five options."""

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from evals.benchmark import Benchmark, Official, Scored
from evals.layouts.choices import letter_of
from evals.records import field_of, one_of, read_csv
from evals.sample import Sample
from evals.scoring.shares import shares

__all__ = ["BENCHMARK"]

_NUMBER = {"op5": 5, "op4": 4}
"""Options by split [1]."""
_SCRIPT = "https://github.com/HanjieChen/ChallengeClinicalQA/blob/main/src/compute_acc.py"


def _read(folder: Path, split: str) -> Iterator[Sample]:
    name = f"medbullets_{split}.csv"
    path = one_of(folder, f"medbullets/{name}", name)
    for number, row in enumerate(read_csv(path)):
        options = tuple(str(field_of(row, f"op{letter}", path)) for letter in "abcde"[: _NUMBER[split]])
        yield Sample(
            id=f"{split}-{number:03d}",
            question=str(field_of(row, "question", path)).strip(),
            target=letter_of(str(field_of(row, "answer_idx", path)).strip(), options, path),
            options=options,
            cluster=row.get("link") or None,
        )


def _fixture(folder: Path) -> None:
    (folder / "medbullets").mkdir(parents=True)
    for split, number in _NUMBER.items():
        letters = "abcde"[:number]
        header = ["question", *(f"op{one}" for one in letters), "answer_idx", "answer", "explanation", "link"]
        rows = [
            [f"Made case {case}: what is next?", *(f"Step {one}" for one in letters), right, *rest]
            for case, (right, *rest) in enumerate(
                (
                    ("B", "Step b", "Made so.", "https://example.org/0"),
                    ("D", "Step d", "Made so.", "https://example.org/1"),
                )
            )
        ]
        path = folder / "medbullets" / f"medbullets_{split}.csv"
        with path.open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows([header, *rows])


def _parsed(said: str) -> str:
    """Every capital A to E before the first closing bracket, run together: the rule for GPT models."""
    return re.sub("[^A-E]+", "", said.split(")", maxsplit=1)[0])


def _score(scored: Scored) -> Mapping[str, float]:
    return shares((sample, _parsed(prediction.said) == sample.target) for sample, prediction in scored)


BENCHMARK = Benchmark(
    name="medbullets",
    title="Medbullets",
    kind="choice",
    source="https://github.com/HanjieChen/ChallengeClinicalQA",
    revision="commit d20bfca",
    licence="unstated (see the repository)",
    access="open",
    citation="Chen, Fang, Singla and Dredze 2024, arXiv 2402.18060",
    layout="`medbullets/medbullets_op5.csv` and `medbullets_op4.csv`: question, opa to ope, answer_idx, answer,"
    " explanation, link.",
    confirmed=True,
    main_score="accuracy",
    splits=("op5", "op4"),
    read=_read,
    fixture=_fixture,
    official=Official(
        score=_score,
        source=_SCRIPT,
        defects=(
            "All capitals A to E before the first closing bracket are run together: `The Answer is C)` reads AC and is"
            " wrong, and so is `Based on it: C)`.",
            "A reply in words without a closing bracket is searched whole.",
            "The published script has another rule for each family of models; this is the one for GPT.",
        ),
    ),
    notes=(
        "Some questions stand in the file twice; resampling takes questions of one link together.",
        "The published number of questions could not be seen at the source, so it is not checked.",
    ),
)
