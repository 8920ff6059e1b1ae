"""MedSG-Bench: grounding in a sequence of medical images, eight tasks."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from evals.benchmark import Benchmark, Official, Scored
from evals.errors import DatasetError
from evals.layouts.pictures import draw
from evals.records import field_of, read_json
from evals.sample import Box, Sample
from evals.scoring.sequence_boxes import first_box, published_iou

__all__ = ["BENCHMARK"]

_TASKS = (
    "Registered_Diff",
    "Non_Registered_Diff",
    "multi_view",
    "object_tracking",
    "concept",
    "patch",
    "crossmodal",
    "referring",
)
"""In the order of the files Task1.json to Task8.json."""
_FOLDERS = ("MedSG-Bench", ".")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_LIMITS = (0.7, 0.5, 0.3)
"""IoU from which on a box is found, as the script reports it [0-1]."""


def _read(folder: Path, split: str) -> Iterator[Sample]:
    found = 0
    for number, task in enumerate(_TASKS, start=1):
        places = [folder / one / f"Task{number}.json" for one in _FOLDERS]
        path = next((one for one in places if one.is_file()), None)
        if path is not None and split in ("all", task):
            found += 1
            for place, row in enumerate(read_json(path)):
                yield _sample(row, f"{number}-{place:04d}", path)
    if not found:
        raise DatasetError(f"{folder} holds none of Task1.json to Task{len(_TASKS)}.json for {split}.")


def _sample(row: Mapping[str, Any], key: str, path: Path) -> Sample:
    pictures = [str(one) for one in field_of(row, "images", path)]
    question = str(field_of(row, "question", path)).replace("<image>", "").strip()
    box = [float(one) for one in field_of(row, "answer", path)]
    named = [place for place, word in enumerate(_ORDINALS, start=1) if re.search(rf"\bin the {word} image", question)]
    image = named[-1] if named and named[-1] <= len(pictures) else len(pictures)
    return Sample(
        id=key,
        question=question,
        target=(Box(x0=box[0], y0=box[1], x1=box[2], y1=box[3], image=image),),
        images=tuple(path.parent / one for one in pictures),
        groups={"task": str(field_of(row, "task", path))},
        extra={"answer": box},
    )


def _fixture(folder: Path) -> None:
    for number, task in enumerate(_TASKS, start=1):
        names = [f"Task{number}/made_{place}.png" for place in range(2)]
        for place, name in enumerate(names):
            draw(folder / "MedSG-Bench" / name, 70 * (place + 1), (336, 336))
        row = {
            "task": task,
            "question": "<image>\n<image>\nFind the made square in the second image.",
            "images": names,
            "answer": [10 * number, 20, 10 * number + 50, 90],
        }
        (folder / "MedSG-Bench" / f"Task{number}.json").write_bytes(orjson.dumps([row]))


def _score(scored: Scored) -> Mapping[str, float]:
    by: dict[str, list[float]] = defaultdict(list)
    for sample, prediction in scored:
        by[sample.groups["task"]].append(published_iou(sample.extra["answer"], first_box(prediction.said)))
    figures: dict[str, float] = {}
    for task, overlaps in by.items():
        figures[f"ave_iou/task={task}"] = sum(overlaps) / len(overlaps)
        for limit in _LIMITS:
            figures[f"iou@{limit}/task={task}"] = sum(one >= limit for one in overlaps) / len(overlaps)
    for name in ("ave_iou", *(f"iou@{limit}" for limit in _LIMITS)):
        values = [figures[f"{name}/task={task}"] for task in by]
        figures[name] = sum(values) / len(values) if values else 0.0
    return figures


BENCHMARK = Benchmark(
    name="medsg_bench",
    title="MedSG-Bench",
    kind="grounding",
    source="https://huggingface.co/datasets/MedSG-Bench/MedSG-Bench",
    revision="script as in a copy of the publishers' repository, commit 046a9fa; files as two users list them",
    licence="see the data card",
    access="open",
    citation="Yue et al. 2025, arXiv 2505.11852",
    layout="`MedSG-Bench/Task1.json` to `Task8.json`, lists of task, question, images (paths), answer (x0, y0, x1, y1"
    " in pixels of the image asked for); pictures of `Task1.zip` to `Task8.zip`, unpacked beside them.",
    confirmed=True,
    main_score="ave_iou",
    splits=("all", *_TASKS),
    read=_read,
    fixture=_fixture,
    official=Official(
        score=_score,
        source="https://github.com/XavierSylus/MedSG-Bench/blob/main/eval/utils.py",
        defects=(
            "The first four numbers count, whatever they are: `slices 1, 2, 3, 4` is a box.",
            "The digits of one number may serve as two: `10, 20, 30` is the box (10, 2, 0, 30).",
            "Which image a box is on is not looked at.",
            "For this family of models coordinates are pixels; shares of 1 or of 1000 are taken as pixels too.",
        ),
    ),
    notes=(
        "The script reports each task by itself; the figures without a task are the mean over tasks and are ours.",
        "The publishers' own repository was not seen, but a copy of it; the images' paths in `images` were seen in"
        " other people's use of the files only.",
        "The image that a box is on is read from the question (`in the second image`), and is the last one where the"
        " question does not say; our own strict score depends on it.",
        "The published number of questions was not seen at the source, so it is not checked.",
    ),
)
