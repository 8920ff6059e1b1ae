"""R2MED: documents that answer a medical question only by reasoning, eight sets."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from evals.benchmark import Benchmark, Official, Scored
from evals.errors import DatasetError
from evals.layouts.beir import read_queries, write_jsonl
from evals.records import field_of, one_of, read_jsonl
from evals.sample import Sample
from evals.scoring.ranked import beir_figures

__all__ = ["BENCHMARK"]

_SETS = {
    "Biology": ("Biology", "Stack-Biology"),
    "Bioinformatics": ("Bioinformatics", "Stack-Bioinformatics"),
    "Medical-Sciences": ("Medical-Sciences", "Stack-Medical"),
    "MedXpertQA-Exam": ("MedXpertQA-Exam",),
    "MedQA-Diag": ("MedQA-Diag",),
    "PMC-Treatment": ("PMC-Treatment", "PMC-Treat"),
    "PMC-Clinical": ("PMC-Clinical", "PMCPatients"),
    "IIYi-Clinical": ("IIYi-Clinical", "IIYiPatients-EN"),
}
"""Folders by set: the name on the hub, and the one in the publishers' script."""

_CUTS = (1, 10, 25, 50, 100)
"""Places at which the script reports [1]."""


def _read(folder: Path, split: str) -> Iterator[Sample]:
    found = 0
    for name, folders in _SETS.items():
        place = next((folder / one for one in folders if (folder / one).is_dir()), None)
        if place is not None:
            found += 1
            yield from _read_set(place, name)
    if not found:
        raise DatasetError(f"{folder} holds none of the folders {', '.join(_SETS)}.")


def _read_set(folder: Path, name: str) -> Iterator[Sample]:
    judged = one_of(folder, "qrels.jsonl", "qrels.txt")
    grades: dict[str, dict[str, float]] = defaultdict(dict)
    for row in read_jsonl(judged):
        query, document = (str(field_of(row, field, judged)) for field in ("q_id", "p_id"))
        grades[query][document] = float(int(field_of(row, "score", judged)))
    corpus = one_of(folder, "corpus.jsonl")
    for key, row in read_queries(one_of(folder, "query.jsonl"), key="id"):
        yield Sample(
            id=f"{name}/{key}",
            question=str(row["text"]).strip(),
            target=grades.get(key, {}),
            groups={"set": name},
            extra={"corpus": str(corpus.parent), "query": key},
        )


def _fixture(folder: Path) -> None:
    for name in _SETS:
        (folder / name).mkdir(parents=True)
        write_jsonl(folder / name / "query.jsonl", [{"id": "q1", "text": f"Why is the made {name} so?"}])
        write_jsonl(
            folder / name / "corpus.jsonl",
            [{"id": "d1", "text": "It is so because it was made."}, {"id": "d2", "text": "It is not."}],
        )
        write_jsonl(folder / name / "qrels.jsonl", [{"q_id": "q1", "p_id": "d1", "score": 1}])


def _score(scored: Scored) -> Mapping[str, float]:
    by_set = {
        name: beir_figures([pair for pair in scored if pair[0].groups.get("set") == name], _CUTS, drop_same=False)
        for name in dict.fromkeys(sample.groups.get("set", "") for sample, _ in scored)
    }
    figures = {f"ndcg@10/set={name}": one["ndcg@10"] for name, one in by_set.items()}
    return {"ndcg@10": sum(figures.values()) / len(figures) if figures else 0.0, **figures}


BENCHMARK = Benchmark(
    name="r2med",
    title="R2MED",
    kind="retrieval",
    source="https://huggingface.co/R2MED",
    revision="https://github.com/R2MED/R2MED, commit 45cbac5",
    licence="MIT",
    access="open",
    citation="Li, Zhou and Liu 2025, arXiv 2505.14558",
    layout="One folder a set with `query.jsonl` (id, text), `corpus.jsonl` (id, text) and `qrels.jsonl` (q_id, p_id,"
    " score).",
    confirmed=True,
    main_score="ndcg@10",
    counts={"test": 876},
    read=_read,
    fixture=_fixture,
    official=Official(
        score=_score,
        source="https://github.com/R2MED/R2MED/blob/main/src/eval_bench_BM25.py",
        defects=(
            "A question whose search failed is left out of the average.",
            "The README calls the judgements `qrels.txt`; the script reads JSON Lines under `qrels.jsonl`.",
        ),
    ),
    notes=(
        "`ndcg@10` is the mean over sets, each of equal weight, in [0-1]; the paper prints it times 100.",
        "The folder of a set's `corpus.jsonl` is `corpus` in `extra`; each question must be searched in its own set.",
    ),
)
