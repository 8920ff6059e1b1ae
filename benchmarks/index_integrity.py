"""Damaged indexes must be refused before they are used, and readers must see one index or the other while it changes.

    python benchmarks/index_integrity.py [--count 2000] [--seed 0] [--rebuilds 200]

Copies of a sound index are damaged in the ways of `benchmarks/index_damage.py`, one each: bytes flipped, files cut,
swapped, replaced by links or pipes, the pointer and the manifest edited, and damage under a manifest that was made to
fit it. A process that is watched opens each. Refused means an error of this package; accepted are those that open, and
also those that end the process or raise anything else. Sound copies in between must open, or nothing is shown.

Then one index is rebuilt again and again, in turn from two corpora, while four processes open and search it: a result
is mixed where name, passages and ranks are not all of one of the two. Printed before the last line, which is
`accepted A, hung B, of N`.
"""

import argparse
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # runs as a script as well as with -m

from rich.progress import track

from benchmarks.index_damage import FITTING, WAYS, damage
from corpora import Corpus, CorpusError, Passage, Provenance
from corpora.dense import DenseIndex, DenseRetriever
from corpora.encoders.lsa import LsaEncoder
from corpora.gate import choose
from corpora.store import open_corpus, save_corpus

PASSAGES = 150
PATIENCE = 60.0
"""Longest an index may take to open [s]; a sound one takes some 0.05 s."""
SOUND_EVERY = 100
READERS = 4
WORDS = ("fever", "cough", "oedema", "fracture", "effusion", "nodule", "sepsis", "stroke", "anaemia", "embolism")


def corpus(name: str, seed: int) -> Corpus:
    """Make a corpus whose every passage names it, with vectors and a graph over them."""
    chance = random.Random(seed)  # noqa: S311 - only to make texts
    source = Provenance(title=name, issuer="Us", year=2026, url="urn:x")
    passages = [
        Passage(
            id=f"d{i // 10:03d}#{i % 10}",
            document=f"d{i // 10:03d}",
            text=f"{name} {i} " + " ".join(chance.choices(WORDS, k=12)) + f" word{chance.randrange(40)}",
            source=source,
        )
        for i in range(PASSAGES)
    ]
    made = Corpus.of(passages, name=name, encoder=None)
    encoder = LsaEncoder.fit(list(made.index_texts), dimension=16)
    vectors = encoder.encode_passages(list(made.index_texts))
    nominating = choose(vectors, normalised=True, kinds=("hnsw",), target=0.0)
    dense = DenseRetriever(encoder, DenseIndex(vectors, gpu=False, approximate=nominating))
    return Corpus(
        made.passages,
        name=name,
        sparse=made.sparse,
        dense=dense,
        index_texts=made.index_texts,
        sketches=made.sketches,
    )


def outcome(folder: Path) -> str:
    """Open an index and say how that went; an error of another kind ends the process, which is seen."""
    try:
        found = open_corpus(folder).search("fever word7", 3).hits
    except CorpusError:
        return "refused"
    return "accepted" if found else "accepted, finds nothing"


def opening(pipe: Connection) -> None:
    """Open what is named, until nothing is."""
    while folder := pipe.recv():
        pipe.send(outcome(Path(folder)))


class Watched:
    """A process that opens indexes, and is started anew when it ends or hangs."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=opening, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def open(self, folder: Path) -> str:
        """Say `refused`, `accepted …`, `ended …` or `hung`."""
        self._pipe.send(str(folder))
        try:
            if self._pipe.poll(PATIENCE):
                return str(self._pipe.recv())
            answer = "hung"
        except EOFError:
            self._process.join()
            answer = f"ended with {self._process.exitcode}"
        self.stop()
        self._start()
        return answer

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def damaged(count: int, seed: int, folder: Path) -> tuple[int, int]:
    """Open damaged copies; returns how many were accepted and how many hung."""
    sound, other = folder / "sound", folder / "other"
    save_corpus(corpus("one", 1), sound)
    theirs = save_corpus(corpus("two", 2), other)
    generation = next(sound.glob("generation-*"))
    watched, counts, bad = Watched(), Counter[tuple[str, str]](), []
    opened = 0
    ways = [*WAYS, *FITTING]
    for number in track(range(count), "damaging"):
        chance = random.Random(f"{seed}/{number}")  # noqa: S311 - the same seed is to give the same damage
        copy = folder / "copy"
        shutil.copytree(sound, copy)
        if number % SOUND_EVERY == 0:
            answer = watched.open(copy)
            if answer != "accepted":
                raise SystemExit(f"A sound index was not opened: {answer}")
            opened += 1
        way = ways[number % len(ways)]
        damage(way, copy / generation.name, theirs, chance)
        answer = watched.open(copy)
        verdict = answer if answer in {"refused", "hung"} else "accepted"
        counts[way, verdict] += 1
        if verdict != "refused":
            bad.append(f"case {number}, {way}: {answer}")
        shutil.rmtree(copy)
    watched.stop()
    print(f"sound copies opened: {opened} of {opened}")
    for way in ways:
        kind = "manifest fits" if way in FITTING else ""
        tried = sum(counts[way, verdict] for verdict in ("refused", "accepted", "hung"))
        print(f"{way:<18} refused {counts[way, 'refused']:>4} of {tried:>4}  {kind}")
    for line in bad[:20]:
        print(line)
    accepted, hung = (sum(n for (_, v), n in counts.items() if v == verdict) for verdict in ("accepted", "hung"))
    return accepted, hung


def reading(folder: str, stop: Event, pipe: Connection) -> None:
    """Open and search until told to stop; count what was read and what was not of one piece."""
    reads, mixed, errors = 0, 0, Counter[str]()
    expected: dict[str, object] = {}
    open_corpus(Path(folder)).search("fever", 1)
    pipe.send("ready")
    while not stop.is_set():
        try:
            found = open_corpus(Path(folder))
            result = found.search("fever stroke word7", 10)
        except CorpusError as error:
            errors[f"{type(error).__name__}: {error}"] += 1
            continue
        reads += 1
        whole = all(hit.passage.text.startswith(f"{found.name} ") for hit in result.hits)
        same = expected.setdefault(found.name, result) == result
        mixed += not (whole and same and result.hits and found.passages[0].source.title == found.name)
    pipe.send((reads, mixed, dict(errors)))


def last_word(pipe: Connection) -> tuple[int, int, dict[str, int]]:
    """What a reader has counted; one that ended by an error is an error."""
    try:
        said: tuple[int, int, dict[str, int]] = pipe.recv()
    except EOFError:
        return 0, 0, {"a reader has ended": 1}
    return said


def rebuilt(rebuilds: int, folder: Path) -> tuple[int, int, int]:
    """Rebuild an index under readers; returns reads, mixed ones, and errors."""
    index = folder / "rebuilt"
    both = corpus("one", 1), corpus("two", 2)
    save_corpus(both[1], index)
    context = multiprocessing.get_context("spawn")
    stop, pipes, readers = context.Event(), [], []
    for _ in range(READERS):
        ours, theirs = context.Pipe()
        reader = context.Process(target=reading, args=(str(index), stop, theirs), daemon=True)
        reader.start()
        theirs.close()
        pipes.append(ours)
        readers.append(reader)
    for pipe in pipes:
        pipe.recv()
    for number in track(range(rebuilds), "rebuilding"):
        save_corpus(both[number % 2], index)
        if number % 10 == 0:  # the same again, over what is being read
            save_corpus(both[number % 2], index)
    stop.set()
    found = [last_word(pipe) for pipe in pipes]
    for reader in readers:
        reader.join()
    for error in {error for one in found for error in one[2]}:
        print(error)
    return sum(one[0] for one in found), sum(one[1] for one in found), sum(sum(one[2].values()) for one in found)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rebuilds", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        accepted, hung = damaged(given.count, given.seed, folder)
        reads, mixed, errors = rebuilt(given.rebuilds, folder)
    print(f"rebuilds {given.rebuilds}, readers {READERS}, reads {reads}, errors {errors}, mixed {mixed}")
    print(f"accepted {accepted}, hung {hung}, of {given.count}")
    return 1 if accepted or hung or mixed or errors else 0


if __name__ == "__main__":
    raise SystemExit(main())
