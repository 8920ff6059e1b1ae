"""MedXpertQA Text: expert questions with ten options."""

from collections.abc import Iterator
from pathlib import Path

from evals.benchmark import Benchmark
from evals.layouts.beir import write_jsonl
from evals.sample import Sample
from evals.scoring.medxpertqa import medxpertqa_official, medxpertqa_samples

__all__ = ["BENCHMARK"]


def _read(folder: Path, split: str) -> Iterator[Sample]:
    yield from medxpertqa_samples(folder, "Text", split)


def _fixture(folder: Path) -> None:
    (folder / "Text").mkdir(parents=True)
    options = {letter: f"Made answer {letter.lower()}" for letter in "ABCDEFGHIJ"}
    for split in ("test", "dev"):
        rows = []
        for number, label in enumerate(("E", "J")):
            listed = " ".join(f"({letter}) {text}" for letter, text in options.items())
            rows.append(
                {
                    "id": f"Text-{number}",
                    "question": f"Which made answer {number} fits?\nAnswer Choices: {listed}",
                    "options": options,
                    "label": label,
                    "medical_task": "Diagnosis",
                    "body_system": "Skeletal",
                    "question_type": "Reasoning" if number == 0 else "Understanding",
                }
            )
        write_jsonl(folder / "Text" / f"{split}.jsonl", rows)


BENCHMARK = Benchmark(
    name="medxpertqa_text",
    title="MedXpertQA Text",
    kind="choice",
    source="https://huggingface.co/datasets/TsinghuaC3I/MedXpertQA",
    revision="7e7c465a68eb2b866926bfa59c8c9d17a8daba65",
    licence="MIT",
    access="open",
    citation="Zuo et al. 2025, arXiv 2501.18362",
    layout="`Text/{test,dev}.jsonl` with id, question, options by letter (or a list of letter and content), label,"
    " medical_task, body_system, question_type. Also `medxpertqa_text_input.jsonl` of the publishers' script.",
    confirmed=True,
    main_score="accuracy",
    counts={"test": 2450},
    splits=("test", "dev"),
    read=_read,
    fixture=_fixture,
    official=medxpertqa_official(),
    notes=("The options that the question repeats at its end are taken off; they are given as options.",),
)
