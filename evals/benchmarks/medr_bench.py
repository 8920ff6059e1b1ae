"""MedR-Bench: diagnosis and treatment of published cases, with the reasoning judged."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from evals.benchmark import Benchmark
from evals.errors import DatasetError
from evals.records import field_of, one_of, read_json
from evals.sample import Sample
from evals.scoring.medrbench import SOURCE

__all__ = ["BENCHMARK"]

_FILES = {
    "diagnosis": "diagnosis_957_cases_with_rare_disease_491.json",
    "treatment": "treatment_496_cases_with_rare_disease_165.json",
}
_RESULTS = {"diagnosis": "diagnosis_results", "treatment": "treatment_plan_results"}
_REASONING = {"diagnosis": "differential_diagnosis", "treatment": "treatment_planning_analysis"}
_QUESTIONS = {
    "diagnosis": "Which diagnosis explains this case?",
    "treatment": "Which treatment do you plan for this patient?",
}


def _read(folder: Path, split: str) -> Iterator[Sample]:
    name = _FILES[split]
    path = one_of(folder, f"data/MedRBench/{name}", f"MedRBench/{name}", name)
    rows = read_json(path)
    if not isinstance(rows, dict):
        raise DatasetError(f"{path}: an object of cases by id is wanted.")
    for key, row in rows.items():
        yield _sample(key, row, split, f"{path}, {key}")


def _sample(key: str, row: Mapping[str, Any], split: str, place: str) -> Sample:
    case = field_of(row, "generate_case", place)
    reasoning = case.get(_REASONING[split])
    return Sample(
        id=key,
        question=_QUESTIONS[split],
        target=str(field_of(case, _RESULTS[split], place)).strip(),
        history=str(field_of(case, "case_summary", place)).strip(),
        groups={"task": split},
        extra={"reasoning": reasoning if isinstance(reasoning, (str, list, dict)) else None},
    )


def _fixture(folder: Path) -> None:
    base = folder / "data" / "MedRBench"
    base.mkdir(parents=True)
    for split, name in _FILES.items():
        rows = {
            f"PMC{number}": {
                "generate_case": {
                    "case_summary": f"Patient {number} has a made pain.\nAncillary Tests: a made value is high.",
                    _REASONING[split]: "It is made, because it was made.",
                    "final_diagnosis": "It is a made disease.",
                    _RESULTS[split]: f"Made {split} {number}",
                }
            }
            for number in (1, 2)
        }
        (base / name).write_bytes(orjson.dumps(rows))


BENCHMARK = Benchmark(
    name="medr_bench",
    title="MedR-Bench",
    kind="open",
    source="https://github.com/MAGIC-AI4Med/MedRBench",
    revision="files as read by the scripts at commits 297c9b5, 42ac8de and 2f13c20",
    licence="CC-BY-SA-4.0 (cases)",
    access="open",
    citation="Qiu et al. 2025, arXiv 2503.04691",
    layout=f"`data/MedRBench/{_FILES['diagnosis']}` and `{_FILES['treatment']}`: cases by id with generate_case, which"
    " has case_summary, differential_diagnosis and diagnosis_results, or treatment_planning_analysis and"
    " treatment_plan_results.",
    confirmed=True,
    main_score="accuracy",
    counts={"diagnosis": 957, "treatment": 496},
    splits=("diagnosis", "treatment"),
    read=_read,
    fixture=_fixture,
    notes=(
        "Every published figure is a judge's (GPT-4o, with a web search for treatments), so no official score is"
        " offered without one; our own strict score compares words. `evals.scoring.medrbench` reads a judge's reply by"
        f" the published rule ({SOURCE}).",
        "Defect of that rule: `Incorrect` holds `correct` and counts as right, and so does a reply that repeats"
        " `[Correct|Wrong]`. Cases whose judgement failed are left out of the total.",
        "All is told at once here (the setting called oracle); the settings that ask for examinations need the"
        " publishers' patient agent.",
    ),
)
