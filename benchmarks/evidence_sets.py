"""Questions and what was found for them, from a folder in BEIR layout: what the evidence filter is measured on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.appraisal.pair import FEATURES, Candidate, features
from benchmarks.retrieval_quality import CachedEncoder, lines
from corpora.expansion import reformulate
from corpora.sparse import SparseIndex

TOP = 3
"""Abstracts that are looked at for a claim [1]: the number that the baseline of SciFact retrieves (VeriSci, k = 3)."""
CUT = 2
"""Grade from which on an answer of LiveQA bears on its question [0-3]: correct but incomplete, and better."""
PASSAGES = 16
"""Places of the search by words whose scores tell apart [1]; later ones count as not found."""


@dataclass(frozen=True)
class Pool:
    """Candidates of many questions, as one table."""

    matrix: NDArray[np.float64]
    relevant: NDArray[np.bool_]
    groups: NDArray[np.int64]
    missed: NDArray[np.int64]
    """Relevant candidates of each group that were not found."""
    baselines: Mapping[str, NDArray[np.float64]]
    """Scores of retrieval alone."""
    words: str
    """Which of them is that of the search by words."""


@dataclass(frozen=True)
class Claim:
    """A claim with what is known about it."""

    id: str
    text: str
    gold: Mapping[str, frozenset[int]]
    """Evidence sentences by document."""
    label: Mapping[str, str]
    """SUPPORT or CONTRADICT by document."""
    found: tuple[tuple[str, float], ...]
    """Best documents of the search by words with their share of the best score."""


class Meaning:
    """Cosines between a question and texts; None without an encoder."""

    def __init__(self, encoder: CachedEncoder | None, questions: Sequence[str], texts: Sequence[str]) -> None:
        self._known = {}
        if encoder is not None:
            wanted = list(dict.fromkeys((*questions, *texts)))
            self._known = dict(zip(wanted, encoder.encode_passages(wanted), strict=True))

    def __call__(self, one: str, other: str) -> float | None:
        """Return the cosine of two texts."""
        known = self._known.get(other)
        return None if known is None else float(self._known[one] @ known)


class Claims:
    """SciFact: claims, abstracts cut into sentences, and which sentences are evidence."""

    def __init__(self, folder: Path, encoder: CachedEncoder | None) -> None:
        read = lines(folder / "corpus.jsonl")
        self.documents = {one["_id"]: one for one in read}
        labels: dict[str, dict[str, str]] = {}
        gold: dict[str, dict[str, set[int]]] = {}
        for one in lines(folder / "evidence.jsonl"):
            gold.setdefault(one["claim_id"], {}).setdefault(one["doc_id"], set()).update(one["sentences"])
            labels.setdefault(one["claim_id"], {})[one["doc_id"]] = one["label"]
        queries = lines(folder / "queries.jsonl")
        index = SparseIndex([self.whole(one["_id"]) for one in read])
        hits = index.search([one["text"] for one in queries], TOP + 3)
        self.claims = [
            Claim(
                one["_id"],
                one["text"],
                {name: frozenset(places) for name, places in gold.get(one["_id"], {}).items()},
                labels.get(one["_id"], {}),
                tuple((read[hit.row]["_id"], hit.score / found[0].score) for hit in found),
            )
            for one, found in zip(queries, hits, strict=True)
        ]
        best = {name for one in self.claims for name, _ in one.found[:TOP]}
        # All that are found, also for claims without evidence: a cosine that is missing must not tell them apart.
        used = {name for one in self.claims for name in (*one.gold, *(other for other, _ in one.found))}
        texts = [
            *map(self.whole, sorted(best)),
            *(t for name in sorted(used) for t in self.documents[name]["sentences"]),
        ]
        self._meaning = Meaning(encoder, [one.text for one in self.claims], texts)

    def whole(self, name: str) -> str:
        """Title and text of a document."""
        return f"{self.documents[name]['title']}\n{self.documents[name]['text']}"

    def cosines(self, claim: str, texts: Sequence[str]) -> NDArray[np.float64] | None:
        """Cosine of a claim and each sentence of a document that was found; None without an encoder."""
        found = [self._meaning(claim, text) for text in texts]
        return None if None in found else np.array(found, dtype=np.float64)

    def candidates(self, claim: Claim) -> list[Candidate]:
        """The sentences of the best documents, for the scores of retrieval alone."""
        return [
            Candidate(
                text=text,
                title=self.documents[name]["title"],
                parent=name,
                sparse=score,
                dense=self._meaning(claim.text, text),
                parent_dense=self._meaning(claim.text, self.whole(name)),
            )
            for name, score in claim.found[:TOP]
            for text in self.documents[name]["sentences"]
        ]


def answers_pool(folder: Path, encoder: CachedEncoder | None) -> Pool:
    """LiveQA: the judged answers of each question; those of grade 2 and 3 bear on it."""
    read = {one["_id"]: one for one in lines(folder / "corpus.jsonl")}
    grades: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        query, document, grade = line.split("\t")[:3]
        grades.setdefault(query, {})[document] = int(grade)
    names = list(read)
    index = SparseIndex([f"{read[name]['title']}\n{read[name]['text']}" for name in names])
    queries = [one for one in lines(folder / "queries.jsonl") if one["_id"] in grades]
    said = [reformulate(one["text"]) for one in queries]
    asked = [*(one["text"] for one in queries), *(one.meaning for one in said)]
    wholes = {name: f"{read[name]['title']}\n{read[name]['text']}" for one in grades.values() for name in one}
    titles = [read[name]["title"] for name in wholes]
    meaning = Meaning(encoder, asked, [*wholes.values(), *titles])
    rows, relevant, groups, extra = (
        [],
        [],
        [],
        {"sparse, question": [], "sparse, reformulated": [], "dense, question": []},
    )
    for number, (one, changed) in enumerate(zip(queries, said, strict=True)):
        judged = grades[one["_id"]]
        raw = {names[hit.row]: hit.score for hit in index.search([one["text"]], len(names))[0]}
        new = {names[hit.row]: hit.score for hit in index.search([changed.words], len(names))[0]}
        best = max(new.values(), default=1.0)
        candidates = [
            Candidate(
                text=read[name]["text"],
                title=read[name]["title"],
                parent=name,
                sparse=new.get(name, 0.0) / best,
                dense=meaning(changed.meaning, wholes[name]),
                parent_dense=meaning(one["text"], wholes[name]),
                title_dense=meaning(changed.meaning, read[name]["title"]),
            )
            for name in judged
        ]
        rows.append(features(" ".join(dict.fromkeys(changed.words.split())), candidates))
        relevant += [grade >= CUT for grade in judged.values()]
        groups += [number] * len(judged)
        extra["sparse, question"] += [raw.get(name, 0.0) / max(raw.values(), default=1.0) for name in judged]
        extra["sparse, reformulated"] += [new.get(name, 0.0) / best for name in judged]
        extra["dense, question"] += [candidate.parent_dense or 0.0 for candidate in candidates]
    matrix = np.vstack(rows)
    baselines = {
        **retrieval_scores(matrix),
        **{name: np.array(values) for name, values in extra.items() if any(values)},
    }
    return Pool(
        matrix,
        np.array(relevant),
        np.array(groups),
        np.zeros(len(queries), dtype=np.int64),
        baselines,
        "sparse, reformulated",
    )


def retrieval_scores(matrix: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """The columns that are scores of retrieval, of the candidate itself, of what it stands in, and of both together."""
    names = ("sparse", "sparse_share", "dense", "parent_sparse", "parent_dense", "sparse_parent", "dense_parent")
    return {name: matrix[:, FEATURES.index(name)] for name in names if matrix[:, FEATURES.index(name)].any()}
