"""PubMedQA: is the question of an abstract's title answered yes, no or maybe by the abstract?"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from evals.benchmark import Benchmark, Official, Scored
from evals.errors import DatasetError
from evals.metrics.classes import class_figures, macro
from evals.records import field_of, one_of, read_json, read_jsonl
from evals.sample import Prediction, Sample

__all__ = ["BENCHMARK"]

_PUBLISHED = "data/ori_pqal.json"
_TEST = "data/test_ground_truth.json"
_LINES = "visible.jsonl"
_LABELS = ("yes", "no", "maybe")


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, _PUBLISHED, "ori_pqal.json", _LINES)
    if path.name == _LINES:
        for row in read_jsonl(path):
            yield _sample(str(field_of(row, "id", path)), row, path)
        return
    rows = read_json(path)
    wanted = set(rows)
    if split == "test":
        wanted &= set(read_json(one_of(folder, _TEST, "test_ground_truth.json")))
    for key, row in rows.items():
        if key in wanted:
            yield _sample(key, row, path)


def _sample(key: str, row: dict[str, Any], path: Path) -> Sample:
    label = str(field_of(row, "final_decision", path))
    if label not in _LABELS:
        raise DatasetError(f"{path}, {key}: final_decision is {label!r}; wanted is one of {', '.join(_LABELS)}.")
    return Sample(
        id=key,
        question=str(field_of(row, "QUESTION", path)).strip(),
        target=label,
        context=tuple(str(one) for one in field_of(row, "CONTEXTS", path)),
        groups={"year": str(row["YEAR"])} if row.get("YEAR") else {},
        extra={"labels": list(row.get("LABELS", [])), "conclusion": row.get("LONG_ANSWER", "")},
    )


def _fixture(folder: Path) -> None:
    (folder / "data").mkdir(parents=True)
    rows = {
        key: {
            "QUESTION": f"Does the made drug {key} help?",
            "CONTEXTS": ["A made trial was done.", f"The made drug {key} was compared."],
            "LABELS": ["METHODS", "RESULTS"],
            "MESHES": ["Humans"],
            "YEAR": "2001",
            "reasoning_required_pred": label,
            "reasoning_free_pred": label,
            "final_decision": label,
            "LONG_ANSWER": "So it was made.",
        }
        for key, label in (("1", "yes"), ("2", "no"), ("3", "maybe"))
    }
    (folder / _PUBLISHED).write_bytes(orjson.dumps(rows))
    (folder / _TEST).write_bytes(orjson.dumps({"1": "yes", "3": "maybe"}))


def _label(prediction: Prediction) -> str:
    return prediction.answer if prediction.answer is not None else prediction.said


def _score(scored: Scored) -> Mapping[str, float]:
    truth = [str(sample.target) for sample, _ in scored]
    said = [_label(prediction) for _, prediction in scored]
    right = sum(one == other for one, other in zip(truth, said, strict=True))
    return {"accuracy": right / len(truth) if truth else 0.0, "macro_f1": macro(class_figures(truth, said), "f1")}


BENCHMARK = Benchmark(
    name="pubmedqa",
    title="PubMedQA (expert labels)",
    kind="yes-no",
    source="https://github.com/pubmedqa/pubmedqa",
    revision="commit 1f00b98 (data), 3e7616d (evaluation)",
    licence="MIT",
    access="open",
    citation="Jin et al. 2019, arXiv 1909.06146",
    layout="`data/ori_pqal.json`, an object of QUESTION, CONTEXTS, LABELS, MESHES, YEAR, final_decision, LONG_ANSWER by"
    " PubMed id; `data/test_ground_truth.json`, labels of the 500 test questions. Also `visible.jsonl` with an id.",
    confirmed=True,
    main_score="accuracy",
    counts={"test": 500, "all": 1000},
    splits=("test", "all"),
    read=_read,
    fixture=_fixture,
    official=Official(
        score=_score,
        source="https://github.com/pubmedqa/pubmedqa/blob/master/evaluation.py",
        defects=(
            "Labels are compared as they are written: `Yes` is not `yes`.",
            "Every label that is none of the three is a class of its own, with F1 0, and lowers macro-F1 for all.",
            "Macro-F1 is over the labels that occur, so that on a part without `maybe` it has two classes.",
        ),
    ),
    notes=(
        "The rule takes a file of labels; the label is `answer` where our parser found one, the reply otherwise.",
        "`conclusion` in `extra` gives the answer away and is for support checks only.",
    ),
)
