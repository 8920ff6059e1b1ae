"""ESL-Bench: questions about years of a made person's health data: devices, examinations and events."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from evals.benchmark import Benchmark, Official, Scored
from evals.errors import DatasetError
from evals.layouts.beir import write_jsonl
from evals.records import field_of, read_jsonl
from evals.sample import Kind, Sample
from evals.scoring.health_answers import (
    DEFECTS,
    SOURCE,
    TOLERANCE,
    boolean_score,
    list_score,
    numeric_score,
    text_score,
)

__all__ = ["BENCHMARK"]

_TYPES = ("numeric_value", "boolean", "list", "text")
_TRUE = ("true", "yes")


def _read(folder: Path, split: str) -> Iterator[Sample]:
    banks = sorted(folder.glob("*.jsonl"))
    if len(banks) != 1:
        named = ", ".join(one.name for one in banks) or "none"
        raise DatasetError(f"{folder} holds {named}; one file of questions (.jsonl) of a batch is wanted.")
    for row in read_jsonl(banks[0]):
        yield _sample(row, folder, banks[0])


def _sample(row: Mapping[str, Any], folder: Path, path: Path) -> Sample:
    key, rule = str(field_of(row, "id", path)), field_of(row, "eval", path)
    form = {"numeric": "numeric_value"}.get(rule.get("answer_type"), rule.get("answer_type"))
    if form not in _TYPES:
        raise DatasetError(f"{path}, {key}: the answer type is {form!r}; known are {', '.join(_TYPES)}.")
    expected = field_of(rule, "expected_value", path)
    user = key.rsplit("_Q", maxsplit=1)[0]
    kind, target = _target(form, expected)
    profile = folder / user / "profile.json"
    return Sample(
        id=key,
        question=str(field_of(row, "description", path)).strip(),
        target=target,
        context=(profile.read_text(encoding="utf-8"),) if profile.is_file() else (),
        groups={"dimension": str(rule.get("difficulty", "")), "answer": form},
        cluster=user,
        extra={
            "kind": kind,
            "form": form,
            "expected": expected,
            "tolerance": float(rule.get("number_tolerance", TOLERANCE)),
            "judged": form == "text" and bool(rule.get("key_points")),
            "data": str(folder / user),
        },
    )


def _target(form: str, expected: Any) -> tuple[Kind, Any]:
    if form == "numeric_value" and isinstance(expected, (int, float)) and not isinstance(expected, bool):
        near = abs(expected) * TOLERANCE
        return "number", {"value": expected, "lower": expected - near, "upper": expected + near}
    if form == "boolean":
        return "yes-no", "yes" if str(expected).strip().casefold() in _TRUE else "no"
    return "open", "; ".join(map(str, expected)) if isinstance(expected, list) else str(expected)


def _fixture(folder: Path) -> None:
    user = "user1_AT_made"
    (folder / user).mkdir()
    (folder / user / "profile.json").write_bytes(orjson.dumps({"age": 40, "conditions": ["made disease"]}))
    entry = {
        "time": "2024-03-15",
        "entry_type": "device_indicator",
        "indicator": "MadeRate",
        "value": 61,
        "unit": "/min",
    }
    (folder / user / f"{user}_timeline.json").write_bytes(orjson.dumps({"entries": [entry]}))
    rows = []
    for number, (asked, form, expected) in enumerate(
        (
            ("What was the made rate on 2024-03-15?", "numeric_value", 61),
            ("Was the made rate ever abnormal?", "boolean", "false"),
            ("Which indicators did the made event move?", "list", ["MadeRate", "MadeSleep"]),
            ("What explains the made change?", "text", "The made event explains it."),
        )
    ):
        rule = {"evaluator": "kg_qa", "answer_type": form, "expected_value": expected, "key_points": ["made"]}
        rows.append(
            {
                "id": f"{user}_Q{number:03d}",
                "title": f"[Lookup] {asked}",
                "description": asked,
                "user": {"type": "manual", "strict_inputs": [asked], "target_overrides": {}},
                "eval": rule | {"difficulty": "Lookup", "source_data": {}},
                "tags": ["difficulty:Lookup", f"answer_type:{form}"],
            }
        )
    write_jsonl(folder / "questions.jsonl", rows)


def _score(scored: Scored) -> Mapping[str, float]:
    worth: dict[str, list[float]] = {"score": []}
    for sample, prediction in scored:
        if not sample.extra.get("judged"):
            value = _worth(sample, prediction.said)
            for name in (
                "score",
                f"score/dimension={sample.groups['dimension']}",
                f"score/answer={sample.groups['answer']}",
            ):
                worth.setdefault(name, []).append(value)
    figures = {name: sum(values) / len(values) if values else 0.0 for name, values in worth.items()}
    return figures | {"scored": len(worth["score"]), "needs_judge": len(scored) - len(worth["score"])}


def _worth(sample: Sample, said: str) -> float:
    form, expected = sample.extra["form"], sample.extra["expected"]
    if form == "numeric_value":
        return numeric_score(said, str(expected), float(sample.extra.get("tolerance", TOLERANCE)))
    if form == "boolean":
        return boolean_score(said, str(expected))
    if form == "list":
        items = [one.strip() for one in expected.split(";")] if isinstance(expected, str) else list(map(str, expected))
        return list_score(said, [one for one in items if one])
    return text_score(said, str(expected))


BENCHMARK = Benchmark(
    name="esl_bench",
    title="ESL-Bench",
    kind="open",
    source="https://huggingface.co/datasets/healthmemoryarena/ESL-Bench",
    revision="layout as in the publishers' evaluator, commits 5e8e1b9 and 3439f90; a batch a month",
    licence="see the data card (made persons)",
    access="open",
    citation="Li et al. 2026, arXiv 2604.02834",
    layout="A folder of one batch: one `*.jsonl` of questions (id, description, eval with answer_type, expected_value,"
    " key_points, difficulty; user; tags), and a folder for each person (`user…_AT_…`) with profile.json,"
    " `*_timeline.json` (entries of devices, examinations and events) and exam_data.json.",
    confirmed=True,
    main_score="score",
    read=_read,
    fixture=_fixture,
    official=Official(score=_score, source=SOURCE, defects=DEFECTS),
    notes=(
        "Answers in words are scored by a judge (GPT-4.1 with key points); they are counted in `needs_judge` and are"
        " in no figure. The publishers' total has them.",
        "The agent is given the profile; the timeline, years of daily rows, has to be searched, for which it has no"
        " tool here. `extra` names the folder.",
        "kg_evaluation_queries.json beside the data holds the answers; keep it away from a model that reads files.",
        "Batches differ in size, so the number of questions is not checked.",
    ),
)
