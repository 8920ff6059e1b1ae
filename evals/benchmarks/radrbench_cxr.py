"""RadRBench-CXR: questions about chest films with the steps that lead to the answer."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import orjson

from evals.benchmark import Benchmark, Official, Scored
from evals.errors import DatasetError
from evals.layouts.choices import LETTERS, letter_of
from evals.layouts.pictures import draw
from evals.records import field_of, one_of, read_json
from evals.sample import Sample
from evals.scoring.radrbench import DEFECTS, SOURCE, answer_right
from evals.scoring.shares import shares

__all__ = ["BENCHMARK"]

_ANSWERS = (
    *(f"mimic_{task}_test_option" for task in ("binary", "single", "multi")),
    "mimic_multi_test_no_option",
    *(f"chexpert_{task}_test_option" for task in ("binary", "single", "multi")),
    "chexpert_multi_test_no_option",
    "rsna_binary_test_option",
    "siim_binary_test_option",
    "temporal_cls_test_option",
)
"""Splits that are scored by their answers."""
_REASONING = (
    *(f"mimic_{task}" for task in ("binary", "single", "multi", "multi_no_option")),
    *(f"chexpert_{task}" for task in ("binary", "single", "multi", "multi_no_option")),
    "temporal",
)
"""Splits that come with the report and the steps to the answer."""
_FILES = {one: f"data/test/shrink/{one}.json" for one in _ANSWERS} | {
    one: f"data/{one}_gt_reasoning.json" for one in _REASONING
}
_BASE = "/ChestXray/"
"""What ends the publishers' own path in front of a picture: `<set>/…` follows."""
_LISTED = re.compile(r"\s*Options:\n(.*)\Z", re.DOTALL)
_OPTION = re.compile(r"^([A-Z])\) (.*)$", re.MULTILINE)


def _read(folder: Path, split: str) -> Iterator[Sample]:
    name = _FILES[split]
    path = one_of(folder, name, f"eval/{name}", PurePosixPath(name).name)
    rows = read_json(path)
    if not isinstance(rows, list):
        raise DatasetError(f"{path}: a list of questions is wanted.")
    for number, row in enumerate(rows):
        yield _sample(row, f"{split}-{number:04d}", split, folder, path)


def _sample(row: Mapping[str, Any], key: str, split: str, folder: Path, path: Path) -> Sample:
    asked, answer = str(field_of(row, "question", path)), str(field_of(row, "answer", path))
    listed = _LISTED.search(asked)
    options = tuple(text for _, text in _OPTION.findall(listed.group(1))) if listed else ()
    if [letter for letter, _ in _OPTION.findall(listed.group(1) if listed else "")] != list(LETTERS[: len(options)]):
        raise DatasetError(f"{path}: the options of {key} are not A, B and so on.")
    pictures = tuple(_picture(folder, str(one)) for one in field_of(row, "image_path", path))
    earlier = len(pictures) - 1 if split.startswith("temporal") else 0
    steps = row.get("reason_steps")
    of, task = f"{split}_cls".split("_")[:2]
    return Sample(
        id=key,
        question=_LISTED.sub("", asked).strip(),
        target=letter_of(answer, options, path) if options else answer,
        options=options,
        images=pictures[earlier:],
        priors=pictures[:earlier],
        groups={"set": of, "task": task},
        cluster=str(row.get("item_id", "")) or None,
        extra={
            "kind": "choice" if options else "open",
            "answer": answer,
            "report": row.get("original_report"),
            "steps": steps.get("reason_steps") if isinstance(steps, dict) else steps,
        },
    )


def _picture(folder: Path, told: str) -> Path:
    return folder / PurePosixPath(told.rsplit(_BASE, maxsplit=1)[-1])


def _fixture(folder: Path) -> None:
    (folder / "data" / "test" / "shrink").mkdir(parents=True)
    for split, file in _FILES.items():
        names = [f"RSNA/train/made_{number}.jpeg" for number in range(2 if split.startswith("temporal") else 1)]
        for place, name in enumerate(names):
            draw(folder / name, 60 * (place + 1))
        row: dict[str, Any] = {
            "image_path": [f"/publishers/ChestXray/{name}" for name in names],
            "answer": "B",
            "answer_content": "No",
            "dataset_name": "reason Image Classification",
            "item_id": "[rsna] [made]RSNA",
            "question": "Does this chest X-ray show a made shadow? Options:\nA) Yes\nB) No",
        }
        if "no_option" in split:
            row |= {"answer": "made shadow", "answer_content": "made shadow", "question": "Which findings are there?"}
        if split in _REASONING:
            row |= {"original_report": "No made shadow.", "reason_steps": {"reason_steps": "It is made, hence no."}}
        (folder / file).write_bytes(orjson.dumps([row]))


def _score(scored: Scored) -> Mapping[str, float]:
    judged = [
        (sample, answer_right(prediction.said, str(sample.extra["answer"])))
        for sample, prediction in scored
        if sample.options
    ]
    kept = [(sample, right) for sample, right in judged if right is not None]
    figures = shares(kept, "set", "task")
    return figures | {"valid": len(kept), "dropped": len(judged) - len(kept), "without_rule": len(scored) - len(judged)}


BENCHMARK = Benchmark(
    name="radrbench_cxr",
    title="RadRBench-CXR",
    kind="choice",
    source="https://github.com/MAGIC-AI4Med/ChestX-Reasoner",
    revision="commit 9a8a00d (fields as in the publishers' own results)",
    licence="Apache-2.0 (code); films of MIMIC-CXR, CheXpert, RSNA, SIIM and MS-CXR-T have terms of their own",
    access="credentialed",
    citation="Fan et al. 2025, arXiv 2504.20930",
    layout="`data/test/shrink/<task>.json` and `data/<task>_gt_reasoning.json`: lists of image_path (a list), question"
    " with its options as `A) …` lines, answer (a letter, or words), answer_content, dataset_name, item_id;"
    " original_report and reason_steps in the latter. Films are looked for under the folder by what follows"
    " `ChestXray/` in image_path.",
    confirmed=True,
    main_score="accuracy",
    splits=tuple(_FILES),
    read=_read,
    fixture=_fixture,
    official=Official(score=_score, source=SOURCE, defects=DEFECTS),
    notes=(
        "Questions without options are scored by RaTEScore, a model that is not run here; they are counted in"
        " `without_rule` and are in no accuracy.",
        "Reasoning is scored by a judge (GPT-4o): `evals.scoring.radrbench.reasoning_figures` adds up its records"
        " by the published rule; recall, precision and efficiency of steps, and RadRScore, their mean.",
        "In the temporal task the first film is the earlier one; it is handed over as such.",
        "item_id comes more than once; questions are numbered in the order of the file, and resampled by item_id.",
        "The published numbers of questions were not seen, so they are not checked.",
    ),
)
