"""MedXpertQA MM: expert questions with pictures and five options."""

from collections.abc import Iterator
from pathlib import Path

from evals.benchmark import Benchmark
from evals.layouts.beir import write_jsonl
from evals.layouts.pictures import draw
from evals.sample import Sample
from evals.scoring.medxpertqa import medxpertqa_official, medxpertqa_samples

__all__ = ["BENCHMARK"]


def _read(folder: Path, split: str) -> Iterator[Sample]:
    yield from medxpertqa_samples(folder, "MM", split)


def _fixture(folder: Path) -> None:
    (folder / "MM").mkdir(parents=True)
    options = {letter: f"Made answer {letter.lower()}" for letter in "ABCDE"}
    for split in ("test", "dev"):
        rows = []
        for number, label in enumerate(("C", "A")):
            listed = " ".join(f"({letter}) {text}" for letter, text in options.items())
            rows.append(
                {
                    "id": f"MM-{number}",
                    "question": f"Which made answer {number} fits?\nAnswer Choices: {listed}",
                    "options": options,
                    "label": label,
                    "images": [f"MM-{number}-{part}.jpeg" for part in "ab"[: number + 1]],
                    "medical_task": "Diagnosis",
                    "body_system": "Skeletal",
                    "question_type": "Reasoning" if number == 0 else "Understanding",
                }
            )
            for picture in rows[-1]["images"]:
                draw(folder / "images" / str(picture), 40 * (number + 2))
        write_jsonl(folder / "MM" / f"{split}.jsonl", rows)


BENCHMARK = Benchmark(
    name="medxpertqa_mm",
    title="MedXpertQA MM",
    kind="choice",
    source="https://huggingface.co/datasets/TsinghuaC3I/MedXpertQA",
    revision="7e7c465a68eb2b866926bfa59c8c9d17a8daba65",
    licence="MIT",
    access="open",
    citation="Zuo et al. 2025, arXiv 2501.18362",
    layout="`MM/{test,dev}.jsonl` with id, question, options by letter, label, images (file names), medical_task,"
    " body_system, question_type; pictures of `images.zip`, unpacked, under `images/`.",
    confirmed=True,
    main_score="accuracy",
    counts={"test": 2000},
    splits=("test", "dev"),
    read=_read,
    fixture=_fixture,
    official=medxpertqa_official(),
    notes=("The options that the question repeats at its end are taken off; they are given as options.",),
)
