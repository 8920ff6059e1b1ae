"""SciFact: abstracts that bear on a scientific claim, in the retrieval form of BEIR."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.benchmark import Benchmark, Official, Scored
from evals.layouts.beir import read_grades, read_queries, write_beir, write_jsonl
from evals.records import field_of, one_of, read_jsonl
from evals.sample import Sample
from evals.scoring.ranked import beir_figures

__all__ = ["BENCHMARK"]

_CUTS = (1, 3, 5, 10, 100, 1000)
"""Places at which BEIR reports [1]."""


def _read(folder: Path, split: str) -> Iterator[Sample]:
    queries, grades_path = one_of(folder, "queries.jsonl"), one_of(folder, f"qrels/{split}.tsv", "qrels.tsv")
    corpus = one_of(folder, "corpus.jsonl")
    grades = read_grades(grades_path)
    evidence = _evidence(folder / "evidence.jsonl")
    for key, row in read_queries(queries):
        if key in grades and (grades_path.name != "qrels.tsv" or row.get("split", split) == split):
            yield Sample(
                id=key,
                question=str(row["text"]),
                target=grades[key],
                extra={"corpus": str(corpus.parent), "evidence": evidence.get(key, [])},
            )


def _evidence(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Which sentences of which abstract support or contradict, by claim; empty where the file is not there."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    if path.is_file():
        for row in read_jsonl(path):
            found[str(field_of(row, "claim_id", path))].append(
                {name: field_of(row, name, path) for name in ("doc_id", "label", "sentences")}
            )
    return dict(found)


def _fixture(folder: Path) -> None:
    corpus = [
        {"_id": "11", "title": "Made cells", "text": "Made cells divide slowly.", "metadata": {}},
        {"_id": "12", "title": "Made mice", "text": "Made mice sleep longer.", "metadata": {}},
    ]
    queries = [
        {"_id": "1", "text": "Made cells divide.", "metadata": {}},
        {"_id": "2", "text": "Made mice do not sleep.", "metadata": {}},
    ]
    write_beir(folder, queries, corpus, "test", "1\t11\t1\n2\t12\t1\n")
    (folder / "qrels" / "train.tsv").write_text("query-id\tcorpus-id\tscore\n1\t12\t1\n", encoding="utf-8")
    write_jsonl(folder / "evidence.jsonl", [{"claim_id": "2", "doc_id": "12", "label": "CONTRADICT", "sentences": [0]}])


def _score(scored: Scored) -> Mapping[str, float]:
    return beir_figures(scored, _CUTS, drop_same=True)


BENCHMARK = Benchmark(
    name="scifact",
    title="SciFact (retrieval)",
    kind="retrieval",
    source="https://public.ukp.informatik.tu-darmstadt.de/thakur/BEIR/datasets/scifact.zip",
    revision="BEIR release; labels and sentences of https://github.com/allenai/scifact, commit 04816e2",
    licence="CC-BY-4.0 (claims), ODC-By-1.0 (abstracts)",
    access="open",
    citation="Wadden et al. 2020, arXiv 2004.14974; BEIR: Thakur et al. 2021, arXiv 2104.08663",
    layout="`corpus.jsonl` with _id, title, text; `queries.jsonl` with _id, text; `qrels/{test,train}.tsv` with a"
    " header. Also one `qrels.tsv` without a header where queries name their split. `evidence.jsonl` (claim_id, doc_id,"
    " label, sentences) may lie beside them.",
    confirmed=True,
    main_score="ndcg@10",
    splits=("test", "train"),
    read=_read,
    fixture=_fixture,
    official=Official(
        score=_score,
        source="https://github.com/beir-cellar/beir/blob/main/beir/retrieval/evaluation.py",
        defects=(
            "A question whose search failed is left out of the average.",
            "A document whose number is by chance that of the claim is thrown out before scoring.",
        ),
    ),
    notes=(
        "The folder of `corpus.jsonl` is `corpus` in `extra`; `evidence` there holds gold sentences with"
        " SUPPORT or CONTRADICT.",
        "The leaderboard of SciFact itself scores labels and sentences; that needs one label and up to three sentences"
        " per abstract, which a ranking does not hold.",
    ),
)
