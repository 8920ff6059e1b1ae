"""CP-Env: a patient on the way through a hospital, from the desk to the diagnosis and the plan."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from evals.benchmark import Benchmark, Official, Scored
from evals.layouts.beir import write_jsonl
from evals.layouts.choices import options_of
from evals.records import field_of, one_of, read_jsonl
from evals.sample import Sample
from evals.scoring.cp_env import DEFECTS, SOURCE, published_figures

__all__ = ["BENCHMARK"]

_FILES = ("data/test.jsonl", "test.jsonl", "diagnosis_arena.jsonl")
_EXAMINATION, _TESTS = "Physical Examination", "Diagnostic Tests"
_QUESTION = "Which diagnosis explains this case?"


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, *_FILES)
    for row in read_jsonl(path):
        yield Sample(
            id=str(field_of(row, "id", path)),
            question=_QUESTION,
            target=str(field_of(row, "Final Diagnosis", path)).strip(),
            history=str(field_of(row, "Case Information", path)).strip(),
            extra={
                "examination": str(field_of(row, _EXAMINATION, path)),
                "tests": str(field_of(row, _TESTS, path)),
                "options": list(options_of(field_of(row, "Options", path), path)),
                "right_option": str(field_of(row, "Right Option", path)),
            },
        )


def _fixture(folder: Path) -> None:
    (folder / "data").mkdir()
    rows = [
        {
            "id": number,
            "Case Information": f"Patient {number} has had a made pain for two days.",
            _EXAMINATION: "A made sign is there.",
            _TESTS: "A made test is high.",
            "Final Diagnosis": f"Made disease {number}",
            "Options": {letter: f"Made disease {place}" for place, letter in enumerate("ABCD")},
            "Right Option": "ABCD"[number],
        }
        for number in (1, 2)
    ]
    write_jsonl(folder / _FILES[0], rows)


def _score(scored: Scored) -> Mapping[str, float]:
    return published_figures([prediction.said for _, prediction in scored])


BENCHMARK = Benchmark(
    name="cp_env",
    title="CP-Env",
    kind="dialogue",
    source="https://github.com/SPIRAL-MED/CP_ENV",
    revision="commit e8c31c3; cases of SII-SPIRAL-MED/DiagnosisArena as its data card lists them",
    licence="unstated (environment); MIT by the data card of an author's copy, shzyk/DiagnosisArena (cases)",
    access="open",
    citation="Zhu et al. 2025, arXiv 2512.10206; DiagnosisArena: Zhu et al. 2025, arXiv 2505.14107",
    layout=f"id, Case Information, {_EXAMINATION}, {_TESTS}, Final Diagnosis, Options (A to D), Right Option. Published"
    " as Parquet (`data/test-*`); read here as JSON Lines of the same rows, `data/test.jsonl`.",
    confirmed=True,
    main_score="DR@5",
    counts={"test": 915},
    read=_read,
    fixture=_fixture,
    official=Official(score=_score, source=SOURCE, defects=DEFECTS),
    notes=(
        "The environment has no cases of its own: its command loads DiagnosisArena, and plays desk, doctor, laboratory"
        " and team with models. That play is not rebuilt here. Here the agent is told the case, and the findings of"
        " examination and tests stand in `extra`, to be asked for.",
        "The published rule adds up verdicts of a judge (gpt-oss-120b). It is applied to a recorded reply that holds"
        " them (`evals.scoring.cp_env`); `case_scores(record, missing=False)` does the same with what is missing held"
        " for failed.",
        "Write the rows as JSON Lines with `datasets`: `load_dataset(…)['test'].to_json('data/test.jsonl')`.",
    ),
)
