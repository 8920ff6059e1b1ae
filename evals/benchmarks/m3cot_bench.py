"""M3CoTBench: questions about medical images with the steps of reasoning that lead to the answer."""

import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.benchmark import Benchmark
from evals.errors import DatasetError
from evals.layouts.pictures import draw
from evals.records import field_of, one_of
from evals.sample import Sample

__all__ = ["BENCHMARK"]

_TABLE = "M3CoTBench.xlsx"
_ENDINGS = (".jpg", ".png", ".jpeg", ".webp")
"""In the order in which the publishers' loader looks for a picture."""
_STEPS = ("modality", "feature", "key_conclusion", "additional_analysis")
"""Columns that hold the annotated steps."""
_SORTS = (("select all that apply", "multiple"), ("select one option", "single"), ("true or false", "bool"))
"""How the publishers tell sorts of questions apart, first hit; the rest are short answers."""


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        openpyxl = importlib.import_module("openpyxl")
    except ModuleNotFoundError:
        raise DatasetError(f"{path.name} is read with openpyxl: install mmedexpert-agent[benchmarks].") from None
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        lines = book.active.iter_rows(values_only=True)
        header = [str(one) for one in next(lines, ())]
        for line in lines:
            if any(one is not None for one in line):
                yield dict(zip(header, line, strict=False))
    finally:
        book.close()


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, _TABLE)
    for row in _rows(path):
        key = str(field_of(row, "index", path))
        places = [folder / "images" / f"{key}{ending}" for ending in _ENDINGS]
        picture = next((place for place in places if place.is_file()), None)
        if picture is None:
            raise DatasetError(f"{path}: no picture images/{key} with one of the endings {', '.join(_ENDINGS)}.")
        question = str(field_of(row, "question", path)).strip()
        yield Sample(
            id=key,
            question=question,
            target=str(field_of(row, "answer", path)).strip(),
            images=(picture,),
            groups={"modality": str(row.get("modality") or ""), "sort": _sort(question)},
            extra={"steps": [str(row[name]) for name in _STEPS if row.get(name) is not None]},
        )


def _sort(question: str) -> str:
    small = question.lower()
    return next((sort for phrase, sort in _SORTS if phrase in small), "short")


def _fixture(folder: Path) -> None:
    openpyxl = importlib.import_module("openpyxl")
    book = openpyxl.Workbook()
    header = ("index", "question", "answer", *_STEPS)
    rows: list[Mapping[str, object]] = [
        {"question": "Is it made? True or false?", "answer": "True", "modality": "X-ray", "feature": "A grey field."},
        {"question": "What is shown?", "answer": "A made lung", "modality": "CT", "key_conclusion": "It is a lung."},
    ]
    book.active.append(header)
    for number, row in enumerate(rows, start=1):
        book.active.append([number, *(row.get(name) for name in header[1:])])
        draw(folder / "images" / f"{number}.png", 60 * number)
    book.save(folder / _TABLE)


BENCHMARK = Benchmark(
    name="m3cot_bench",
    title="M3CoTBench",
    kind="open",
    source="https://huggingface.co/datasets/APRIL-AIGC/M3CoTBench",
    revision="columns as read by https://github.com/juntaoJianggavin/M3CoTBench, commit 3bdf38c",
    licence="see the data card",
    access="open",
    citation="Jiang et al. 2026, https://github.com/juntaoJianggavin/M3CoTBench",
    layout=f"`{_TABLE}` with index, question, answer, modality, feature, key_conclusion, additional_analysis; pictures"
    " as `images/<index>.png`.",
    confirmed=True,
    main_score="f1",
    counts={"test": 1079},
    read=_read,
    fixture=_fixture,
    notes=(
        "Every published figure is a judge's (GPT-4o matches steps and answers), so no official score is offered"
        " without one; our own strict score compares the answer's words.",
        "The published rule: precision is steps that match over all steps of four kinds, steps that cannot be judged"
        " staying in the denominator; recall is annotated steps that are matched; F1 is that of the averages."
        " Predictions that are empty, and those whose judgement failed, are left out of the total.",
        "Impact is accuracy with reasoning less accuracy without; efficiency divides by seconds and cannot be compared"
        " between machines.",
        "`steps` in `extra` holds the annotated steps.",
    ),
)
