"""MedDialogRubrics: what a doctor must ask a made patient, item by item."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.benchmark import Benchmark
from evals.errors import DatasetError
from evals.layouts.beir import write_jsonl
from evals.records import field_of, one_of, read_jsonl
from evals.sample import Sample

__all__ = ["BENCHMARK"]

_FILE = "cases.jsonl"
_QUESTION = "Which diagnosis explains this patient's complaint?"


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, _FILE)
    for row in read_jsonl(path):
        key = str(field_of(row, "id", path))
        yield Sample(
            id=key,
            question=_QUESTION,
            target=str(field_of(row, "disease", path)),
            history=str(field_of(row, "chief_complaint", path)),
            extra={
                "facts": [str(one) for one in field_of(row, "facts", path)],
                "rubrics": _rubrics(field_of(row, "rubrics", path), f"{path}, {key}"),
            },
        )


def _rubrics(given: Any, place: str) -> Sequence[Mapping[str, Any]]:
    if not isinstance(given, list) or not given or not all(isinstance(one, dict) for one in given):
        raise DatasetError(f"{place}: a list of rubrics is wanted.")
    return [{"text": str(field_of(one, "text", place)), "weight": float(one.get("weight", 1))} for one in given]


def _fixture(folder: Path) -> None:
    rows = [
        {
            "id": f"made-{number}",
            "disease": f"Made disease {number}",
            "chief_complaint": "I have had a made pain for two days.",
            "facts": ["The made pain began after a meal.", "No made fever."],
            "rubrics": [{"text": "Asks when it began.", "weight": 5}, {"text": "Asks about fever.", "weight": 3}],
        }
        for number in (1, 2)
    ]
    write_jsonl(folder / _FILE, rows)


BENCHMARK = Benchmark(
    name="meddialog_rubrics",
    title="MedDialogRubrics",
    kind="dialogue",
    source="https://arxiv.org/abs/2601.03023",
    revision="paper v1; no files were found",
    licence="unknown",
    access="unpublished",
    citation="Gong et al. 2026, arXiv 2601.03023",
    layout=f"Expected as `{_FILE}`: id, disease, chief_complaint, facts (single statements that the patient may tell),"
    " rubrics (text and weight). These are the parts that the paper names; its files were not found.",
    confirmed=False,
    main_score="rubric_coverage",
    read=_read,
    fixture=_fixture,
    notes=(
        "The paper tells of 5,200 made patients and more than 60,000 items; no repository or data set was found.",
        "A case is worth the weights of the items that a judge found asked for, over all weights:"
        " `evals.scoring.rubrics.met_share`, with failures of the judge counted apart.",
        "Here the agent is told the complaint; the facts stand in `extra`, to be asked for. Our own score compares the"
        " diagnosis, which the paper does not report.",
    ),
)
