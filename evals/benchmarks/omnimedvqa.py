"""OmniMedVQA: multiple choice about pictures of twelve modalities, the part with open access."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from evals.benchmark import Benchmark, Official, Scored
from evals.errors import DatasetError
from evals.layouts.pictures import draw
from evals.records import field_of, read_json
from evals.sample import Sample
from evals.scoring.medevalkit import DEFECTS, SOURCE, choice_right, tagged
from evals.scoring.shares import shares

__all__ = ["BENCHMARK"]

_QUESTIONS = "QA_information/Open-access"
_LETTERS = "ABCD"


def _read(folder: Path, split: str) -> Iterator[Sample]:
    place = folder / _QUESTIONS
    files = sorted(place.glob("*.json")) if place.is_dir() else []
    if not files:
        raise DatasetError(f"{folder} holds no {_QUESTIONS}/*.json.")
    for path in files:
        for row in read_json(path):
            yield _sample(row, folder, path)


def _sample(row: dict[str, Any], folder: Path, path: Path) -> Sample:
    offered = [(letter, str(row[f"option_{letter}"])) for letter in _LETTERS if f"option_{letter}" in row]
    options = tuple(text for _, text in offered)
    answer = str(field_of(row, "gt_answer", path))
    right = [place for place, text in enumerate(options) if text == answer]
    picture = str(field_of(row, "image_path", path))
    # The script keeps the last letter whose text is the answer, and the text itself where none is.
    shown = {
        "choices": [f"{letter}. {text}" for letter, text in offered],
        "answer": offered[right[-1]][0] if right else answer,
    }
    return Sample(
        id=str(field_of(row, "question_id", path)),
        question=str(field_of(row, "question", path)).strip(),
        target=chr(ord("A") + right[0]) if right else answer,
        options=options,
        images=(folder / picture,),
        groups={
            "question": str(field_of(row, "question_type", path)),
            "modality": str(row.get("modality_type") or row.get("modality") or ""),
            "dataset": str(row.get("dataset", "")),
        },
        cluster=picture,
        extra=shown if right else shown | {"kind": "open"},
    )


def _fixture(folder: Path) -> None:
    (folder / _QUESTIONS).mkdir(parents=True)
    for name, modality in (("Made CT", "CT(Computed Tomography)"), ("Made X", "X-Ray")):
        rows = []
        for number, answer in enumerate(("lung", "no finding")):
            picture = f"Images/{name}/{number}.png"
            draw(folder / picture, 60 * (number + 1))
            rows.append(
                {
                    "dataset": name,
                    "question_id": f"{name}_{number:04d}",
                    "question_type": "Anatomy Identification" if number == 0 else "Disease Diagnosis",
                    "question": "What is shown?",
                    "gt_answer": answer,
                    "image_path": picture,
                    "option_A": "heart",
                    "option_B": "lung",
                    "option_C": "no finding",
                    "modality_type": modality,
                }
            )
        (folder / _QUESTIONS / f"{name}.json").write_bytes(orjson.dumps(rows))


def _score(scored: Scored) -> Mapping[str, float]:
    judged = [
        (sample, choice_right(tagged(prediction.said), sample.extra["choices"], str(sample.extra["answer"])))
        for sample, prediction in scored
    ]
    return shares(judged, "question", "modality")


BENCHMARK = Benchmark(
    name="omnimedvqa",
    title="OmniMedVQA (open access)",
    kind="choice",
    source="https://huggingface.co/datasets/foreverbeliever/OmniMedVQA",
    revision="as read by MedEvalKit (utils/OmniMedVQA/OmniMedVQA.py)",
    licence="see each of its source sets",
    access="open",
    citation="Hu et al. 2024, arXiv 2402.09181",
    layout="`QA_information/Open-access/*.json`, lists of dataset, question_id, question_type, question, gt_answer (the"
    " option's text), image_path, option_A to option_D, modality_type; pictures under `Images/`.",
    confirmed=True,
    main_score="accuracy",
    read=_read,
    fixture=_fixture,
    official=Official(score=_score, source=SOURCE, defects=DEFECTS[:1]),
    notes=(
        "Official is MedEvalKit's rule, which papers of 2025 report; the first paper also scores by the likelihood of"
        " options, which needs a model's probabilities.",
        "A question whose answer is none of its options is scored as open.",
        "Some files call the modality `modality` and not `modality_type`; both are read.",
        "The published number of questions was not seen at the source, so it is not checked.",
    ),
)
