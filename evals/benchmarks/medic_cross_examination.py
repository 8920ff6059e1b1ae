"""MEDIC's cross-examination: is a summary complete, true to its source, without invention, and short?"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from evals.benchmark import Benchmark, Official, Scored
from evals.errors import DatasetError
from evals.layouts.beir import write_jsonl
from evals.records import field_of, one_of, read_jsonl
from evals.sample import Sample
from evals.scoring.examined import RULE
from evals.scoring.medic import DEFECTS, FIGURES, SOURCE, published_scores

__all__ = ["BENCHMARK"]

_FILES = ("pairs.jsonl", "requests.jsonl")
_QUESTION = "Summarise this clinical text: keep every finding, result, diagnosis and plan, and add nothing."


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, *_FILES)
    for number, row in enumerate(read_jsonl(path), 1):
        source = str(field_of(row, "original_document", path))
        if not source.strip():
            raise DatasetError(f"{path}, row {number}: the original document is empty.")
        yield Sample(
            id=str(row.get("id", number)),
            question=_QUESTION,
            target=source,
            history=source,
            extra={"rule": RULE, "source": source, "summary": row.get("generated_document")},
        )


def _fixture(folder: Path) -> None:
    write_jsonl(
        folder / _FILES[0],
        [
            {
                "original_document": f"Patient {number} has a made cough. No made fever. The made test is high.",
                "generated_document": "Made cough. Made test high.",
            }
            for number in (1, 2)
        ],
    )


def _score(scored: Scored) -> Mapping[str, float]:
    found = [published_scores(prediction.said, str(sample.extra["source"])) for sample, prediction in scored]
    valid = [one for one in found if one is not None]
    figures: dict[str, float] = {}
    for name in FIGURES:
        # -1 stands for a figure that the script did not compute.
        values = [one[name] for one in valid if name == "conciseness" or one[name] >= 0]
        figures[name] = sum(values) / len(values) if values else float("nan")
    return figures | {"pairs": len(valid), "without_record": len(found) - len(valid)}


BENCHMARK = Benchmark(
    name="medic_cross_examination",
    title="MEDIC cross-examination",
    kind="report",
    source="https://github.com/m42-health/cross-examination-framework",
    revision="commit 1041f10",
    licence="CC-BY-NC-4.0 (the publishers' code; none of it is used)",
    access="open",
    citation="Kanithi et al. 2024, arXiv 2409.07314; Raha et al. 2026, arXiv 2601.19350",
    layout="`pairs.jsonl`: one request of the publishers' interface a line, original_document and generated_document;"
    " an id where there is one.",
    confirmed=True,
    main_score="overall",
    read=_read,
    fixture=_fixture,
    official=Official(score=_score, source=SOURCE, defects=DEFECTS),
    notes=(
        "A method, not a set: any pairs of a text and its summary will do. The publishers used, among others,"
        " ACI-Bench and discharge summaries.",
        "The published rule needs a judge. It is applied to a recorded reply that holds the judge's answers"
        " (`evals.scoring.medic.published_scores`); means over pairs are ours.",
        "Our own score asks the judge that was named: five questions from each text, each put to both; a summary at"
        " which a call failed ends as `judge`. Without a judge each sentence is a question, answered by shared words.",
        "Recorded summaries are examined with `python -m evals examine FILE`; in a run, the agent summarises.",
    ),
)
