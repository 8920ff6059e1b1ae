"""3DReasonKnee: grading knee MRI by MOAKS, region by region, in whole volumes."""

import gzip
from collections.abc import Iterator, Mapping
from pathlib import Path

import orjson

from evals.benchmark import Benchmark
from evals.records import field_of, one_of, read_csv, read_json
from evals.sample import Sample

__all__ = ["BENCHMARK"]

_CASES = "data/split_files/test_split.csv"
_GRADES = "grades.json"
_KEY = ("patient_id", "time", "study_folder", "series_folder", "knee_side")
"""What a case is named by, joined by underscores, as the publishers' script names its results."""
_HEADER = (*_KEY, "image_filepath", "label_filepath")


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, _CASES, "test_split.csv")
    asked = one_of(folder, f"data/question_files/questions_nobbox_{split}.json", f"questions_nobbox_{split}.json")
    questions: Mapping[str, str] = read_json(asked)
    grades: Mapping[str, object] = read_json(one_of(folder, _GRADES))
    for row in read_csv(path):
        case = "_".join(field_of(row, name, path) for name in _KEY)
        for number, question in questions.items():
            key = f"{case}_{number}"
            if key in grades:
                yield Sample(
                    id=key,
                    question=question.strip(),
                    target=orjson.dumps(grades[key], option=orjson.OPT_SORT_KEYS).decode(),
                    images=(folder / row["image_filepath"],),
                    groups={"question": number, "side": row["knee_side"]},
                    cluster=row["patient_id"],
                    extra={"grades": grades[key]},
                )


def _fixture(folder: Path) -> None:
    for place in ("split_files", "question_files"):
        (folder / "data" / place).mkdir(parents=True)
    (folder / "images").mkdir()
    rows = []
    for number in (1, 2):
        image = f"images/made_{number}.nii.gz"
        (folder / image).write_bytes(gzip.compress(b"a made volume", mtime=0))
        rows.append(
            [str(9_000_000 + number), "00m", "study", "series", "RIGHT", image, f"images/made_{number}_label.nii.gz"]
        )
    (folder / _CASES).write_text("\n".join(",".join(row) for row in [list(_HEADER), *rows]) + "\n", encoding="utf-8")
    for split in ("zeroshot", "guided"):
        (folder / "data" / "question_files" / f"questions_nobbox_{split}.json").write_bytes(
            orjson.dumps({"0": "Grade the made region. Reply with JSON."})
        )
    made = {"_".join(row[: len(_KEY)]) + "_0": {"made region BML": {"Size of BML (including cyst)": 2}} for row in rows}
    (folder / _GRADES).write_bytes(orjson.dumps(made))


BENCHMARK = Benchmark(
    name="threed_reason_knee",
    title="3DReasonKnee",
    kind="open",
    source="https://github.com/rajpurkarlab/3DReasonKnee",
    revision="commit bcc32ba (questions and list of cases; the grades were not seen)",
    licence="unknown; images of the Osteoarthritis Initiative have terms of their own",
    access="gated",
    citation="https://github.com/rajpurkarlab/3DReasonKnee",
    layout=f"`{_CASES}` with {', '.join(_HEADER)}; `data/question_files/questions_nobbox_{{zeroshot,guided}}.json`,"
    f" texts by id. The grades are expected in `{_GRADES}`, by case and question id joined by underscores: regions,"
    " features and grades 0-3.",
    confirmed=False,
    main_score="accuracy",
    splits=("zeroshot", "guided"),
    read=_read,
    fixture=_fixture,
    notes=(
        "Unknown: how the published files hold grades, boxes in 3D and reasoning. The list of cases, the questions and"
        " the form of a reply (`MOAKS_scores` by region and feature) were seen in the publishers' scripts.",
        "Images are whole volumes (NIfTI); the publishers show 32 slices of 160 to a model that takes pictures.",
        "No scorer is published; the paper reports exact grades and overlap in 3D.",
    ),
)
