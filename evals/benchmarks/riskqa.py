"""RiskQA: which figure does a published risk calculator give for a patient?"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import orjson

from evals.benchmark import Benchmark, Official, Scored
from evals.layouts.choices import letter_of, options_of
from evals.records import field_of, one_of, read_json, read_jsonl
from evals.sample import Sample
from evals.scoring.shares import shares

__all__ = ["BENCHMARK"]

_PUBLISHED = ("riskqa_evaluation/dataset/riskqa.json", "dataset/riskqa.json", "riskqa.json")
_LINES = "visible.jsonl"


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, *_PUBLISHED, _LINES)
    rows = read_jsonl(path) if path.name == _LINES else read_json(path)
    for number, row in enumerate(rows):
        options = options_of(field_of(row, "choices", path), path)
        paper = str(row.get("pmid", ""))
        yield Sample(
            id=str(row.get("id", number)),
            question=str(field_of(row, "question", path)).strip(),
            target=letter_of(str(field_of(row, "answer", path)), options, path),
            options=options,
            cluster=paper or None,
            extra={"pmid": paper},
        )


def _fixture(folder: Path) -> None:
    path = folder / _PUBLISHED[0]
    path.parent.mkdir(parents=True)
    choices = {"A": "1 %", "B": "2 %", "C": "3 %", "D": "4 %", "E": "5 %"}
    rows = [
        {"question": f"A made patient has {points} points. What is the risk?", "choices": choices, "answer": answer}
        | {"pmid": str(points)}
        for points, answer in ((2, "B"), (5, "E"))
    ]
    path.write_bytes(orjson.dumps(rows))


def _parsed(said: str) -> str:
    """The first of A to F, in the order of the alphabet, that stands before a point anywhere; X where none does."""
    return next((letter for letter in "ABCDEF" if f"{letter}." in said), "X")


def _score(scored: Scored) -> Mapping[str, float]:
    return shares((sample, _parsed(prediction.said) == sample.target) for sample, prediction in scored)


BENCHMARK = Benchmark(
    name="riskqa",
    title="RiskQA",
    kind="choice",
    source="https://github.com/ncbi-nlp/Clinical-Tool-Learning",
    revision="commit 1c64a63",
    licence="public domain (US government work)",
    access="open",
    citation="Jin et al. 2024 (AgentMD), arXiv 2402.13225",
    layout="`riskqa_evaluation/dataset/riskqa.json`: a list of question, choices by letter, answer, pmid. Also"
    " `visible.jsonl` with an id.",
    confirmed=True,
    main_score="accuracy",
    read=_read,
    fixture=_fixture,
    official=Official(
        score=_score,
        source="https://github.com/ncbi-nlp/Clinical-Tool-Learning/blob/main/riskqa_evaluation/get_overall_performance.py",
        defects=(
            "The alphabet decides and not the text: `C. 3 %, not A. 1 %` is A, and any sentence that ends in A is A.",
            "A letter without a point, `C` or `(C)`, is not seen.",
        ),
    ),
    notes=("The published number of questions was not seen at the source, so it is not checked.",),
)
