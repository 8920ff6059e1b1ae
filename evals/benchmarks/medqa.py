"""MedQA: questions in the style of the US medical licensing examination, four options."""

from collections.abc import Iterator
from pathlib import Path

from evals.benchmark import Benchmark
from evals.layouts.beir import write_jsonl
from evals.layouts.choices import letter_of, options_of
from evals.layouts.mirage import FILE, mirage_samples
from evals.records import field_of, one_of, read_jsonl
from evals.sample import Sample
from evals.scoring.mirage import MIRAGE

__all__ = ["BENCHMARK"]

_PUBLISHED = "questions/US/4_options/phrases_no_exclude_{split}.jsonl"
_LINES = "medqa.jsonl"
_TEST_ONLY = (FILE, _LINES)
"""Layouts that hold the test questions alone."""


def _read(folder: Path, split: str) -> Iterator[Sample]:
    published = _PUBLISHED.format(split=split)
    path = one_of(folder, published, *(_TEST_ONLY if split == "test" else ()))
    if path.name == FILE:
        yield from mirage_samples(path, "medqa")
        return
    for number, row in enumerate(read_jsonl(path)):
        options = options_of(field_of(row, "options", path), path)
        answer = row["answer_idx"] if "answer_idx" in row else field_of(row, "answer", path)
        yield Sample(
            id=str(row.get("id", f"{number:05d}")),
            question=str(field_of(row, "question", path)).strip(),
            target=letter_of(str(answer), options, path),
            options=options,
            groups={"step": str(row["meta_info"])} if row.get("meta_info") else {},
        )


def _fixture(folder: Path) -> None:
    rows = [
        {
            "question": "A woman has taken too much of a made-up medicine. Which remedy is given?",
            "answer": "Remedy two",
            "options": {"A": "Remedy one", "B": "Remedy two", "C": "Remedy three", "D": "Remedy four"},
            "meta_info": "step1",
            "answer_idx": "B",
            "metamap_phrases": ["woman", "medicine", "remedy"],
        },
        {
            "question": "A man has a made-up disease. Which organ is ill?",
            "answer": "Organ four",
            "options": {"A": "Organ one", "B": "Organ two", "C": "Organ three", "D": "Organ four"},
            "meta_info": "step2&3",
            "answer_idx": "D",
            "metamap_phrases": ["man", "disease", "organ"],
        },
    ]
    for split in ("test", "dev", "train"):
        path = folder / _PUBLISHED.format(split=split)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_jsonl(path, rows)


BENCHMARK = Benchmark(
    name="medqa",
    title="MedQA (US, four options)",
    kind="choice",
    source="https://github.com/jind11/MedQA",
    revision="commit 7fd2694; scored as MIRAGE does at commit 224ebe9",
    licence="MIT",
    access="open",
    citation="Jin et al. 2020, arXiv 2009.13081",
    layout="`questions/US/4_options/phrases_no_exclude_{test,dev,train}.jsonl` with question, options by letter,"
    " answer, answer_idx, meta_info. Also `benchmark.json` of MIRAGE, and `medqa.jsonl` with id, question, options,"
    " answer.",
    confirmed=True,
    main_score="accuracy",
    counts={"test": 1273},
    splits=("test", "dev", "train"),
    read=_read,
    fixture=_fixture,
    official=MIRAGE,
    notes=(
        "The publishers score the option that a classifier picks and give no rule for text; the official score is that"
        " of MIRAGE.",
        "Questions without an id of their own are numbered in the order of the file.",
    ),
)
