"""Corpora by name: one file each in `catalog/`."""

import difflib
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpora import loaders
from corpora.building import Item, Pinned, build_corpus
from corpora.corpus import Corpus
from corpora.dense import DenseRetriever
from corpora.encoders import DEFAULT_ENCODER
from corpora.errors import CorpusError, IndexMismatch, UnknownCorpus
from corpora.guideline_passages import guideline_passages
from corpora.progress import Report, silent
from corpora.sparse import Engine
from guidelines import GuidelineError, Library, Vocabulary

__all__ = ["OWN_FOLDER", "Entry", "build", "build_index", "entry", "names"]

OWN_FOLDER = Path(__file__).parent / "catalog"
"""The corpora that ship with this package."""


class Entry(BaseModel):
    """What a catalogue file says about a corpus."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1)
    kind: str = Field(min_length=1)
    """`guidelines`: our own library; else the loader that reads the texts (`corpora/loaders/`), such as `folder`."""
    source: str = Field(min_length=1)
    """Where the texts come from: their path from the catalogue file, or, where they are not shipped, their address."""
    shipped: bool = True
    """False where the texts are somebody else's to give: whoever builds the corpus names where they lie."""
    licence: str = Field(min_length=1)
    chunker: str = Field(min_length=1)
    """How the texts are cut, in words."""
    sparse: Engine = "bm25s"
    encoder: str | None = DEFAULT_ENCODER
    """Name of the encoder; words alone are compared without one."""
    encoder_revision: str | None = None
    """Fingerprint of the encoder; needed where weights from elsewhere are named."""
    checksum: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    """SHA-256 over ids and texts of the passages; pins texts from elsewhere."""

    @model_validator(mode="after")
    def _pinned(self) -> Self:
        if self.kind != "guidelines" and self.kind not in loaders.names():
            raise ValueError(f"no loader {self.kind!r}; there are guidelines, {', '.join(loaders.names())}")
        if self.kind != "guidelines" and self.shipped and self.checksum is None:
            raise ValueError("texts from elsewhere are pinned: give their checksum (python -m corpora list shows it)")
        if self.encoder not in {None, "lsa"} and self.encoder_revision is None:
            raise ValueError("weights from elsewhere are pinned: give encoder_revision")
        return self


def names(folder: Path = OWN_FOLDER) -> tuple[str, ...]:
    """Return the names of all corpora of a catalogue."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def entry(name: str, folder: Path = OWN_FOLDER) -> Entry:
    """Read the catalogue file of a corpus.

    Raises:
        UnknownCorpus: If there is none; the message names the nearest.
        CorpusError: If the file does not say what it must.
    """
    known = names(folder)
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        raise UnknownCorpus(f"No corpus {name!r}. {hint}Corpora: {', '.join(known) or 'none'}.")
    path = folder / f"{name}.toml"
    try:
        with path.open("rb") as file:
            return Entry.model_validate(tomllib.load(file))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path.name}: is not TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "file"
        raise CorpusError(f"{path.name}: {where}: {first['msg']}.") from error


def build(name: str, folder: Path = OWN_FOLDER, *, encoder: str | None = None, path: Path | None = None) -> Corpus:
    """Make a corpus of the catalogue in memory.

    Args:
        name: Of its file.
        folder: The catalogue.
        encoder: Instead of the one that the file names; `none` for words alone.
        path: Where the texts lie; needed where they are not shipped.

    Raises:
        UnknownCorpus: If there is none.
        IndexMismatch: If texts or encoder are not those that the file pins.
        CorpusError: If the file or the texts cannot be read.
    """
    said = entry(name, folder)
    chosen = said.encoder if encoder is None else None if encoder == "none" else encoder
    if said.kind == "guidelines":
        try:
            corpus = Corpus.from_guidelines(Library.load(), name=name, encoder=chosen, sparse=said.sparse)
        except GuidelineError as error:
            raise CorpusError(f"The guideline library cannot be read: {error}") from error
    else:
        corpus = Corpus.of(_items(name, said, folder, path), name=name, encoder=chosen, sparse=said.sparse)
    if said.checksum is not None and corpus.checksum != said.checksum:
        raise IndexMismatch(
            f"The texts of corpus {name!r} have changed: checksum {corpus.checksum}. Review and pin them."
        )
    if encoder is None and isinstance(corpus.dense, DenseRetriever) and said.encoder_revision is not None:
        found = corpus.dense.encoder.fingerprint
        if found != said.encoder_revision:
            raise IndexMismatch(f"Encoder {said.encoder!r} has changed: {found}. Review and pin it.")
    return corpus


def build_index(
    name: str,
    index: Path,
    folder: Path = OWN_FOLDER,
    *,
    encoder: str | None = None,
    path: Path | None = None,
    report: Report = silent,
) -> Path:
    """Index a corpus of the catalogue into a folder, in bounded memory.

    Args:
        name: Of its file.
        index: Folder of the index; the one that is there stays in use until the new one is complete.
        folder: The catalogue.
        encoder: As for `build`.
        path: As for `build`.
        report: Told how far it is.

    Returns:
        The folder of the generation.

    Raises:
        UnknownCorpus: If there is none.
        EncoderUnavailable: If the package or weights of the encoder are not there.
        IndexMismatch: If texts or encoder are not those that the file pins.
        CorpusError: If the file or the texts cannot be read.
    """
    said = entry(name, folder)
    chosen = said.encoder if encoder is None else None if encoder == "none" else encoder
    items: Iterable[Item]
    if said.kind == "guidelines":
        try:
            items = guideline_passages(Library.load(), Vocabulary.load())
        except GuidelineError as error:
            raise CorpusError(f"The guideline library cannot be read: {error}") from error
    else:
        items = _items(name, said, folder, path)
    pinned = Pinned(said.checksum, said.encoder_revision if encoder is None else None)
    return build_corpus(items, index, name=name, encoder=chosen, sparse=said.sparse, report=report, pinned=pinned)


def _items(name: str, said: Entry, folder: Path, path: Path | None) -> Iterator[loaders.Item]:
    if path is None and not said.shipped:
        raise CorpusError(
            f"The texts of {name!r} are not shipped: get them from {said.source} and name where they lie."
        )
    return loaders.load(said.kind).read(path or folder / said.source, name)
