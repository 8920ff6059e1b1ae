"""A corpus on disk: one generation of a folder (`corpora.generations`), checked to the last byte before it is used.

manifest.json                        schema, name, tokeniser, encoder, counts, checksums of passages and files
passages.*, sources.*                `corpora.passages`
sketches.npy                         `corpora.sketches`
sparse/*.npy, *.json                 the layout of bm25s, without pickle
vectors.npy                          float32, shape (passages, dimension)
nearest.faiss                        what nominates rows of it, where there are many
encoder/                             an LSA encoder, where that is the encoder
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from corpora.corpus import Corpus
from corpora.dense import DenseIndex, DenseRetriever
from corpora.encoders import Encoder, open_encoder
from corpora.encoders.lsa import LsaEncoder
from corpora.errors import EncoderUnavailable, IndexMismatch, UnknownEncoder
from corpora.gate import Chosen
from corpora.generations import building, check_files, digests, manifest_bytes, mismatch, publish, stable
from corpora.passages import FILES, PassageFile, PassageWriter
from corpora.sketches import SKETCHES, SketchBuilder, check_sketches, load_sketches
from corpora.sparse import Engine, SparseIndex
from corpora.tokens import TOKENISER

__all__ = ["SCHEMA", "Manifest", "open_corpus", "publish_corpus", "save_corpus", "verify_index"]

SCHEMA = 3
"""Version of this layout; another one is refused, the index is then built again."""
SPARSE, ENCODER = "sparse", "encoder"
"""Folders of a generation."""
_ENCODED_AGAIN = 8
"""Passages that are encoded again at opening, spread evenly, to find vectors of other passages. Our own choice."""
_ENCODED_APART = 0.1
"""How far a vector made again may lie from the saved one [share of its length]: 16-bit arithmetic errs by 0.01."""


class Manifest(BaseModel):
    """What a generation says about itself."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    # Literal[SCHEMA] would hide an old index behind a validation error; `_manifest` tells it apart.
    schema_version: int
    name: str
    engine: Engine
    tokeniser: str
    """Rules by which texts were cut into terms (`corpora.tokens.TOKENISER`)."""
    passages: int
    """Number of rows."""
    checksum: str
    """SHA-256 over the ids and texts of the passages in their order."""
    encoder: str | None
    fingerprint: str | None
    """Hash of the encoder that made the vectors."""
    dimension: int | None
    normalised: bool | None
    """Whether the encoder makes vectors of length 1."""
    nearest: Chosen | None
    """What nominates rows, and the recall that was measured; every row is looked at without."""
    files: dict[str, str]
    """SHA-256 of each file by its path in the generation."""
    skipped: dict[str, str] = {}
    """Files that were to be indexed and could not be read, each with the reason; not written where there is none."""


class _Parts(NamedTuple):
    generation: Path
    manifest: Manifest
    passages: PassageFile
    sketches: NDArray[np.uint64]
    sparse: SparseIndex
    vectors: DenseIndex | None


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
    with building(folder) as made:
        with PassageWriter(made) as writer:
            for passage, text in zip(corpus.passages, corpus.index_texts, strict=True):
                writer.add(passage, text)
        sketches = corpus.sketches
        if sketches is None:
            sketches = SketchBuilder.of(passage.text for passage in corpus.passages)
        np.save(made / SKETCHES, sketches, allow_pickle=False)
        sparse.save(made / SPARSE)
        if dense is not None:
            dense.index.save(made)
        return publish_corpus(made, folder, corpus.name, writer, sparse.engine, dense)


def publish_corpus(
    made: Path,
    folder: Path,
    name: str,
    passages: PassageWriter,
    engine: Engine,
    dense: DenseRetriever | None,
    skipped: Mapping[str, str] | None = None,
) -> Path:
    """Give what was built its manifest and make it the current generation.

    Args:
        made: Holds passages, sparse index and vectors.
        folder: Folder of the index.
        name: Of the corpus.
        passages: What wrote the passages.
        engine: Who computes the search by words.
        dense: Encoder and vectors, if any.
        skipped: Files that could not be read, and why.
    """
    if dense is not None and isinstance(dense.encoder, LsaEncoder):
        dense.encoder.save(made / ENCODER)
    manifest = Manifest(
        schema_version=SCHEMA,
        name=name,
        engine=engine,
        tokeniser=TOKENISER,
        passages=len(passages),
        checksum=passages.checksum,
        encoder=dense.encoder.name if dense else None,
        fingerprint=dense.encoder.fingerprint if dense else None,
        dimension=dense.encoder.dimension if dense else None,
        normalised=dense.encoder.normalised if dense else None,
        nearest=dense.index.chosen if dense else None,
        files=digests(made),
        skipped=dict(skipped or {}),
    )
    said = manifest.model_dump(exclude_defaults=True)
    return publish(made, folder, (json.dumps(said, indent=1, sort_keys=True) + "\n").encode())


def verify_index(folder: Path) -> Manifest:
    """Check the current generation: names, sizes and contents of its files, and that they belong together.

    Raises:
        IndexMissing: If there is no index in the folder.
        IndexMismatch: If anything in it is not what was saved.
    """
    return stable(folder, _parts).manifest


def open_corpus(folder: Path, *, encoder: Encoder | None = None) -> Corpus:
    """Open a saved corpus after all that `verify_index` checks.

    Every byte is hashed and every line read: 2.5 s of computing for 100,000 passages without vectors
    (`python benchmarks/retrieval_speed.py`), and the work grows with their number, so a program opens an index once.
    Afterwards passages, postings and vectors stay in their files and are read when they are wanted.

    Args:
        folder: What `save_corpus` wrote into.
        encoder: For the queries; the one named by the manifest where not given. If that is not installed, the corpus
            is searched by words alone and says so.

    Raises:
        IndexMissing: If there is no index in the folder.
        IndexMismatch: If anything in it is not what was saved, or the encoder is not the one that made the vectors.
    """
    return stable(folder, lambda generation: _opened(_parts(generation), encoder))


def _opened(parts: _Parts, encoder: Encoder | None) -> Corpus:
    generation, manifest, passages, sketches, sparse, _ = parts
    if encoder is not None and encoder.fingerprint != manifest.fingerprint:
        raise IndexMismatch(
            f"The index in {generation.parent.name!r} was made with encoder {manifest.encoder!r}, not with "
            f"{encoder.name!r} as it is here; build the index again."
        )
    dense, degraded = _dense(parts, encoder)
    return Corpus(
        passages,
        name=manifest.name,
        sparse=sparse,
        dense=dense,
        index_texts=passages.index_texts,
        degraded=degraded,
        checksum=manifest.checksum,
        sketches=sketches,
    )


def _dense(parts: _Parts, encoder: Encoder | None) -> tuple[DenseRetriever | None, tuple[str, ...]]:
    manifest = parts.manifest
    if manifest.encoder is None or parts.vectors is None:
        return None, ()
    if encoder is None:
        try:
            saved = parts.generation / ENCODER
            encoder = LsaEncoder.load(saved) if saved.is_dir() else open_encoder(manifest.encoder)
        except (EncoderUnavailable, UnknownEncoder) as error:
            # The index was made with it: its folder may lie on another machine, which is no slip of the reader.
            return None, (f"Search by meaning is off, words alone are compared: {error}",)
    if (encoder.fingerprint, encoder.normalised) != (manifest.fingerprint, manifest.normalised):
        raise IndexMismatch(
            f"Encoder {manifest.encoder!r} has changed since the index was made; build the index again."
        )
    retriever = DenseRetriever(encoder, parts.vectors)
    _encode_again(retriever, parts.passages.index_texts)
    return retriever, ()


def _encode_again(dense: DenseRetriever, texts: Sequence[str]) -> None:
    """Find out vectors of other passages: whole files can be swapped, with a manifest that fits."""
    rows = range(0, len(texts), max(1, -(-len(texts) // _ENCODED_AGAIN)))
    for row, vector in zip(rows, dense.encoder.encode_passages([texts[row] for row in rows]), strict=True):
        if np.linalg.norm(vector - dense.index.row(row)) > _ENCODED_APART * max(1.0, float(np.linalg.norm(vector))):
            raise IndexMismatch("The vectors are not those of the passages. Build the index again.")


def _parts(generation: Path) -> _Parts:
    manifest = _manifest(generation)
    check_files(generation, manifest.files)
    _check_names(generation, manifest)
    passages = PassageFile(generation)
    if len(passages) != manifest.passages or passages.check() != manifest.checksum:
        raise mismatch(generation, "ids and texts are not those that were indexed")
    sketches = load_sketches(generation, manifest.passages)
    check_sketches(sketches, passages)
    texts = passages.index_texts
    sparse = (
        SparseIndex.open(generation / SPARSE, texts)
        if manifest.engine == "bm25s"
        else SparseIndex(texts, engine=manifest.engine)
    )
    vectors = None
    if manifest.encoder is not None:
        vectors = DenseIndex.load(generation, manifest.nearest)
        if (vectors.rows, vectors.dimension) != (manifest.passages, manifest.dimension):
            raise IndexMismatch(
                f"There are {vectors.rows} vectors for {manifest.passages} passages; build the index again."
            )
        try:
            if manifest.normalised:
                vectors.check_lengths()
        except ValueError as error:
            raise mismatch(generation, str(error).rstrip(".")) from error
    return _Parts(generation, manifest, passages, sketches, sparse, vectors)


def _check_names(generation: Path, manifest: Manifest) -> None:
    """Check that the files are those that the manifest's other facts ask for."""
    tops = {Path(name).parts[0] for name in manifest.files}
    wanted = {
        *FILES,
        SKETCHES,
        *(["vectors.npy"] if manifest.encoder else []),
        *(["nearest.faiss"] if manifest.nearest else []),
    }
    optional = {*([SPARSE] if manifest.engine == "bm25s" else []), *([ENCODER] if manifest.encoder else [])}
    facts = (manifest.encoder, manifest.fingerprint, manifest.dimension, manifest.normalised)
    whole = all(fact is None for fact in facts) or None not in facts
    if not whole or not wanted <= tops or not tops <= wanted | optional:
        raise mismatch(generation, "its files are not those that its manifest speaks of")


def _manifest(generation: Path) -> Manifest:
    data = manifest_bytes(generation)
    try:
        manifest = Manifest.model_validate_json(data)
    except ValidationError as error:
        raise mismatch(generation, "its manifest is of another layout") from error
    if manifest.schema_version != SCHEMA:
        raise mismatch(generation, f"its layout is {manifest.schema_version}, not {SCHEMA}")
    if manifest.tokeniser != TOKENISER:
        raise mismatch(generation, f"its terms are of tokeniser {manifest.tokeniser!r}, not {TOKENISER!r}")
    return manifest
