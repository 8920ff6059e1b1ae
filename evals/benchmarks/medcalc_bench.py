"""MedCalc-Bench: read a patient's note and work a clinical calculator out."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.benchmark import Benchmark, Official, Scored
from evals.errors import DatasetError
from evals.records import field_of, one_of, read_csv
from evals.sample import Sample
from evals.scoring.medcalc import DATES, PAIRS, medcalc_right

__all__ = ["BENCHMARK"]

_PUBLISHED = "dataset/test_data.csv"
_ENTITIES, _NOTES = "entities.csv", "notes.csv"
_STATUS = ("agree", "disagree", "abstain", "dropped")
"""What an independent relabelling says of a row."""
_SOURCE = "https://github.com/ncbi-nlp/MedCalc-Bench"
_HEADER = (
    "Row Number",
    "Calculator ID",
    "Calculator Name",
    "Category",
    "Output Type",
    "Note ID",
    "Note Type",
    "Patient Note",
    "Question",
    "Relevant Entities",
    "Ground Truth Answer",
    "Lower Limit",
    "Upper Limit",
    "Ground Truth Explanation",
)


def _read(folder: Path, split: str) -> Iterator[Sample]:
    published = (_PUBLISHED, "test_data.csv") if split == "test" else ()
    path = one_of(folder, *published, _ENTITIES)
    notes = _notes(one_of(folder, _NOTES)) if path.name == _ENTITIES else {}
    for row in read_csv(path):
        if split in ("test", row.get("status", "")):
            yield _sample(row, notes, path)


def _notes(path: Path) -> dict[str, str]:
    return {field_of(row, "Row Number", path): field_of(row, "Patient Note", path) for row in read_csv(path)}


def _sample(row: dict[str, str], notes: Mapping[str, str], path: Path) -> Sample:
    key = row.get("Row Number") or field_of(row, "Unique ID", path)
    note = row.get("Patient Note") or notes.get(key, "")
    if not note.strip():
        raise DatasetError(f"{path}: row {key} has no patient note, and {_NOTES} has none for it.")
    calculator = int(field_of(row, "Calculator ID", path))
    truth, low, high = (field_of(row, name, path) for name in ("Ground Truth Answer", "Lower Limit", "Upper Limit"))
    return Sample(
        id=key,
        question=field_of(row, "Question", path).strip(),
        target=_target(calculator, truth, low, high, f"{path}, row {key}"),
        history=note.strip(),
        groups={
            "category": field_of(row, "Category", path),
            "calculator": field_of(row, "Calculator Name", path),
            **({"status": row["status"]} if row.get("status") else {}),
        },
        cluster=field_of(row, "Note ID", path),
        extra={"calculator": calculator, "truth": truth, "limits": [low, high]},
    )


def _target(calculator: int, truth: str, low: str, high: str, place: str) -> Any:
    if calculator in DATES or calculator in PAIRS:
        return truth
    try:
        return {"value": float(truth), "lower": float(low), "upper": float(high)}
    except ValueError:
        raise DatasetError(f"{place}: {truth!r}, {low!r} and {high!r} are wanted as numbers.") from None


def _fixture(folder: Path) -> None:
    path = folder / _PUBLISHED
    path.parent.mkdir(parents=True)
    age = "('14 weeks', '1 days')"
    rows = [
        (2, "lab test", "decimal", "A made man is 50 years old.", "What is his clearance?", "100.0", "95.0", "105.0"),
        (4, "risk", "integer", "A made woman has a fever.", "What is her score?", "3", "3", "3"),
        (13, "date", "date", "It began on 01/02/2020.", "When is the child due?", *["10/08/2020"] * 3),
        (69, "date", "integer", "It began on 01/02/2020.", "How old is the pregnancy?", age, age, age),
    ]
    made: list[Sequence[object]] = [
        [number, calculator, "Made", sort, form, f"n{number}", "Template", note, asked, "{}", *truth, "So."]
        for number, (calculator, sort, form, note, asked, *truth) in enumerate(rows)
    ]
    status = [[*row[:7], *row[8:], word] for row, word in zip(made, _STATUS, strict=True)]
    tables: dict[Path, list[Sequence[object]]] = {
        path: [_HEADER, *made],
        folder / _ENTITIES: [[*_HEADER[:7], *_HEADER[8:], "status"], *status],
        folder / _NOTES: [["Row Number", "Patient Note"], *([row[0], row[7]] for row in made)],
    }
    for place, table in tables.items():
        with place.open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows(table)


def _score(scored: Scored) -> Mapping[str, float]:
    by: dict[str, list[bool]] = defaultdict(list)
    for sample, prediction in scored:
        low, high = (str(one) for one in sample.extra["limits"])
        hit = medcalc_right(prediction.said, int(sample.extra["calculator"]), str(sample.extra["truth"]), (low, high))
        by["accuracy"].append(hit)
        by[f"accuracy/category={sample.groups['category']}"].append(hit)
    return {"accuracy": 0.0, **{name: sum(hits) / len(hits) for name, hits in by.items()}}


BENCHMARK = Benchmark(
    name="medcalc_bench",
    title="MedCalc-Bench",
    kind="number",
    source=_SOURCE,
    revision="v1.0, 1,047 test rows; script at commit 25ec6a2",
    licence="CC-BY-SA-4.0",
    access="open",
    citation="Khandekar et al. 2024, arXiv 2406.12036",
    layout="`dataset/test_data.csv` with Row Number, Calculator ID, Calculator Name, Category, Output Type, Note ID,"
    " Note Type, Patient Note, Question, Relevant Entities, Ground Truth Answer, Lower Limit, Upper Limit, Ground Truth"
    " Explanation. Also `entities.csv` (with `status` of a relabelling) and `notes.csv`.",
    confirmed=True,
    main_score="accuracy",
    counts={"test": 1047},
    splits=("test", *_STATUS),
    read=_read,
    fixture=_fixture,
    official=Official(
        score=_score,
        source="https://github.com/ncbi-nlp/MedCalc-Bench/blob/main/evaluation/run.py",
        defects=(
            "The reply must hold JSON with `answer`; a right number outside of it is not seen.",
            "A percentage is always divided by 100, although several calculators are right in per cent.",
            "`3, 4` is the score 2: lists are counted.",
            "Integers are rounded first, half to even, so that 2.5 is 2.",
            "A number with a leading zero is wrong.",
            "The published script runs what the model wrote as code. Here only arithmetic is worked out: an expression"
            " with a comparison, or with an exponent above 64, is wrong.",
        ),
    ),
    notes=(
        "Later releases have 1,100 test rows; say --partial to run one of them.",
        "The splits beside `test` are read from `entities.csv`: whether an independent relabelling agrees;"
        " `abstain`: information is missing from the note, so that no number is right.",
        "The published script fails on a row whose reply cannot be read and counts it as wrong; so does this.",
    ),
)
