"""MediQ: exam questions of which only the first sentence is told; the rest must be asked for."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.benchmark import Benchmark, Official, Scored
from evals.errors import DatasetError
from evals.layouts.beir import write_jsonl
from evals.layouts.choices import letter_of, options_of
from evals.records import field_of, one_of, read_jsonl
from evals.sample import Prediction, Sample
from evals.scoring.shares import shares

__all__ = ["BENCHMARK"]

_FILES = {"imedqa": "all_dev_good.jsonl", "icraft_md": "all_craft_md.jsonl"}
_NUMBER = re.compile(r"^\s*\d+\.\s*")
"""What stands before each atomic fact."""
_SPECIALTY = "gpt_specialty"


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, f"data/{_FILES[split]}", _FILES[split])
    for row in read_jsonl(path):
        place = f"{path}, {row.get('id')}"
        options = options_of(field_of(row, "options", place), place)
        told = _sentences(field_of(row, "context", place), place)
        patient = row.get("patient")
        specialty = str(patient.get(_SPECIALTY) or "") if isinstance(patient, Mapping) else ""
        yield Sample(
            id=str(field_of(row, "id", place)),
            question=str(field_of(row, "question", place)).strip(),
            target=letter_of(str(field_of(row, "answer_idx", place)), options, place),
            options=options,
            history=told[0],
            groups={"specialty": specialty} if specialty else {},
            extra={"facts": [_NUMBER.sub("", str(one)) for one in field_of(row, "facts", place)], "context": told},
        )


def _sentences(context: Any, place: str) -> list[str]:
    told = context.split(". ") if isinstance(context, str) else [str(one) for one in context]
    if not told or not told[0].strip():
        raise DatasetError(f"{place}: the context holds no sentence.")
    return told


def _fixture(folder: Path) -> None:
    facts = ["The patient is a made woman.", "She coughs.", "She smokes.", "The made test is positive."]
    row = {
        "question": "Which made disease is it?",
        "context": ["A made woman coughs.", "She smokes.", "The made test is positive."],
        "options": {"A": "Made flu", "B": "Made asthma", "C": "Made cancer", "D": "None"},
        "answer": "Made cancer",
        "answer_idx": "C",
        "facts": [f"{number}. {fact}" for number, fact in enumerate(facts, 1)],
        "patient": {"age": "50", "gender": "female"},
    }
    (folder / "data").mkdir(parents=True)
    for split, name in _FILES.items():
        more: dict[str, Any] = {"context_len": 3, "explanation": ""} if split == "imedqa" else {}
        write_jsonl(folder / "data" / name, [{"id": number, **row, **more} for number in range(2)])


def _choice(prediction: Prediction) -> str:
    return prediction.answer if prediction.answer is not None else prediction.said


def _score(scored: Scored) -> Mapping[str, float]:
    return shares((sample, _choice(prediction) == sample.target) for sample, prediction in scored)


BENCHMARK = Benchmark(
    name="mediq",
    title="MediQ",
    kind="dialogue",
    source="https://github.com/stellalisy/mediQ",
    revision="commit 63acb4c (data), 0433846 (code)",
    licence="CC-BY-4.0",
    access="open",
    citation="Li et al. 2024, arXiv 2406.00922",
    layout="`data/all_dev_good.jsonl` (iMedQA) and `data/all_craft_md.jsonl` (iCRAFT-MD): id, question, context (a list"
    " of sentences), options by letter, answer, answer_idx, facts (numbered), patient.",
    confirmed=True,
    main_score="accuracy",
    splits=("imedqa", "icraft_md"),
    read=_read,
    fixture=_fixture,
    official=Official(
        score=_score,
        source="https://github.com/stellalisy/mediQ/blob/main/src/mediQ_benchmark.py",
        defects=(
            "A choice is right only if it is the letter itself: `C.` and the option's text are wrong.",
            "A case in which the most questions were asked ends in an error of the published loop (a misspelt key), so"
            " that it gives no figure for it; here its last answer counts.",
            "Of the published patients only the one that answers at random works: the others call a model that is not"
            " set, and never write down what was asked.",
        ),
    ),
    notes=(
        "The rule takes a letter; it is `answer` where our parser found one, the reply otherwise.",
        "The agent is told the first sentence of the case, as published, and asks for the rest: what it names as"
        " missing goes to a patient who tells facts of the case word for word, by shared words or, with --patient"
        " PROFILE, as a model picks them. The published patient is another one; figures are not those of the paper.",
        "Questions, facts told and rounds are counted in the report.",
        "The published numbers of questions were not seen, so they are not checked.",
    ),
)
