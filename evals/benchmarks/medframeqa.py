"""MedFrameQA: one question over two to five frames of a medical video."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.benchmark import Benchmark, Official, Scored
from evals.layouts.beir import write_jsonl
from evals.layouts.choices import letter_of, options_of
from evals.layouts.pictures import draw
from evals.records import field_of, one_of, read_json, read_jsonl
from evals.sample import Sample
from evals.scoring.mmmu import among_options, stripped
from evals.scoring.shares import shares

__all__ = ["BENCHMARK"]

_MOST_IMAGES = 5
"""Columns image_1 to image_5 of the published table [1]."""
_MARKERS = ("Answer:", "Answer*", "Final Answer", "final answer")
"""What the answer stands behind; the first of these that occurs, at its last place."""


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, "test.jsonl", "test.json")
    for row in read_json(path) if path.suffix == ".json" else read_jsonl(path):
        options = options_of(field_of(row, "options", path), path)
        key = str(field_of(row, "question_id", path))
        pictures = _pictures(row)
        yield Sample(
            id=key,
            question=str(field_of(row, "question", path)).strip(),
            target=letter_of(str(field_of(row, "correct_answer", path)), options, f"{path}, {key}"),
            options=options,
            images=tuple(folder / picture for picture in pictures),
            groups={
                **{name: str(row[name]) for name in ("system", "organ", "modality") if row.get(name)},
                "frames": str(len(pictures)),
            },
            cluster=str(row["video_id"]) if row.get("video_id") else None,
        )


def _pictures(row: Mapping[str, Any]) -> list[str]:
    if "image_path" in row:
        return [str(one) for one in row["image_path"]]
    found = [row.get(f"image_{number}") for number in range(1, _MOST_IMAGES + 1)]
    return [str(one) for one in found if one]


def _fixture(folder: Path) -> None:
    rows = []
    for number, answer in enumerate(("B", "C")):
        row: dict[str, object] = {
            "question_id": f"made_{number}",
            "question": "What do the made frames show together?",
            "options": ["a line", "a circle", "a square", "a made star"],
            "correct_answer": answer,
            "system": "made system",
            "organ": "made organ",
            "modality": "CT",
        }
        for frame in range(1, _MOST_IMAGES + 1):
            name = f"images/made_{number}_{frame}.png"
            row[f"image_{frame}"] = name if frame <= number + 2 else None
            if row[f"image_{frame}"]:
                draw(folder / name, 30 * frame)
        rows.append(row)
    write_jsonl(folder / "test.jsonl", rows)


def _parsed(said: str, options: tuple[str, ...]) -> str:
    """A letter in a box, the first anywhere behind a marker, one in brackets or before a point, or a text."""
    letters = [chr(ord("A") + number) for number in range(len(options))]
    for letter in _boxed_letters(said):
        if letter in letters:
            return letter
    tail = next((said[said.rfind(one) + len(one) :].strip() for one in _MARKERS if one in said), "")
    places = {letter: tail.find(letter) for letter in letters if letter in tail}
    if places:
        return min(places, key=lambda letter: places[letter])
    text = stripped(said)
    for shape in ("({})", "{}."):
        found = [letter for letter in letters if shape.format(letter) in text]
        if found:
            return max(found, key=lambda letter: text.rfind(shape.format(letter)))
    # The script splits `A. text` at every point and space, so that a text is known by its first part only.
    return among_options(text, {letter: one.split(". ")[0] for letter, one in zip(letters, options, strict=True)}) or ""


def _boxed_letters(said: str) -> list[str]:
    r"""Single capital letters in `boxed{…}`, in order."""
    parts = said.split("boxed{")[1:]
    return [part[0] for part in parts if len(part) > 1 and part[1] == "}" and "A" <= part[0] <= "Z"]


def _score(scored: Scored) -> Mapping[str, float]:
    kept = [pair for pair in scored if pair[1].outcome == "answered" and pair[1].said]
    judged = [(sample, _parsed(prediction.said, sample.options) == sample.target) for sample, prediction in kept]
    return {**shares(judged, "modality", "frames"), "kept": len(kept) / len(scored) if scored else 0.0}


BENCHMARK = Benchmark(
    name="medframeqa",
    title="MedFrameQA",
    kind="choice",
    source="https://huggingface.co/datasets/SuhaoYu1020/MedFrameQA",
    revision="96083ae9405b2fdb687005c65902f2ee3d7c9f12; script at commit c11b97e",
    licence="see the data card",
    access="open",
    citation="Yu et al. 2025, arXiv 2505.16964",
    layout="Parquet with question_id, question, options, correct_answer (a letter), image_1 to image_5, system, organ,"
    " modality. Read here from its export: `test.jsonl` (pictures as paths). Also a `test.json` of the publishers'"
    " script with image_path, a list.",
    confirmed=True,
    main_score="accuracy",
    counts={"test": 2851},
    read=_read,
    fixture=_fixture,
    official=Official(
        score=_score,
        source="https://github.com/haojinw0027/MedFrameQA/blob/main/src/eval_process.py",
        defects=(
            "Behind a marker, the first capital that is an option letter decides: `Answer: Based on both, C` is B.",
            "Replies that failed or are empty are left out of the total; `kept` is the share that is not.",
            "A bare `B` is not seen.",
            "Without a marker, the last of several letters in brackets or before points is taken.",
            "An option's text is known by its part before the first point and space only.",
        ),
    ),
    notes=(
        "Export once with the library `datasets`: save each image as a PNG and write its path with the other fields as"
        " one line of JSON. Parquet is not read.",
    ),
)
