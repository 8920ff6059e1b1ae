"""How fast is retrieval? Ours and what one would use instead, side by side in one run, on one thread.

    python benchmarks/retrieval_speed.py [--passages 100000] [--rounds 5] [--index FOLDER] [--ours]
    python benchmarks/retrieval_speed.py --passages 1000000 --build FOLDER

Passages and vectors are made on the spot (`benchmarks/zipf_passages.py`). `--ours` leaves the others out; `--build`
only builds an index and tells what that took, `--index` uses one that was built so.

1. The index of words is built from a stream in a process of its own, whose memory is told; opening it is timed.
2. A question of 8 words, 100 rows wanted, from terms to ranked rows: bm25s with numba (a corpus's own path) against
   rank_bm25 as its authors ship it and tantivy (`pip install mmedexpert-agent[bench,fast]`; `UNRUN` without). Above
   200,000 passages rank_bm25 is left out: at a million it takes 7 GB and 3 s a question.
3. Exact search by vectors, 16 rows wanted: ours, ids and exact scores included, against FAISS's flat index as it comes.
4. From 32 rows to their texts: ours against a naive reader that opens, reads and splits the whole file of 7,000
   passages for every hit, as scripts of the field do.
5. Two rankings of 200 become 100 hits with their passages: fusion and reading, by rank and by score, without and with
   leaving out near-duplicates.

Times are CPU times of this process [ms], medians over questions or rounds, interleaved; one thread each. The last line
is `ratios: rank_bm25 A, tantivy B, dense16 C, dense64 D, fetch E; fuse and fetch F ms, with repeats left out G ms`, F
and G the slower of both ways to fuse.
"""

import argparse
import os

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import json
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # runs as a script as well as with -m

import numpy as np

from benchmarks.zipf_passages import Zipf, clustered
from corpora.building import build_corpus
from corpora.corpus import Corpus
from corpora.dense import DenseIndex
from corpora.retriever import Ranking
from corpora.searching import Plan, chosen
from corpora.sparse import SparseIndex
from corpora.tokens import tokenise

SEED = 7
QUESTIONS = 60
WANTED = 100
"""Rows wanted of a search by words: what a corpus asks for to fuse."""
DENSE_WANTED = 16
"""Rows wanted of a search by vectors: a corpus's default."""
RANK_BM25_MOST = 200_000
A_FILE = 7_000
"""Passages of a file of the naive reader: the files of the textbook corpus of the field have about as many."""
HITS = 32
VECTORS = 100_000
REPEATS = ", repeats left out"
DIMENSIONS = (384, 768)
BATCHES = (1, 16, 64)


def cpu_ms(run: Callable[[], object]) -> float:
    started = time.process_time()
    run()
    return 1000 * (time.process_time() - started)


def side_by_side(jobs: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median CPU time [ms] of each job, one after the other in every round, after one to warm up."""
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(rounds + 1):
        for name, job in jobs.items():
            spent = cpu_ms(job)
            if number:
                taken[name].append(spent)
    return {name: statistics.median(times) for name, times in taken.items()}


def peak_mb() -> float:
    """Most resident memory of this process so far [MB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def build(folder: Path, passages: int) -> None:
    """Build the index and print what it took."""
    wall, started = time.monotonic(), time.process_time()
    build_corpus(Zipf(SEED).passages(passages), folder, name="zipf", encoder=None)
    print(
        f"build of {passages} passages, making them included: {time.process_time() - started:.0f} s CPU, "
        f"{time.monotonic() - wall:.0f} s wall clock, peak memory {peak_mb():.0f} MB"
    )


class Rank:
    """rank_bm25, as its authors ship it."""

    def __init__(self, terms: Sequence[list[str]]) -> None:
        from rank_bm25 import BM25Okapi

        self._index = BM25Okapi(terms)

    def search(self, terms: list[str]) -> object:
        """Rank rows."""
        scores = self._index.get_scores(terms)
        best = np.argpartition(-scores, WANTED)[:WANTED]
        return best[np.argsort(-scores[best])]


class Tantivy:
    """tantivy, over the same terms."""

    def __init__(self, terms: Sequence[list[str]]) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        schema = builder.build()
        self._index = tantivy.Index(schema)
        writer = self._index.writer(num_threads=1)
        for one in terms:
            document = tantivy.Document()
            document.add_text("text", " ".join(one))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def query(self, terms: list[str]) -> Any:
        """Parse beforehand, so that the time is that of the search alone."""
        return self._index.parse_query(" ".join(terms), ["text"])

    def search(self, query: Any) -> object:
        """Rank rows."""
        return self._searcher.search(query, WANTED, count=False).hits


def words(corpus: Corpus, rounds: int, *, ours: bool) -> dict[str, float]:
    """Search by words, ours against theirs: median CPU time of a question [ms]."""
    sparse = corpus.sparse
    if not isinstance(sparse, SparseIndex) or sparse._scorer is None:
        raise SystemExit("there is no index of words")
    scorer = sparse._scorer
    questions = Zipf(SEED + 1).questions(QUESTIONS)
    asked = [[term for term in tokenise(question) if term in scorer.vocabulary] for question in questions]
    searches: dict[str, Callable[[int], object]] = {
        "ours": lambda i: scorer.search([asked[i]], WANTED),
        "whole": lambda i: sparse.search([questions[i]], WANTED),
    }
    with_tantivy, with_rank = not ours and find_spec("tantivy") is not None, not ours and small(corpus)
    texts = [tokenise(text) for text in corpus.index_texts] if with_tantivy or with_rank else []
    if with_tantivy:
        tantivy = Tantivy(texts)
        parsed = [tantivy.query(terms) for terms in asked]
        searches["tantivy"] = lambda i: tantivy.search(parsed[i])
    taken: dict[str, list[float]] = {name: [] for name in searches}
    for number in range(rounds + 1):
        for i in range(QUESTIONS):
            for name, search in searches.items():
                spent = cpu_ms(partial(search, i))
                if number:
                    taken[name].append(spent)
    if with_rank:  # apart and once: at a third of a second a question it would empty the caches of the others
        rank = Rank(texts)
        taken["rank_bm25"] = [cpu_ms(partial(rank.search, terms)) for terms in asked]
    return {name: statistics.median(times) for name, times in taken.items()}


def small(corpus: Corpus) -> bool:
    """Whether rank_bm25 can take it."""
    return len(corpus) <= RANK_BM25_MOST


def dense(rounds: int) -> dict[tuple[int, int], tuple[float, float]]:
    """Exact search by vectors: FAISS's flat index as it comes, and ours, by dimension and batch."""
    import faiss

    faiss.omp_set_num_threads(1)
    found = {}
    for dimension in DIMENSIONS:
        vectors = clustered(VECTORS, dimension, SEED)
        theirs, ours = faiss.IndexFlatIP(dimension), DenseIndex(vectors, gpu=False)
        theirs.add(vectors)
        for batch in BATCHES:
            queries = clustered(batch, dimension, SEED + 1)
            times = side_by_side(
                {
                    "theirs": partial(theirs.search, queries, DENSE_WANTED),
                    "ours": partial(ours.search, queries, DENSE_WANTED),
                },
                rounds,
            )
            found[dimension, batch] = (times["theirs"], times["ours"])
    return found


def fetch(corpus: Corpus, folder: Path, rounds: int) -> tuple[float, float]:
    """From rows to texts: a naive reader of whole files, and ours."""
    folder.mkdir()
    for first in range(0, len(corpus), A_FILE):
        lines = [
            json.dumps({"id": one.id, "content": one.text, "title": one.source.title})
            for one in corpus.passages[first : first + A_FILE]
        ]
        (folder / f"{first // A_FILE}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    rows = np.random.default_rng(SEED).integers(0, len(corpus), HITS).tolist()

    def naive() -> list[str]:
        texts = []
        for row in rows:
            with (folder / f"{row // A_FILE}.jsonl").open(encoding="utf-8") as file:
                lines = file.read().split("\n")
            texts.append(json.loads(lines[row % A_FILE])["content"])
        return texts

    def ours() -> list[str]:
        return [corpus.passages[row].text for row in rows]

    if naive() != ours():
        raise SystemExit("the texts are not the same")
    times = side_by_side({"naive": naive, "ours": lambda: [ours() for _ in range(100)]}, rounds)
    return times["naive"], times["ours"] / 100


def fuse(corpus: Corpus, rounds: int) -> dict[str, float]:
    """Two rankings become hits with their passages, in each way [ms]."""
    random = np.random.default_rng(SEED)
    rankings = []
    for _ in range(10):
        some = random.integers(0, len(corpus), 300)
        falling = np.sort(random.random(200))[::-1]
        rankings.append({name: Ranking(random.permutation(some)[:200], falling) for name in ("sparse", "dense")})

    def run(by_score: bool, repeats: bool) -> None:
        for one in rankings:
            found = chosen(corpus, one, "", WANTED, Plan(drop_repeats=repeats), by_score=by_score)
            if len(found) != WANTED:
                raise SystemExit(f"{len(found)} hits instead of {WANTED}")

    ways = {
        f"by {'score' if by_score else 'rank'}{REPEATS if repeats else ''}": partial(run, by_score, repeats)
        for by_score in (False, True)
        for repeats in (False, True)
    }
    return {name: spent / len(rankings) for name, spent in side_by_side(ways, 10 * rounds).items()}


def machine() -> str:
    """Say what this ran on."""
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else ():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    load = os.getloadavg()[0]
    return f"{model}, {os.cpu_count()} CPUs, load {load:.1f}, Python {platform.python_version()}, {platform.system()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--ours", action="store_true", help="leave the others out")
    parser.add_argument("--index", type=Path, help="folder of an index that --build made")
    parser.add_argument("--build", type=Path, help="only build an index in this folder")
    given = parser.parse_args()
    if given.build:
        build(given.build, given.passages)
        return
    print(f"machine: {machine()}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.index or Path(temporary) / "index"
        if given.index is None:
            command = [sys.executable, __file__, "--passages", str(given.passages), "--build", str(folder)]
            print(subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="")
        wall, started = time.monotonic(), time.process_time()
        corpus = Corpus.open(folder)
        print(f"open {len(corpus)} passages, with all checks: {time.process_time() - started:.1f} s CPU, ", end="")
        print(f"{time.monotonic() - wall:.1f} s wall clock, peak memory {peak_mb():.0f} MB", flush=True)
        by_words = words(corpus, given.rounds, ours=given.ours)
        for name, value in by_words.items():
            note = {"ours": "from terms to rows", "whole": "ours, from the words of the question"}.get(name, "")
            print(f"words, {name:<10} {value:9.3f} ms a question  {value / by_words['ours']:8.1f}  {note}")
        ratios = {name: by_words.get(name, 0.0) / by_words["ours"] for name in ("rank_bm25", "tantivy")}
        fused = fuse(corpus, given.rounds)
        for name, spent in fused.items():
            print(f"fuse 2 x 200 and fetch {WANTED}, {name}: {spent:.3f} ms", flush=True)
        if given.ours:
            print(f"peak memory {peak_mb():.0f} MB, pages of mapped files included")
            return
        naive, ours = fetch(corpus, Path(temporary) / "files", given.rounds)
        print(f"fetch of {HITS}: naive {naive:.1f} ms, ours {ours:.4f} ms, ratio {naive / ours:.0f}", flush=True)
        del corpus
    vectors = dense(given.rounds)
    for (dimension, batch), (theirs, mine) in vectors.items():
        print(f"exact, {VECTORS} x {dimension}, batch {batch:>2}: FAISS {theirs:7.1f} ms, ours {mine:6.1f} ms", end="")
        print(f", ratio {theirs / mine:.1f}")
    by_batch = {batch: min(a / b for (_, at), (a, b) in vectors.items() if at == batch) for batch in BATCHES}
    shown = [f"{name} {ratio:.1f}" if ratio else f"{name} UNRUN" for name, ratio in ratios.items()]
    shown += [f"dense16 {by_batch[16]:.1f}", f"dense64 {by_batch[64]:.1f}", f"fetch {naive / ours:.0f}"]
    plain, filtered = (
        max(spent for name, spent in fused.items() if ("left out" in name) is asked) for asked in (False, True)
    )
    print(f"ratios: {', '.join(shown)}; fuse and fetch {plain:.3f} ms, with repeats left out {filtered:.3f} ms")


if __name__ == "__main__":
    main()
