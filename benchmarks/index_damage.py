"""Ways to damage an index on disk, some with a manifest that fits the damage, as a careless or hostile hand would."""

import hashlib
import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from corpora.lines import LineWriter

__all__ = ["FITTING", "WAYS", "damage"]

Way = Callable[[Path, Path, random.Random], None]
"""Takes the folder of a generation, that of another index, and a source of chance."""


def _files(generation: Path) -> list[Path]:
    return sorted(path for path in generation.rglob("*") if path.is_file())


def _any(generation: Path, chance: random.Random) -> Path:
    return chance.choice(_files(generation))


def flip(generation: Path, other: Path, chance: random.Random) -> None:
    path = _any(generation, chance)
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def truncate(generation: Path, other: Path, chance: random.Random) -> None:
    path = _any(generation, chance)
    os.truncate(path, chance.randrange(path.stat().st_size))


def extend(generation: Path, other: Path, chance: random.Random) -> None:
    with _any(generation, chance).open("ab") as file:
        file.write(chance.randbytes(chance.randint(1, 64)))


def zero(generation: Path, other: Path, chance: random.Random) -> None:
    path = _any(generation, chance)
    data = bytearray(path.read_bytes())
    start = chance.randrange(len(data))
    while not any(data[start : start + 64]):
        start = chance.randrange(len(data))
    data[start : start + 64] = bytes(len(data[start : start + 64]))
    path.write_bytes(data)


def remove(generation: Path, other: Path, chance: random.Random) -> None:
    _any(generation, chance).unlink()


def add(generation: Path, other: Path, chance: random.Random) -> None:
    (generation / f"more{chance.randrange(1000)}.json").write_text("{}", encoding="utf-8")


def swap(generation: Path, other: Path, chance: random.Random) -> None:
    one, two = chance.sample(_files(generation), 2)
    while one.read_bytes() == two.read_bytes():
        one, two = chance.sample(_files(generation), 2)
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)


def foreign(generation: Path, other: Path, chance: random.Random) -> None:
    path = _any(generation, chance)
    theirs = other / path.relative_to(generation)
    while not theirs.exists() or theirs.read_bytes() == path.read_bytes():
        path = _any(generation, chance)
        theirs = other / path.relative_to(generation)
    shutil.copyfile(theirs, path)


def link(generation: Path, other: Path, chance: random.Random) -> None:
    path = _any(generation, chance)
    outside = generation.parent / "outside"
    path.rename(outside)
    path.symlink_to(outside)
    if path.name == "manifest.json":  # what it says is the same: it is the other files that must not be links
        flip(generation, other, chance)


def pipe(generation: Path, other: Path, chance: random.Random) -> None:
    path = chance.choice([*_files(generation), generation.parent / "CURRENT"])
    path.unlink()
    os.mkfifo(path)


def pointer(generation: Path, other: Path, chance: random.Random) -> None:
    names = ["..", "/etc", "generation-", "generation-" + "0" * 64, "", "\x00", generation.name[:-1], "é" * 400]
    (generation.parent / "CURRENT").write_text(chance.choice(names), encoding="utf-8")


def says(generation: Path, other: Path, chance: random.Random) -> None:
    """The manifest is edited, and the generation not renamed."""
    path = generation / "manifest.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    facts[chance.choice(sorted(facts))] = chance.choice([None, 0, -1, "", "x", [], {}, 1e9])
    path.write_text(json.dumps(facts), encoding="utf-8")


def _facts(generation: Path, **changed: Any) -> None:
    path = generation / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changed), encoding="utf-8")


def _rows(generation: Path, change: Callable[[list[Any]], list[Any]]) -> None:
    path = generation / "passages.jsonl"
    rows = change([json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()])
    writer = LineWriter(path)
    for row in rows:
        writer.add(row)
    writer.close(generation / "passages.npy")


def shifted_ids(generation: Path, other: Path, chance: random.Random) -> None:
    _rows(generation, lambda rows: [[one[0], *row[1:]] for one, row in zip(rows[1:] + rows[:1], rows, strict=True)])


def shifted_texts(generation: Path, other: Path, chance: random.Random) -> None:
    def turned(rows: list[Any]) -> list[Any]:
        return [[*row[:2], one[2], *row[3:]] for one, row in zip(rows[1:] + rows[:1], rows, strict=True)]

    _rows(generation, turned)


def lost_row(generation: Path, other: Path, chance: random.Random) -> None:
    place = chance.randrange(5)
    _rows(generation, lambda rows: rows[:place] + rows[place + 1 :])


def lost_row_admitted(generation: Path, other: Path, chance: random.Random) -> None:
    lost_row(generation, other, chance)
    facts = json.loads((generation / "manifest.json").read_text(encoding="utf-8"))
    _facts(generation, passages=facts["passages"] - 1)


def odd_row(generation: Path, other: Path, chance: random.Random) -> None:
    place, value = chance.randrange(7), chance.choice([[], {}, 1e99, True, 10**9, -1])
    _rows(generation, lambda rows: [[*rows[0][:place], value, *rows[0][place + 1 :]], *rows[1:]])


def _array(generation: Path, name: str, change: Callable[[Any], Any]) -> None:
    path = generation / name
    before = np.load(path)
    after = change(before)
    same_kind = after.dtype == before.dtype and after.flags.f_contiguous == before.flags.f_contiguous
    if same_kind and np.array_equal(before, after):
        raise RuntimeError(f"{name} has not changed")
    np.save(path, after)


def offsets(generation: Path, other: Path, chance: random.Random) -> None:
    changes: list[Callable[[Any], Any]] = [
        lambda a: a[::-1].copy(),
        lambda a: a[:-1],
        lambda a: a + 1,
        lambda a: a.astype(np.int32),
        lambda a: np.where(np.arange(len(a)) == 1, 2**62, a),
        lambda a: -a,
    ]
    _array(generation, chance.choice(["passages.npy", "sources.npy"]), chance.choice(changes))


def vectors(generation: Path, other: Path, chance: random.Random) -> None:
    changes: list[Callable[[Any], Any]] = [
        lambda a: np.roll(a, 1, axis=0),
        lambda a: a[::-1].copy(),
        lambda a: a[:-1],
        lambda a: a[:, :-1],
        lambda a: a * 2,
        lambda a: np.where(np.arange(len(a))[:, None] == 3, np.float32(np.nan), a),
        lambda a: a.astype(np.float16),
        np.asfortranarray,
        lambda a: a.ravel(),
    ]
    _array(generation, "vectors.npy", chance.choice(changes))


def pickled(generation: Path, other: Path, chance: random.Random) -> None:
    names = ["vectors.npy", "passages.npy", "sparse/data.csc.index.npy", "sparse/indptr.csc.index.npy"]
    with (generation / chance.choice(names)).open("wb") as file:
        header = {"descr": "|O", "fortran_order": False, "shape": (1,)}
        np.lib.format.write_array_header_1_0(file, header)  # what says "unpickle me"
        file.write(b"\x80\x04K\x01.")


def postings(generation: Path, other: Path, chance: random.Random) -> None:
    changes: list[tuple[str, Callable[[Any], Any]]] = [
        ("indices", lambda a: np.where(np.arange(len(a)) == 7, np.int32(2**30), a)),
        ("indices", lambda a: np.where(np.arange(len(a)) == 7, np.int32(-1), a)),
        ("indices", np.zeros_like),
        ("indices", lambda a: a[:-1]),
        ("indptr", lambda a: a[::-1].copy()),
        ("indptr", lambda a: a + 1),
        ("indptr", lambda a: np.where(np.arange(len(a)) == 3, 2**40, a)),
        ("indptr", lambda a: a[:-1]),
        ("data", lambda a: np.where(np.arange(len(a)) == 5, np.float32(np.inf), a)),
        ("data", lambda a: -a),
        ("data", lambda a: a.astype(np.float64)),
    ]
    name, change = chance.choice(changes)
    _array(generation, f"sparse/{name}.csc.index.npy", change)


def vocabulary(generation: Path, other: Path, chance: random.Random) -> None:
    path = generation / "sparse" / "vocab.index.json"
    words = json.loads(path.read_text(encoding="utf-8"))
    names = list(words)
    turned = dict(zip(names[1:] + names[:1], words.values(), strict=True))
    path.write_text(json.dumps(chance.choice([turned, {}, [], dict.fromkeys(names, 0)])), encoding="utf-8")


def parameters(generation: Path, other: Path, chance: random.Random) -> None:
    path = generation / "sparse" / "params.index.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    facts[chance.choice(["k1", "b", "method", "num_docs", "dtype"])] = chance.choice([0, 10**9, "x", None])
    path.write_text(json.dumps(facts), encoding="utf-8")


def foreign_part(generation: Path, other: Path, chance: random.Random) -> None:
    name = chance.choice(["sparse", "encoder", "vectors.npy"])
    if (generation / name).is_dir():
        shutil.rmtree(generation / name)
        shutil.copytree(other / name, generation / name)
    else:
        shutil.copyfile(other / name, generation / name)


def nearest(generation: Path, other: Path, chance: random.Random) -> None:
    path = generation / "nearest.faiss"
    data = path.read_bytes()
    ways = [data[: len(data) // 2], data[:3], b"IxPQ" + data[4:], data[:4] + b"\xff" * 24 + data[28:]]
    path.write_bytes(chance.choice(ways))


def sketches(generation: Path, other: Path, chance: random.Random) -> None:
    path = generation / "sketches.npy"
    kept = np.load(path, allow_pickle=False)
    np.save(path, chance.choice([np.roll(kept, 1, axis=0), kept[:-1], kept.astype(np.float64), kept[:, :-1]]))


def facts(generation: Path, other: Path, chance: random.Random) -> None:
    changes: list[dict[str, object]] = [
        {"schema_version": 1},
        {"schema_version": "2"},
        {"passages": 3},
        {"passages": "300"},
        {"dimension": 7},
        {"checksum": "0" * 64},
        {"fingerprint": "0" * 64},
        {"normalised": False},
        {"normalised": None},
        {"encoder": None},
        {"encoder": None, "fingerprint": None, "dimension": None, "normalised": None},
        {"engine": "rank_bm25"},
        {"engine": "other"},
        {"tokeniser": "other-1"},
        {"nearest": None},
        {"nearest": {"kind": "pq"}},
        {"more": 1},
        {"files": {}},
    ]
    _facts(generation, **chance.choice(changes))


WAYS: dict[str, Way] = {
    one.__name__: one for one in (flip, truncate, extend, zero, remove, add, swap, foreign, link, pipe, pointer, says)
}
"""Damage that the names and checksums of files tell."""
FITTING: dict[str, Way] = {
    one.__name__: one
    for one in (
        shifted_ids,
        shifted_texts,
        lost_row,
        lost_row_admitted,
        odd_row,
        offsets,
        vectors,
        pickled,
        postings,
        vocabulary,
        parameters,
        foreign_part,
        nearest,
        sketches,
        facts,
    )
}
"""Damage after which every checksum of a file is made to fit again: only what the files say together tells it."""


def damage(way: str, generation: Path, other: Path, chance: random.Random) -> None:
    """Damage a generation in a named way."""
    if way in WAYS:
        WAYS[way](generation, other, chance)
        return
    before = (generation / "manifest.json").read_bytes()
    FITTING[way](generation, other, chance)
    path = generation / "manifest.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    if way != "facts" or said["files"]:
        for name in said["files"]:
            said["files"][name] = hashlib.sha256((generation / name).read_bytes()).hexdigest()
    path.write_text(json.dumps(said), encoding="utf-8")
    if path.read_bytes() == before:
        raise RuntimeError(f"{way} has changed nothing")
    name = f"generation-{hashlib.sha256(path.read_bytes()).hexdigest()}"
    generation.rename(generation.parent / name)
    (generation.parent / "CURRENT").write_text(name, encoding="utf-8")
