"""An index made from a stream: passages pass through once, and memory does not grow with their texts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from corpora.chunk import split_document
from corpora.dense import DenseIndex, DenseRetriever
from corpora.document import Document, Passage, Provenance
from corpora.encoders import DEFAULT_ENCODER, Encoder, open_encoder
from corpora.encoders.lsa import MAX_TEXTS
from corpora.errors import CorpusError, IndexMismatch
from corpora.generations import building
from corpora.guideline_passages import IndexedPassage
from corpora.lines import Lines, LineWriter
from corpora.passages import SOURCE_FIELDS, PassageFile, PassageWriter
from corpora.postings import PostingsBuilder
from corpora.progress import Report, counted, silent
from corpora.sketches import SKETCHES, SketchBuilder
from corpora.sparse import Engine
from corpora.store import SPARSE, publish_corpus
from corpora.tokens import tokenise

__all__ = ["Item", "Pinned", "build_corpus"]

Item = Document | Passage | IndexedPassage
"""What an index is made of: documents are cut at their headings, passages are taken as they are."""
_ENCODED = 1024
"""Passages encoded at a time, so that a progress bar moves. Our own choice."""
_SPOOL, _SPOOL_OFFSETS = "spool.jsonl", "spool.npy"


class Pinned(NamedTuple):
    """What was reviewed, and must not have changed."""

    checksum: str | None = None
    """Of the passages (`Corpus.checksum`)."""
    encoder: str | None = None
    """Fingerprint of the encoder."""


_ANYTHING = Pinned()
_NOTHING: Mapping[str, str] = MappingProxyType({})


def build_corpus(
    items: Iterable[Item],
    folder: Path,
    *,
    name: str,
    encoder: Encoder | str | None = DEFAULT_ENCODER,
    sparse: Engine = "bm25s",
    report: Report = silent,
    pinned: Pinned = _ANYTHING,
    skipped: Mapping[str, str] = _NOTHING,
) -> Path:
    """Index documents and passages into a folder; the index that was there stays in use until this one is complete.

    In memory are the ids, the vocabulary, one chunk of terms, and what FAISS learns from; texts, postings and vectors
    are in files. What `corpora.store.open_corpus` opens is what `Corpus.of` makes of the same items; only an encoder
    that learns from the passages learns from 4,000 of them, spread evenly.

    Args:
        items: Looked at once, in any order.
        folder: Folder of the index.
        name: What the corpus is called.
        encoder: As for `Corpus.of`.
        sparse: As for `Corpus.of`; rank_bm25 has no file format, so that it is made anew at opening.
        report: Told how far it is.
        pinned: What the passages and the encoder must be.
        skipped: Files that are not in it, and why; looked at after the last item, and kept in the manifest.

    Returns:
        The folder of the generation.

    Raises:
        IndexMismatch: If passages or encoder are not those that are pinned; nothing is replaced then.
        CorpusError: If two passages have the same id, or (UnknownEncoder) no encoder goes by that name.
        EncoderUnavailable: If its package or weights are not there: an index is built as asked for, or not at all.
    """
    with building(folder) as made:
        ids = _spool(items, made, report)
        writer = _write(made, ids, sparse, report)
        if pinned.checksum not in {None, writer.checksum}:
            raise IndexMismatch(
                f"The texts of corpus {name!r} have changed: checksum {writer.checksum}. Review and pin them."
            )
        texts = PassageFile(made).index_texts
        dense = _dense(encoder, texts, made, report, pinned.encoder)
        report("check and switch", 0, None)
        return publish_corpus(made, folder, name, writer, sparse, dense, skipped)


def _spool(items: Iterable[Item], made: Path, report: Report) -> list[str]:
    """Write passages down in the order in which they come, and return their ids."""
    spool, ids = LineWriter(made / _SPOOL), []
    try:
        for passage, text in counted(_passages(items), "read passages", report):
            ids.append(passage.id)
            spool.add((astuple(passage), text))
    finally:  # also where a file cannot be read
        spool.close(made / _SPOOL_OFFSETS)
    return ids


def _passages(items: Iterable[Item]) -> Iterator[tuple[Passage, str]]:
    for item in items:
        if isinstance(item, Document):
            yield from ((passage, passage.text) for passage in split_document(item))
        elif isinstance(item, Passage):
            yield item, item.text
        else:
            yield item.passage, item.index_text


def _write(made: Path, ids: Sequence[str], engine: Engine, report: Report) -> PassageWriter:
    """Write passages in the order of their ids, and postings of what they are found by."""
    order = sorted(range(len(ids)), key=ids.__getitem__)
    spool, postings, sketches = Lines(made / _SPOOL, made / _SPOOL_OFFSETS), PostingsBuilder(), SketchBuilder()
    before = None
    with PassageWriter(made) as writer:
        for row in counted(order, "index words", report, len(order)):
            if ids[row] == before:
                raise CorpusError(f"Two passages have the id {before!r}; ids are unique in a corpus: rename one.")
            before = ids[row]
            (name, document, content, source, wording, superseded_by), text = spool[row]
            passage = Passage(
                id=name,
                document=document,
                text=content,
                source=Provenance(**dict(zip(SOURCE_FIELDS, source, strict=True))),
                wording=wording,
                superseded_by=superseded_by,
            )
            writer.add(passage, text)
            terms = tokenise(text)
            if engine == "bm25s":
                postings.add(terms)
            sketches.add(terms if text == content else tokenise(content))
    del spool
    (made / _SPOOL).unlink()
    (made / _SPOOL_OFFSETS).unlink()
    np.save(made / SKETCHES, sketches.finish(), allow_pickle=False)
    report("order words", 0, None)
    postings.finish(made / SPARSE)
    return writer


def _dense(
    encoder: Encoder | str | None, texts: Sequence[str], made: Path, report: Report, revision: str | None
) -> DenseRetriever | None:
    if encoder is None or not texts:
        return None
    if isinstance(encoder, str):
        report("open the encoder", 0, None)
        learnt_from = [texts[row] for row in range(0, len(texts), max(1, -(-len(texts) // MAX_TEXTS)))]
        encoder = open_encoder(encoder, texts=learnt_from)
    if revision not in {None, encoder.fingerprint}:
        raise IndexMismatch(f"Encoder {encoder.name!r} has changed: {encoder.fingerprint}. Review and pin it.")
    path = made / "vectors.npy"
    shape = (len(texts), encoder.dimension)
    vectors = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=shape)
    report("encode", 0, len(texts))
    for first in range(0, len(texts), _ENCODED):
        part = [texts[row] for row in range(first, min(first + _ENCODED, len(texts)))]
        vectors[first : first + len(part)] = encoder.encode_passages(part)
        report("encode", first + len(part), len(texts))
    vectors.flush()
    del vectors
    mapped = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    try:
        index = DenseIndex.build(mapped, normalised=encoder.normalised, gpu=False, report=report)
    except ValueError as error:
        raise IndexMismatch(f"Encoder {encoder.name!r} cannot be indexed: {error}") from error
    index.save_nearest(made)
    return DenseRetriever(encoder, index)
