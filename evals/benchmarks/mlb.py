"""MLB: knowledge, safety, records, services and care in Chinese clinics, twenty-two sets under one roof."""

from collections.abc import Iterator
from pathlib import Path

from evals.benchmark import Benchmark
from evals.errors import DatasetError
from evals.layouts.beir import write_jsonl
from evals.layouts.choices import letter_of, options_of
from evals.records import field_of, read_jsonl
from evals.sample import Sample

__all__ = ["BENCHMARK"]

_DIMENSIONS = ("MedKQA", "MedSE", "MedRU", "SmartServ", "SmartCare")


def _read(folder: Path, split: str) -> Iterator[Sample]:
    paths = sorted((folder / split).glob("*.jsonl"))
    if not paths:
        raise DatasetError(f"{folder / split} holds no set (*.jsonl).")
    for path in paths:
        for number, row in enumerate(read_jsonl(path)):
            options = options_of(row["options"], path) if row.get("options") else ()
            answer = str(field_of(row, "answer", path)).strip()
            yield Sample(
                id=f"{path.stem}-{row.get('id', number)}",
                question=str(field_of(row, "question", path)).strip(),
                target=letter_of(answer, options, path) if options else answer,
                options=options,
                history=row.get("context") or None,
                groups={"dimension": split, "set": path.stem},
                extra={"kind": "choice" if options else "open"},
            )


def _fixture(folder: Path) -> None:
    for split in _DIMENSIONS:
        (folder / split).mkdir()
        rows = [
            {"id": 1, "question": "哪一项是正确的？", "options": {"A": "甲", "B": "乙"}, "answer": "B"},
            {"id": 2, "question": "诊断是什么？", "context": "患者有虚构的疼痛。", "answer": "虚构的疾病"},
        ]
        write_jsonl(folder / split / "made.jsonl", rows)


BENCHMARK = Benchmark(
    name="mlb",
    title="MLB (Medical LLM Benchmark)",
    kind="open",
    source="https://arxiv.org/abs/2601.06193",
    revision="paper v1; no files were found",
    licence="unknown",
    access="unpublished",
    citation="He et al. 2026, arXiv 2601.06193",
    layout="Expected as `<dimension>/<set>.jsonl` for MedKQA, MedSE, MedRU, SmartServ and SmartCare: id, question,"
    " context, options by letter where there are some, answer. The paper's files were not found.",
    confirmed=False,
    main_score="accuracy",
    splits=_DIMENSIONS,
    read=_read,
    fixture=_fixture,
    notes=(
        "The paper tells of 22 sets in Chinese, 17 of them new; no repository or data set was found.",
        "Open answers are scored there by a judge that was trained for it (agreement with people: kappa 0.813), which"
        " was not found either.",
    ),
)
