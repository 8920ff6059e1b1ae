"""How well is found what answers? BM25, vectors, both, both after reformulation, both after reranking.

    python benchmarks/retrieval_quality.py FOLDER [--encoder minilm] [--reranker FOLDER] [--cache FOLDER] [--rrf-k 60]

FOLDER has corpus.jsonl (_id, title, text), queries.jsonl (_id, text, perhaps summary) and qrels.tsv (query,
document, grade),
the layout of BEIR. Prints nDCG@10 (graded) and recall@100 with paired bootstrap intervals of 95 % over questions.
Where the
questions have an expert's summary, prints which share of the gap between question and summary reformulation closes.
"""

import argparse
import hashlib
import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from corpora.corpus import Corpus
from corpora.dense import DenseIndex, DenseRetriever
from corpora.document import Passage, Provenance
from corpora.encoders import Encoder, open_encoder
from corpora.encoders.encoder import Vectors
from corpora.expansion import reformulate
from corpora.expansion.searching import spelt_right
from corpora.rerank import CrossEncoderReranker, Reranker
from corpora.searching import Plan, find
from corpora.sparse import SparseIndex
from evals.metrics.paired import paired_interval
from evals.metrics.ranking import ndcg, recall

CUT, DEEP = 10, 100
"""Places that count for nDCG and for recall [1]: those of the BEIR benchmark."""

Scores = NDArray[np.float64]
"""nDCG@10 and recall@100 of each question, shape (questions, 2)."""


class Question(NamedTuple):
    """A question, an expert's summary of it where there is one, and the grades of documents."""

    id: str
    text: str
    summary: str
    grades: Mapping[str, float]


class CachedEncoder:
    """An encoder that looks up texts it was given before; the file is named by the encoder's fingerprint."""

    def __init__(self, encoder: Encoder, folder: Path | None) -> None:
        self._encoder = encoder
        self.name, self.dimension = encoder.name, encoder.dimension
        self.normalised, self.fingerprint = encoder.normalised, encoder.fingerprint
        self._path = folder / f"{encoder.fingerprint[:16]}.npz" if folder else None
        self._known: dict[str, Vectors] = {}
        if self._path is not None and self._path.is_file():
            with np.load(self._path, allow_pickle=False) as kept:
                self._known = dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))

    def encode_queries(self, texts: list[str]) -> Vectors:
        """Encode questions."""
        return self._encoded(texts, self._encoder.encode_queries, "q")

    def encode_passages(self, texts: list[str]) -> Vectors:
        """Encode passages."""
        return self._encoded(texts, self._encoder.encode_passages, "p")

    def _encoded(self, texts, encode, kind) -> Vectors:  # noqa: ANN001 - a benchmark's own helper
        keys = [hashlib.sha256(f"{kind}{text}".encode()).hexdigest()[:32] for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            self._known.update(zip(new, encode(list(new.values())), strict=True))
            if self._path is not None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                known = list(self._known)
                beside = self._path.with_suffix(f".{os.getpid()}.npz")  # so that runs side by side see whole files
                np.savez(beside, keys=np.array(known), vectors=np.stack([self._known[key] for key in known]))
                beside.replace(self._path)
        return np.stack([self._known[key] for key in keys]) if keys else np.zeros((0, self.dimension), np.float32)


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def load_questions(folder: Path) -> list[Question]:
    """Read the questions of which at least one document has a grade above 0."""
    grades: dict[str, dict[str, float]] = {}
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        query, document, grade = line.split("\t")[:3]
        if grade.replace(".", "", 1).isdigit():  # a header has no number there
            grades.setdefault(query, {})[document] = float(grade)
    read = lines(folder / "queries.jsonl")
    return [
        Question(one["_id"], one["text"], one.get("summary", ""), grades[one["_id"]])
        for one in read
        if any(grade > 0 for grade in grades.get(one["_id"], {}).values())
    ]


def load_corpus(folder: Path, encoder: Encoder | None) -> Corpus:
    source = Provenance(title="", issuer="", year=None, url="")
    passages = sorted(
        (
            Passage(id=one["_id"], document=one["_id"], text=f"{one.get('title', '')}\n{one['text']}", source=source)
            for one in lines(folder / "corpus.jsonl")
        ),
        key=lambda one: one.id,
    )
    texts = [one.text for one in passages]
    dense = DenseRetriever(encoder, DenseIndex(encoder.encode_passages(texts))) if encoder else None
    return Corpus(passages, name=folder.name, sparse=SparseIndex(texts), dense=dense)


def measured(corpus: Corpus, questions: Sequence[Question], asked: Sequence[tuple[str, str]], plan: Plan) -> Scores:
    """Score one way of searching; `asked` has the search words and the meaning for each question."""
    rows = []
    for question, (words, meaning) in zip(questions, asked, strict=True):
        found = [hit.passage.id for hit in find(corpus, words, meaning=meaning, k=DEEP, plan=plan)]
        rows.append((ndcg(found, question.grades, CUT), recall(found, question.grades, DEEP)))
    return np.array(rows)


def reformulated(corpus: Corpus, texts: Sequence[str]) -> list[tuple[str, str]]:
    said = [reformulate(text) for text in texts]
    return [(spelt_right(one.words, corpus), one.meaning) for one in said]


def show(name: str, scores: Scores, against: Scores | None = None, versus: str = "") -> None:
    line = f"{name:28} nDCG@10 {scores[:, 0].mean():.4f}  R@100 {scores[:, 1].mean():.4f}"
    if against is not None:
        line += f"  nDCG@10 - {versus}: {paired_interval(scores[:, 0], against[:, 0])}"
        line += f"  R@100 - {versus}: {paired_interval(scores[:, 1], against[:, 1])}"
    print(line, flush=True)


def show_gap(name: str, raw: Scores, changed: Scores, summary: Scores) -> None:
    gap = summary[:, 0].mean() - raw[:, 0].mean()
    closed = f"{(changed[:, 0].mean() - raw[:, 0].mean()) / gap:.0%}" if gap > 0 else "not defined: there is no gap"
    print(
        f"{name}: question {raw[:, 0].mean():.4f}, reformulated {changed[:, 0].mean():.4f}, expert summary "
        f"{summary[:, 0].mean():.4f}; closed {closed}; gain {paired_interval(changed[:, 0], raw[:, 0])}",
        flush=True,
    )


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--encoder", default="minilm", help="minilm, lsa, none or the folder of a model")
    parser.add_argument("--reranker", default=None, help="folder of a cross-encoder; nothing is reranked without one")
    parser.add_argument("--cache", type=Path, default=None, help="folder in which vectors are kept between runs")
    parser.add_argument("--rrf-k", type=float, default=60.0)
    return parser.parse_args()


def main() -> None:
    chosen = parsed()
    questions = load_questions(chosen.folder)
    encoder = None
    if chosen.encoder != "none":
        texts = [f"{one.get('title', '')}\n{one['text']}" for one in lines(chosen.folder / "corpus.jsonl")]
        encoder = CachedEncoder(open_encoder(chosen.encoder, texts=texts), chosen.cache)
    corpus = load_corpus(chosen.folder, encoder)
    print(f"$ python benchmarks/retrieval_quality.py {chosen.folder.name}")
    print(f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}, NumPy {np.__version__}; CPU")
    print(f"{len(questions)} questions, {len(corpus)} documents, encoder {chosen.encoder}, RRF k {chosen.rrf_k:g}")
    run = partial(measured, corpus, questions)
    asked = [(one.text, one.text) for one in questions]
    changed = reformulated(corpus, [one.text for one in questions])
    words = Plan(weights={"dense": 0.0})
    both = Plan()
    bm25 = run(asked, words)
    show("bm25", bm25)
    bm25_changed = run(changed, words)
    show("bm25 + reformulation", bm25_changed, bm25, "bm25")
    if encoder is None:
        _gaps(questions, run, [("bm25", words, bm25, bm25_changed)])
        print("hybrid - bm25: not measured without an encoder")
        return
    show("dense", run(asked, Plan(weights={"sparse": 0.0})), bm25, "bm25")
    show("hybrid, fused by rank", run(asked, Plan(fusion="rank", rrf_k=chosen.rrf_k)), bm25, "bm25")
    hybrid = run(asked, both)
    show("hybrid", hybrid, bm25, "bm25")
    hybrid_changed = run(changed, both)
    show("hybrid + reformulation", hybrid_changed, hybrid, "hybrid")
    _reranked(chosen.reranker, run, asked, hybrid)
    _gaps(questions, run, [("bm25", words, bm25, bm25_changed), ("hybrid", both, hybrid, hybrid_changed)])
    print(f"hybrid - bm25: {paired_interval(hybrid[:, 0], bm25[:, 0])}")


def _reranked(folder: str | None, run, asked, hybrid: Scores) -> None:  # noqa: ANN001
    if folder is None:
        print(f"{'hybrid + rerank':28} not measured: no cross-encoder was named (--reranker FOLDER)")
        return
    reranker: Reranker = CrossEncoderReranker.of(folder)
    show("hybrid + rerank", run(asked, Plan(reranker=reranker)), hybrid, "hybrid")


def _gaps(questions: Sequence[Question], run, ways) -> None:  # noqa: ANN001
    if not all(one.summary for one in questions):
        return
    summaries = [(one.summary, one.summary) for one in questions]
    for name, plan, raw, changed in ways:
        show_gap(f"{name}, gap", raw, changed, run(summaries, plan))


if __name__ == "__main__":
    main()
