"""K-QA: patients' questions, with the statements that physicians want an answer to hold."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evals.benchmark import Benchmark
from evals.layouts.beir import write_jsonl
from evals.records import field_of, one_of, read_csv, read_jsonl
from evals.sample import Sample
from evals.scoring.kqa import RULE, SOURCE

__all__ = ["BENCHMARK"]

_ANSWERED = "questions_w_answers.jsonl"
_LABELLED = "NLI_medical_annotator.csv"
_ENTAILS = "entailment"


def _read(folder: Path, split: str) -> Iterator[Sample]:
    return _questions(folder) if split == "questions" else _labels(folder)


def _questions(folder: Path) -> Iterator[Sample]:
    path = one_of(folder, f"dataset/{_ANSWERED}", _ANSWERED)
    for number, row in enumerate(read_jsonl(path)):
        must, nice = (_texts(field_of(row, name, path)) for name in ("Must_have", "Nice_to_have"))
        yield Sample(
            id=f"{number:03d}",
            question=str(field_of(row, "Question", path)).strip(),
            target={"must": must, "nice": nice},
            groups={"diagnosis": str(row["ICD_10_diag"])} if row.get("ICD_10_diag") else {},
            extra={"rule": RULE, "reference": str(row.get("Free_form_answer") or "")},
        )


def _labels(folder: Path) -> Iterator[Sample]:
    path = one_of(folder, f"dataset/{_LABELLED}", _LABELLED)
    for number, row in enumerate(read_csv(path)):
        label = field_of(row, "majority_label", path).strip().casefold()
        question = field_of(row, "Question", path).strip()
        yield Sample(
            id=f"label-{number:04d}",
            question=question,
            target={"must": [field_of(row, "claim", path).strip()], "nice": []},
            groups={"label": label, "category": row.get("category_x", ""), "model": row.get("llm_x", "")},
            cluster=question,
            extra={"rule": RULE, "recorded": field_of(row, "answer", path), "human_label": label == _ENTAILS},
        )


def _texts(given: Any) -> list[str]:
    return [str(one) for one in given] if isinstance(given, list) else [str(given)] if given else []


def _fixture(folder: Path) -> None:
    base = folder / "dataset"
    base.mkdir(parents=True)
    asked = ("Is made cough catching?", "What is made pain?")
    rows = [
        {
            "Question": question,
            "Must_have": [f"Made statement {number}", "It is made"],
            "Nice_to_have": ["It is rare"] if number else [],
            "Free_form_answer": f"Made statement {number}. It is made.",
            "ICD_10_diag": "Made disease, unspecified",
        }
        for number, question in enumerate(asked)
    ]
    write_jsonl(base / _ANSWERED, rows)
    head = ["", "Question", "llm_x", "answer", "claim", "category_x", "majority_label", "label_0", "label_1", "label_2"]
    labels = [
        ["0", asked[0], "made", "It is catching.", "It is catching", "Must_have", *["Entailment"] * 4],
        ["1", asked[0], "made", "It is catching.", "It is rare", "Nice_to_have", *["Neutral"] * 4],
        ["2", asked[1], "made", "It is no pain.", "It is a pain", "Must_have", *["Contradiction"] * 4],
    ]
    with (base / _LABELLED).open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([head, *labels])


BENCHMARK = Benchmark(
    name="kqa",
    title="K-QA",
    kind="report",
    source="https://github.com/Itaymanes/K-QA",
    revision="commit c2435af (labels), 3434b51 (evaluation)",
    licence="MIT",
    access="open",
    citation="Manes et al. 2024, arXiv 2401.14493",
    layout=f"`dataset/{_ANSWERED}`: Question, Must_have and Nice_to_have (lists of statements), Free_form_answer,"
    f" ICD_10_diag. `dataset/{_LABELLED}`: Question, llm_x, answer, claim, category_x, majority_label and label_0 to"
    " label_2 (Entailment, Neutral, Contradiction).",
    confirmed=True,
    main_score="comp",
    counts={"questions": 201},
    splits=("questions", "labels"),
    read=_read,
    fixture=_fixture,
    notes=(
        "Every published figure is a judge's (GPT-4, asked twice a statement), so no official score is offered without"
        " one. `--judge PROFILE` asks a judge of your own once a statement: the score is the share of `Must_have` that"
        " is entailed, as Comp, and `contradictions` counts as Hall does. Without a judge, shared words are told.",
        f"`evals.scoring.kqa` reads a judge's replies by the published rule ({SOURCE}).",
        "Defects of that rule: `true` among the last 20 characters is a yes, `untrue` and `not true` too; a"
        " contradiction is counted where `True` stands anywhere in the reply; figures are divided by 201 however many"
        " questions were answered; a request that fails takes the verdict of the statement before.",
        "`labels` holds answers of other models with what three physicians said of a statement; nothing is asked of the"
        " agent there, and with `--judge` the report says how far the judge agrees with the majority on entailment.",
        "The fields of the answered questions are those that the publishers' script reads; Free_form_answer and"
        " ICD_10_diag are taken where they are there.",
    ),
)
