"""An index on disk: one folder a generation, checked to the last byte before anything in it is used.

FOLDER/CURRENT                  name of the generation in use
FOLDER/generation-<hash>/       <hash> is SHA-256 over its manifest, so that nothing in it can change unseen
    manifest.json               schema, name, encoder, counts, checksums of passages and files
    passages.jsonl              passages with what they are found by, in the order of the rows
    sparse/*.npy, *.json        bm25s, without pickle
    vectors.npy                 float32, shape (passages, dimension)
    encoder/                    an LSA encoder, where that is the encoder
"""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from corpora.corpus import Corpus, checksum_of
from corpora.dense import DenseIndex, DenseRetriever
from corpora.document import Passage
from corpora.encoders import Encoder, open_encoder
from corpora.encoders.lsa import LsaEncoder
from corpora.errors import EncoderUnavailable, IndexMismatch, IndexMissing, UnknownEncoder
from corpora.sparse import Engine, SparseIndex

__all__ = ["SCHEMA", "Manifest", "open_corpus", "save_corpus", "verify_index"]

SCHEMA = 1
"""Version of this layout; another one is refused, the index is then built again."""
_CURRENT, _MANIFEST, _PASSAGES, _VECTORS, _SPARSE, _ENCODER = (
    "CURRENT",
    "manifest.json",
    "passages.jsonl",
    "vectors.npy",
    "sparse",
    "encoder",
)


class Manifest(BaseModel):
    """What a generation says about itself."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    # Literal[SCHEMA] would hide an old index behind a validation error; `_manifest` tells it apart.
    schema_version: int
    name: str
    engine: Engine
    passages: int
    """Number of rows."""
    checksum: str
    """SHA-256 over the ids and texts of the passages in their order."""
    encoder: str | None
    fingerprint: str | None
    """Hash of the encoder that made the vectors."""
    dimension: int | None
    files: dict[str, str]
    """SHA-256 of each file by its path in the generation."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")

    passage: Passage
    index_text: str


_ROW = TypeAdapter(_Row)


def save_corpus(corpus: Corpus, folder: Path) -> Path:
    """Write a corpus as a new generation and make it the current one.

    It is written beside the others and then switched to by one rename, so that a reader sees the old index or the new
    one, and a crash leaves the old one. The generation that was current is kept; older ones are removed.

    Returns:
        The folder of the generation.

    Raises:
        IndexMismatch: If the corpus was put together from parts that have no file format.
    """
    sparse, dense = corpus.sparse, corpus.dense
    if not isinstance(sparse, SparseIndex) or not isinstance(dense, DenseRetriever | None):
        raise IndexMismatch(f"Corpus {corpus.name!r} holds retrievers of another kind; make it with Corpus.of.")
    folder.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
    try:
        _write_parts(corpus, sparse, dense, building)
        manifest = Manifest(
            schema_version=SCHEMA,
            name=corpus.name,
            engine=sparse.engine,
            passages=len(corpus),
            checksum=corpus.checksum,
            encoder=dense.encoder.name if dense else None,
            fingerprint=dense.encoder.fingerprint if dense else None,
            dimension=dense.encoder.dimension if dense else None,
            files={path.relative_to(building).as_posix(): _digest(path) for path in _files(building)},
        )
        data = (json.dumps(manifest.model_dump(), indent=1, sort_keys=True) + "\n").encode()
        (building / _MANIFEST).write_bytes(data)
        generation = folder / f"generation-{hashlib.sha256(data).hexdigest()}"
        if generation.exists():  # the same content was saved before; what lies there may be damaged
            shutil.rmtree(generation)
        for path in _files(building):
            _flush(path)
        building.rename(generation)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    _switch(folder, generation.name)
    return generation


def verify_index(folder: Path) -> Manifest:
    """Check the current generation: names, sizes and contents of its files, and that ids and texts belong together.

    Raises:
        IndexMissing: If there is no index in the folder.
        IndexMismatch: If anything in it is not what was saved.
    """
    return _verified(folder)[1]


def open_corpus(folder: Path, *, encoder: Encoder | None = None) -> Corpus:
    """Open a saved corpus after `verify_index` has passed.

    Args:
        folder: What `save_corpus` wrote into.
        encoder: For the queries; the one named by the manifest where not given. If that is not installed, the corpus
            is searched by words alone and says so.

    Raises:
        IndexMissing: If there is no index in the folder.
        IndexMismatch: If anything in it is not what was saved, or the encoder is not the one that made the vectors.
    """
    generation, manifest, rows = _verified(folder)
    if encoder is not None and encoder.fingerprint != manifest.fingerprint:
        raise IndexMismatch(
            f"The index in {folder.name!r} was made with encoder {manifest.encoder!r}, not with {encoder.name!r} as it "
            "is here; build the index again."
        )
    texts = [row.index_text for row in rows]
    saved = generation / _SPARSE
    sparse = SparseIndex(texts, engine=manifest.engine, folder=saved if saved.is_dir() else None)
    dense, degraded = _dense(generation, manifest, encoder)
    passages = [row.passage for row in rows]
    return Corpus(passages, name=manifest.name, sparse=sparse, dense=dense, index_texts=texts, degraded=degraded)


def _dense(
    generation: Path, manifest: Manifest, encoder: Encoder | None
) -> tuple[DenseRetriever | None, tuple[str, ...]]:
    if manifest.encoder is None:
        return None, ()
    if encoder is None:
        try:
            encoder = _encoder(generation, manifest.encoder)
        except (EncoderUnavailable, UnknownEncoder) as error:
            # The index was made with it: its folder may lie on another machine, which is no slip of the reader.
            return None, (f"Search by meaning is off, words alone are compared: {error}",)
        if encoder.fingerprint != manifest.fingerprint:
            raise IndexMismatch(
                f"Encoder {manifest.encoder!r} has changed since the index was made; build the index again."
            )
    index = DenseIndex.load(generation / _VECTORS)
    if (index.rows, index.dimension) != (manifest.passages, manifest.dimension):
        raise IndexMismatch(f"There are {index.rows} vectors for {manifest.passages} passages; build the index again.")
    return DenseRetriever(encoder, index), ()


def _encoder(generation: Path, name: str) -> Encoder:
    saved = generation / _ENCODER
    return LsaEncoder.load(saved) if saved.is_dir() else open_encoder(name)


def _write_parts(corpus: Corpus, sparse: SparseIndex, dense: DenseRetriever | None, folder: Path) -> None:
    with (folder / _PASSAGES).open("w", encoding="utf-8") as file:
        for passage, text in zip(corpus.passages, corpus.index_texts, strict=True):
            file.write(json.dumps({"passage": asdict(passage), "index_text": text}) + "\n")
    sparse.save(folder / _SPARSE)
    if dense is not None:
        dense.index.save(folder / _VECTORS)
        if isinstance(dense.encoder, LsaEncoder):
            dense.encoder.save(folder / _ENCODER)


def _verified(folder: Path) -> tuple[Path, Manifest, list[_Row]]:
    generation = _current(folder)
    manifest = _manifest(generation)
    found = {path.relative_to(generation).as_posix(): path for path in _files(generation)}
    found.pop(_MANIFEST)
    _check(found.keys() == manifest.files.keys(), generation, "files are missing or have been added")
    for name, path in found.items():
        _check(not path.is_symlink() and _digest(path) == manifest.files[name], generation, f"{name} has changed")
    try:
        with (generation / _PASSAGES).open("rb") as file:
            rows = [_ROW.validate_json(line) for line in file]
    except ValidationError as error:
        raise _mismatch(generation, f"{_PASSAGES} does not hold passages") from error
    same = len(rows) == manifest.passages and checksum_of(row.passage for row in rows) == manifest.checksum
    _check(same, generation, "ids and texts are not those that were indexed")
    return generation, manifest, rows


def _current(folder: Path) -> Path:
    try:
        name = (folder / _CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise IndexMissing(
            f"There is no index in {folder.name!r}; build it: python -m corpora build NAME {folder.name}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _mismatch(folder, f"{_CURRENT} cannot be read") from error
    generation = folder / name
    safe = name.startswith("generation-") and generation.parent == folder and generation.is_dir()
    _check(safe, folder, f"{_CURRENT} names no generation")
    return generation


def _manifest(generation: Path) -> Manifest:
    try:
        data = (generation / _MANIFEST).read_bytes()
    except OSError as error:
        raise _mismatch(generation, f"{_MANIFEST} cannot be read") from error
    fits = generation.name == f"generation-{hashlib.sha256(data).hexdigest()}"
    _check(fits, generation, f"{_MANIFEST} has changed")
    try:
        manifest = Manifest.model_validate_json(data)
    except ValidationError as error:
        raise _mismatch(generation, f"{_MANIFEST} is of another layout") from error
    _check(manifest.schema_version == SCHEMA, generation, f"its layout is {manifest.schema_version}, not {SCHEMA}")
    return manifest


def _switch(folder: Path, name: str) -> None:
    """Point CURRENT at a generation by one rename, then remove all but it and the one before."""
    before = None
    with contextlib.suppress(OSError, UnicodeDecodeError):
        before = (folder / _CURRENT).read_text(encoding="utf-8").strip()
    waiting = folder / f".{_CURRENT}-{name[-16:]}"
    waiting.write_text(f"{name}\n", encoding="utf-8")
    _flush(waiting)
    waiting.replace(folder / _CURRENT)
    for path in folder.glob("generation-*"):
        if path.name not in {name, before}:
            shutil.rmtree(path)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_symlink() or path.is_file())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _check(holds: bool, where: Path, problem: str) -> None:
    if not holds:
        raise _mismatch(where, problem)


def _mismatch(where: Path, problem: str) -> IndexMismatch:
    return IndexMismatch(f"The index {where.name[:23]!r} is not what was saved: {problem}. Build it again.")
