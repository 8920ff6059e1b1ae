"""LiveQA over MedQuAD: consumers' health questions, with answers of trusted pages that NLM graded."""

from collections.abc import Iterator
from pathlib import Path

from evals.benchmark import Benchmark
from evals.layouts.beir import read_grades, read_queries, write_jsonl
from evals.records import one_of
from evals.sample import Sample

__all__ = ["BENCHMARK"]


def _read(folder: Path, split: str) -> Iterator[Sample]:
    queries, corpus = one_of(folder, "queries.jsonl"), one_of(folder, "corpus.jsonl")
    grades = read_grades(one_of(folder, "qrels.tsv"))
    for key, row in read_queries(queries):
        if key in grades:
            yield Sample(
                id=key,
                question=str(row["text"]).strip(),
                target=grades[key],
                extra={
                    "corpus": str(corpus.parent),
                    "summary": row.get("summary"),
                    "paraphrase": row.get("paraphrase"),
                },
            )


def _fixture(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_jsonl(
        folder / "queries.jsonl",
        [
            {"_id": "1", "text": "hello my made cough wont stop", "summary": "How is a made cough treated?"},
            {"_id": "2", "text": "is the made rash catching?", "summary": "Is a made rash contagious?"},
        ],
    )
    write_jsonl(
        folder / "corpus.jsonl",
        [
            {"_id": "a", "title": "Made cough", "text": "It is treated with rest.", "url": "https://example.org/a"},
            {"_id": "b", "title": "Made rash", "text": "It is not catching.", "url": "https://example.org/b"},
        ],
    )
    (folder / "qrels.tsv").write_text("1\ta\t3\n1\tb\t0\n2\tb\t2\n", encoding="utf-8")


BENCHMARK = Benchmark(
    name="liveqa_medquad",
    title="LiveQA-Med 2017 over MedQuAD",
    kind="retrieval",
    source="https://github.com/abachaa/MedQuAD",
    revision="unknown: the publishers' files were not seen",
    licence="CC-BY-4.0",
    access="open",
    citation="Ben Abacha and Demner-Fushman 2019, arXiv 1901.08079",
    layout="`queries.jsonl` with _id, text, summary, paraphrase; `corpus.jsonl` with _id, title, text, url; `qrels.tsv`"
    " with question, document and grade 0-3, without a header.",
    confirmed=False,
    main_score="ndcg@10",
    read=_read,
    fixture=_fixture,
    notes=(
        "The publishers give a ZIP of judged answers and a list of judgements whose layout could not be seen; this"
        " reads the same questions, answers and grades in the layout of BEIR.",
        "`summary` in `extra` is an expert's rewriting of the question; it must not be shown to the model, but"
        " searching with it tells what rewriting is worth.",
    ),
)
