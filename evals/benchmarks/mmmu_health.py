"""MMMU, Health & Medicine: college questions with pictures, five subjects."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.benchmark import Benchmark, Official, Scored
from evals.errors import DatasetError
from evals.layouts.beir import write_jsonl
from evals.layouts.choices import letter_of, options_of
from evals.layouts.pictures import draw
from evals.records import field_of, one_of, read_jsonl
from evals.sample import Prediction, Sample
from evals.scoring.mmmu import mmmu_choice, open_right

__all__ = ["BENCHMARK"]

_SUBJECTS = (
    "Basic_Medical_Science",
    "Clinical_Medicine",
    "Diagnostics_and_Laboratory_Medicine",
    "Pharmacy",
    "Public_Health",
)
_MOST_IMAGES = 7
"""Columns image_1 to image_7 of the published table [1]."""


def _read(folder: Path, split: str) -> Iterator[Sample]:
    for subject in _SUBJECTS:
        path = one_of(folder, f"{subject}/{split}.jsonl")
        for row in read_jsonl(path):
            yield _sample(row, subject, path)


def _sample(row: dict[str, Any], subject: str, path: Path) -> Sample:
    key = str(field_of(row, "id", path))
    options = options_of(_listed(field_of(row, "options", path), path), path)
    answers = _listed(field_of(row, "answer", path), path)
    accepted = [str(one) for one in answers] if isinstance(answers, list) else [str(answers)]
    choice = str(field_of(row, "question_type", path)) == "multiple-choice"
    pictures = [row.get(f"image_{number}") for number in range(1, _MOST_IMAGES + 1)]
    return Sample(
        id=key,
        question=str(field_of(row, "question", path)).strip(),
        target=letter_of(accepted[0], options, f"{path}, {key}") if choice else tuple(accepted),
        options=options if choice else (),
        images=tuple(path.parent / str(picture) for picture in pictures if picture),
        groups={"subject": subject, "subfield": str(row.get("subfield", ""))},
        extra={"kind": "choice" if choice else "open", "answers": accepted},
    )


def _listed(given: Any, path: Path) -> Any:
    """A list that the table holds as text; any other text as it is."""
    if not isinstance(given, str) or not re.match(r"\s*\[", given):
        return given
    try:
        return ast.literal_eval(given.strip())
    except (ValueError, SyntaxError):
        raise DatasetError(f"{path}: {given!r} is no list.") from None


def _fixture(folder: Path) -> None:
    for subject in _SUBJECTS:
        (folder / subject).mkdir(parents=True)
        draw(folder / subject / "images" / "one.png")
        for split in ("validation", "dev"):
            shared = {"image_1": "images/one.png", "image_2": None, "img_type": "['Diagrams']", "subfield": "Made"}
            rows = [
                {
                    "id": f"{split}_{subject}_1",
                    "question": "Which is shown in <image 1>?",
                    "options": "['a square', \"a doctor's bag\", 'a made circle']",
                    "answer": "B",
                    "question_type": "multiple-choice",
                },
                {
                    "id": f"{split}_{subject}_2",
                    "question": "How many are in <image 1>?",
                    "options": "[]",
                    "answer": "['4', 'four']",
                    "question_type": "open",
                },
            ]
            write_jsonl(folder / subject / f"{split}.jsonl", [row | shared for row in rows])


def _worth(sample: Sample, prediction: Prediction) -> float:
    if not sample.options:
        return float(open_right(prediction.said, sample.extra["answers"]))
    letter = mmmu_choice(prediction.said, sample.options)
    return 1 / len(sample.options) if letter is None else float(letter == sample.target)


def _score(scored: Scored) -> Mapping[str, float]:
    worth = [(sample.groups["subject"], _worth(sample, prediction)) for sample, prediction in scored]
    figures = {"accuracy": sum(value for _, value in worth) / len(worth) if worth else 0.0}
    for subject in dict.fromkeys(one for one, _ in worth):
        values = [value for one, value in worth if one == subject]
        figures[f"accuracy/subject={subject}"] = sum(values) / len(values)
    return figures


BENCHMARK = Benchmark(
    name="mmmu_health",
    title="MMMU, Health & Medicine",
    kind="choice",
    source="https://huggingface.co/datasets/MMMU/MMMU",
    revision="fields of the data card; rule at commit 51ce7f3",
    licence="Apache-2.0",
    access="open",
    citation="Yue et al. 2024, arXiv 2311.16502",
    layout="One folder a subject, Parquet with id, question, options (a list as text), answer, question_type, image_1"
    " to image_7, img_type, subfield. Read here from its export: `<subject>/{validation,dev}.jsonl`, pictures as paths"
    " from the subject's folder.",
    confirmed=True,
    main_score="accuracy",
    splits=("validation", "dev"),
    read=_read,
    fixture=_fixture,
    official=Official(
        score=_score,
        source="https://github.com/MMMU-Benchmark/MMMU/blob/main/mmmu/utils/eval_utils.py",
        defects=(
            "A choice that cannot be read is drawn at random. Here it is worth 1 in the number of options, which is"
            " what the draw is worth on average.",
            "Any word that ends in an option letter and a space counts: `MRI of the GIA shows` is A.",
            "Where letters stand before points, the first option among them is taken and not the last one said.",
            "Open answers are looked for within the reply: `not 4` is right where 4 is.",
        ),
    ),
    notes=(
        "Export once with the library `datasets`: save each image as a PNG in the subject's folder and write its path"
        " with the other fields as one line of JSON. Parquet is not read.",
        "The test split has no public answers and is not read.",
        "The data card gives 900 validation questions over 30 subjects; the number of these five was not seen.",
    ),
)
