"""VQA-RAD: clinicians' questions about radiology images."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from PIL import Image

from evals.benchmark import Benchmark
from evals.errors import DatasetError
from evals.records import field_of, one_of, read_json, read_jsonl
from evals.sample import Sample

__all__ = ["BENCHMARK"]

_PUBLISHED = "VQA_RAD Dataset Public.json"
_LINES = "visible.jsonl"
_PICTURES = ("VQA_RAD Image Folder", "images")


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, _PUBLISHED, _LINES)
    pictures = next((folder / name for name in _PICTURES if (folder / name).is_dir()), None)
    if pictures is None:
        raise DatasetError(f"{folder} holds none of the picture folders: {', '.join(_PICTURES)}.")
    rows = read_json(path) if path.suffix == ".json" else read_jsonl(path)
    for row in rows:
        held_out = str(field_of(row, "phrase_type", path)).startswith("test")
        if split == "all" or held_out == (split == "test"):
            yield _sample(row, path, pictures)


def _sample(row: dict[str, Any], path: Path, pictures: Path) -> Sample:
    answer = str(field_of(row, "answer", path)).strip()
    asked = str(field_of(row, "answer_type", path)).strip().casefold()
    picture = str(field_of(row, "image_name", path))
    closed = answer.casefold() in ("yes", "no")
    kinds = str(field_of(row, "question_type", path)).upper().split(",")
    return Sample(
        id=str(field_of(row, "qid", path)),
        question=str(field_of(row, "question", path)).strip(),
        target=answer.casefold() if closed else answer,
        images=(pictures / picture,),
        groups={"answer": asked, "organ": str(row.get("image_organ", "")), "question": kinds[0].strip()},
        cluster=picture,
        extra={"kind": "yes-no" if closed else "open"},
    )


def _fixture(folder: Path) -> None:
    (folder / _PICTURES[0]).mkdir(parents=True)
    rows = []
    for number, (asked, answer, sort) in enumerate(
        (("Is the shadow on the left?", "Yes", "CLOSED"), ("Which plane is this?", "axial", "OPEN "))
    ):
        name = f"made{number}.jpg"
        Image.new("L", (64, 48), 40 * number).save(folder / _PICTURES[0] / name)
        rows.append(
            {
                "qid": number,
                "phrase_type": "test_freeform" if number == 0 else "freeform",
                "image_name": name,
                "image_organ": "CHEST",
                "question": asked,
                "question_type": "POS" if number == 0 else "PLANE",
                "answer": answer,
                "answer_type": sort,
            }
        )
    (folder / _PUBLISHED).write_bytes(orjson.dumps(rows))


BENCHMARK = Benchmark(
    name="vqa_rad",
    title="VQA-RAD",
    kind="open",
    source="https://osf.io/89kps/",
    revision="VQA_RAD Dataset Public.json, 2,248 pairs",
    licence="CC0-1.0",
    access="open",
    citation="Lau, Gayen, Ben Abacha and Demner-Fushman 2018, https://doi.org/10.1038/sdata.2018.251",
    layout="`VQA_RAD Dataset Public.json`, a list of qid, phrase_type, image_name, image_organ, question,"
    " question_type, answer, answer_type; `VQA_RAD Image Folder/` with JPEGs. Also as `visible.jsonl` with `images/`.",
    confirmed=True,
    main_score="accuracy",
    counts={"all": 2248},
    splits=("all", "test", "train"),
    read=_read,
    fixture=_fixture,
    notes=("The publishers give no scorer; papers use their own, so no official score is offered.",),
)
