"""MMLU-medical: the six subjects of MMLU that concern medicine, as MIRAGE collects them."""

import csv
from collections.abc import Iterator
from pathlib import Path

from evals.benchmark import Benchmark
from evals.layouts.choices import letter_of, options_of
from evals.layouts.mirage import FILE, mirage_samples
from evals.records import field_of, one_of, read_csv, read_jsonl
from evals.sample import Sample
from evals.scoring.mirage import MIRAGE

__all__ = ["BENCHMARK"]

_SUBJECTS = (
    "anatomy",
    "clinical_knowledge",
    "college_biology",
    "college_medicine",
    "medical_genetics",
    "professional_medicine",
)
_PUBLISHED = tuple(f"test/{subject}_test.csv" for subject in _SUBJECTS)
_LINES = "mmlu.jsonl"
_FIELDS = ("question", "A", "B", "C", "D", "answer")
"""Columns of the published files, which have no header."""


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, _PUBLISHED[0], FILE, _LINES)
    if path.name == FILE:
        for sample in mirage_samples(path, "mmlu"):
            yield _with_subject(sample, sample.id.rsplit("-", 1)[0])
    elif path.name == _LINES:
        for row in read_jsonl(path):
            key = str(field_of(row, "id", path))
            options = options_of(field_of(row, "options", path), path)
            answer = str(field_of(row, "answer", path))
            sample = Sample(
                id=key,
                question=str(field_of(row, "question", path)).strip(),
                target=letter_of(answer, options, path),
                options=options,
            )
            yield _with_subject(sample, key.rsplit("-", 1)[0])
    else:
        for subject, name in zip(_SUBJECTS, _PUBLISHED, strict=True):
            yield from _subject(one_of(folder, name), subject)


def _subject(path: Path, subject: str) -> Iterator[Sample]:
    for number, row in enumerate(read_csv(path, fields=_FIELDS)):
        options = tuple(row[letter] for letter in "ABCD")
        sample = Sample(
            id=f"{subject}-{number:03d}",
            question=row["question"].strip(),
            target=letter_of(row["answer"].strip(), options, path),
            options=options,
        )
        yield _with_subject(sample, subject)


def _with_subject(sample: Sample, subject: str) -> Sample:
    return Sample(
        id=sample.id,
        question=sample.question,
        target=sample.target,
        options=sample.options,
        groups={"subject": subject} if subject in _SUBJECTS else {},
    )


def _fixture(folder: Path) -> None:
    (folder / "test").mkdir(parents=True)
    for number, name in enumerate(_PUBLISHED):
        with (folder / name).open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows(
                [
                    [
                        f"Made question {number} of one to four?",
                        "one",
                        "two",
                        "three, not two",
                        "four",
                        "C",
                    ],
                    [f"Made question {number} of left or right?", "left", "right", "both", "neither", "A"],
                ]
            )


BENCHMARK = Benchmark(
    name="mmlu_medical",
    title="MMLU, medical subjects",
    kind="choice",
    source="https://github.com/hendrycks/test",
    revision="the six subjects of MIRAGE, commit 224ebe9",
    licence="MIT",
    access="open",
    citation="Hendrycks et al. 2021, arXiv 2009.03300; selection: Xiong et al. 2024, arXiv 2402.13178",
    layout="`test/<subject>_test.csv` without a header: question, options, letter. Also `benchmark.json` of MIRAGE,"
    " and `mmlu.jsonl` with id (subject and number), question, options, answer.",
    confirmed=True,
    main_score="accuracy",
    counts={"test": 1089},
    read=_read,
    fixture=_fixture,
    official=MIRAGE,
    notes=("Results are broken down by subject where the layout tells it; ids of MIRAGE may not.",),
)
