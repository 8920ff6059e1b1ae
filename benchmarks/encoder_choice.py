"""Which encoder helps? Sparse search alone against sparse and dense, on questions with known answers.

    python -m benchmarks.encoder_choice [--split tune|held-out|all] [--encoders lsa,minilm] [--dimensions 64,128]

Measures on each question: nDCG@10, recall@10 and the reciprocal rank within 10. Differences to sparse alone come with a
paired percentile bootstrap interval of 95 % over questions.
"""

import argparse
import hashlib
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import corpora
from corpora.corpus import Corpus
from corpora.encoders import Encoder
from corpora.encoders.lsa import LsaEncoder
from corpora.guideline_passages import guideline_passages
from guidelines import Library, Vocabulary

CUT = 10
"""Places that count [1]."""
SPLIT_SEED = 20261120
"""Parts the questions into halves."""
RESAMPLES = 10_000
"""Bootstrap samples; the ends of the interval vary by about 0.001 from one seed to the next."""
MEASURES = ("nDCG@10", "recall@10", "MRR@10")

QUERIES = Path(corpora.__file__).parent / "queries.toml"


class Query(NamedTuple):
    """A question and the ids of the passages that answer it."""

    text: str
    answers: frozenset[str]


def load_queries(path: Path = QUERIES) -> tuple[Query, ...]:
    """Read the questions in the order of the file."""
    with path.open("rb") as file:
        return tuple(Query(table["text"], frozenset(table["answers"])) for table in tomllib.load(file)["query"])


def split(queries: Sequence[Query]) -> dict[str, tuple[Query, ...]]:
    """Part the questions into two halves by a hash of each, so that a new question moves no old one."""
    halves: dict[str, list[Query]] = {"tune": [], "held-out": []}
    for query in queries:
        digest = hashlib.sha256(f"{SPLIT_SEED} {query.text}".encode()).digest()
        halves["held-out" if digest[0] % 2 else "tune"].append(query)
    return {**{name: tuple(half) for name, half in halves.items()}, "all": tuple(queries)}


def measured(found: Sequence[str], answers: frozenset[str]) -> tuple[float, float, float]:
    """Return nDCG@10, recall@10 and reciprocal rank of one ranking, all with binary relevance."""
    places = [place for place, one in enumerate(found[:CUT]) if one in answers]
    gain = sum(1 / np.log2(place + 2) for place in places)
    ideal = sum(1 / np.log2(place + 2) for place in range(min(CUT, len(answers))))
    return float(gain / ideal), len(places) / len(answers), 1 / (places[0] + 1) if places else 0.0


def scores(corpus: Corpus, queries: Sequence[Query]) -> NDArray[np.float64]:
    """Measure a corpus: float64, shape (questions, 3)."""
    results = corpus.search_many([query.text for query in queries], CUT)
    return np.array(
        [
            measured([hit.passage.id for hit in result.hits], query.answers)
            for result, query in zip(results, queries, strict=True)
        ]
    )


def interval(differences: NDArray[np.float64], seed: int = 0) -> NDArray[np.float64]:
    """Return the 2.5th and 97.5th percentile of the resampled mean difference, shape (2, measures)."""
    drawn = np.random.default_rng(seed).integers(0, len(differences), (RESAMPLES, len(differences)))
    ends: NDArray[np.float64] = np.percentile(differences[drawn].mean(axis=1), [2.5, 97.5], axis=0)
    return ends


def candidates(names: Sequence[str], dimensions: Sequence[int]) -> dict[str, Callable[[], Encoder | str]]:
    """Give each way of encoding by the name of its row."""
    texts = [item.index_text for item in guideline_passages(Library.load(), Vocabulary.load())]
    made: dict[str, Callable[[], Encoder | str]] = {}
    for name in names:
        if name != "lsa":
            made[name] = lambda name=name: name  # type: ignore[misc]
            continue
        for dimension in dimensions:
            made[f"lsa-{dimension}"] = lambda dimension=dimension: LsaEncoder.fit(texts, dimension=dimension)  # type: ignore[misc]
    return made


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=("tune", "held-out", "all"), default="held-out")
    parser.add_argument("--encoders", default="lsa,minilm")
    parser.add_argument("--dimensions", default="128", help="lengths of the LSA vector, parted by commas")
    chosen = parser.parse_args()
    queries = split(load_queries())[chosen.split]
    library = Library.load()
    base = Corpus.from_guidelines(library)
    baseline = scores(base, queries)
    print(f"{len(queries)} questions ({chosen.split}), {len(base)} passages, checksum {base.checksum[:12]}")
    print(
        f"{'sparse alone':16}", *(f"{name} {mean:.3f}  " for name, mean in zip(MEASURES, baseline.mean(0), strict=True))
    )
    ways = candidates(chosen.encoders.split(","), [int(one) for one in chosen.dimensions.split(",")])
    for name, opened in ways.items():
        corpus = Corpus.from_guidelines(library, encoder=opened())
        if corpus.degraded:
            print(f"{name:16} not measured: {corpus.degraded[0]}")
            continue
        found = scores(corpus, queries)
        low, high = interval(found - baseline)
        for column, measure in enumerate(MEASURES):
            gain = (found - baseline)[:, column].mean()
            print(
                f"{'sparse + ' + name if not column else '':24} {measure:10} {found[:, column].mean():.3f}  "
                f"difference {gain:+.3f} [{low[column]:+.3f}, {high[column]:+.3f}]"
            )


if __name__ == "__main__":
    main()
