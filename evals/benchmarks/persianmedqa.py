"""PersianMedQA: questions of Iranian medical board exams, in Persian and in English translation."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.benchmark import Benchmark
from evals.errors import DatasetError
from evals.layouts.beir import write_jsonl
from evals.layouts.choices import LETTERS
from evals.records import field_of, one_of, read_json, read_jsonl
from evals.sample import Sample

__all__ = ["BENCHMARK"]

_PARTS = {"test": 5_236, "validation": 1_000, "train": 14_549}
"""Published number of questions by part."""
_LANGUAGES = ("fa", "en")


def _read(folder: Path, split: str) -> Iterator[Sample]:
    part, _, language = split.partition("-")
    wanted = language or _LANGUAGES[0]
    path = one_of(folder, *(f"{place}{part}.{kind}" for place in ("", "data/") for kind in ("jsonl", "json")))
    for number, row in enumerate(_rows(path), 1):
        place = f"{path}, question {number}"
        if str(row.get("language") or _LANGUAGES[0]) == wanted:
            yield _sample(row, wanted, place)


def _rows(path: Path) -> Iterable[dict[str, Any]]:
    if path.suffix == ".jsonl":
        return read_jsonl(path)
    rows = read_json(path)
    if not isinstance(rows, list):
        raise DatasetError(f"{path}: a list of questions is wanted.")
    return rows


def _sample(row: Mapping[str, Any], language: str, place: str) -> Sample:
    options = tuple(str(one) for one in field_of(row, "options", place))
    index = field_of(row, "answer_idx", place)
    if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < len(options):
        raise DatasetError(f"{place}: answer_idx {index!r} is none of the {len(options)} options, counted from 0.")
    clinical = row.get("is_clinical")
    return Sample(
        id=str(field_of(row, "id", place)),
        question=str(field_of(row, "question", place)).strip(),
        target=LETTERS[index],
        options=options,
        groups={
            "language": language,
            "specialty": str(row.get("specialty") or ""),
            "clinical": "" if clinical is None else "yes" if clinical else "no",
        },
    )


def _fixture(folder: Path) -> None:
    texts = {
        "fa": ("بیماری ساختگی کدام است؟", ["گزینه یک", "گزینه دو", "گزینه سه", "گزینه چهار"]),
        "en": ("Which disease is made?", ["Option one", "Option two", "Option three", "Option four"]),
    }
    for part in _PARTS:
        rows = [
            {"id": f"PMQA_{number:06d}", "question": f"{question} {number}", "options": options}
            | {"answer_idx": number, "specialty": "Cardiology", "is_clinical": not number}
            | {"patient_age": 48, "patient_gender": "male", "language": language}
            for language, (question, options) in texts.items()
            for number in range(2)
        ]
        write_jsonl(folder / f"{part}.jsonl", rows)


BENCHMARK = Benchmark(
    name="persianmedqa",
    title="PersianMedQA",
    kind="choice",
    source="https://huggingface.co/datasets/MohammadJRanjbar/PersianMedQA",
    revision="as its data card describes it (arXiv 2506.00250)",
    licence="unstated (terms are shown before access)",
    access="gated",
    citation="Ranjbar Kalahroodi et al. 2025, arXiv 2506.00250",
    layout="`test`, `validation` and `train`, as `.jsonl` or as `.json` (a list): id, question, options (four),"
    " answer_idx (from 0), specialty, is_clinical, patient_age, patient_gender, language (fa or en).",
    confirmed=True,
    main_score="accuracy",
    counts=_PARTS,
    splits=(*_PARTS, *(f"{part}-en" for part in _PARTS)),
    read=_read,
    fixture=_fixture,
    notes=(
        "The fields are those of the data card; the names of the files were not seen, as access is gated.",
        "Persian questions are the splits without a suffix, their translations those with `-en`; the publishers report"
        " both apart. Published numbers are those of questions, and are checked for the Persian ones.",
        "Accuracy is what the publishers report; how they read a reply was not seen, so no official score is offered.",
    ),
)
