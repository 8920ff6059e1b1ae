"""A corpus: passages that can be found by a question, and cited by their id."""

import difflib
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpora.checksum import checksum_of
from corpora.chunk import split_document
from corpora.document import Document, Passage, SearchResult
from corpora.encoders import DEFAULT_ENCODER, Encoder, open_encoder
from corpora.errors import CorpusError, EncoderUnavailable, UnknownPassage
from corpora.guideline_passages import guideline_passages
from corpora.passages import PassageFile
from corpora.retriever import Retriever
from corpora.searching import DEFAULT_K, Plan, find_many
from corpora.sketches import SketchBuilder
from corpora.sparse import Engine, SparseIndex
from guidelines import Library, Vocabulary

__all__ = ["DEFAULT_K", "Corpus"]


class Corpus:
    """Passages with a sparse and, where there is an encoder, a dense index over them.

    Immutable once made, and safe to search from several threads. The same passages and encoder give the same hits,
    in whatever order the passages came.
    """

    def __init__(
        self,
        passages: Iterable[Passage],
        *,
        name: str,
        sparse: Retriever,
        dense: Retriever | None = None,
        index_texts: Sequence[str] | None = None,
        degraded: tuple[str, ...] = (),
        checksum: str | None = None,
        sketches: NDArray[np.uint64] | None = None,
    ) -> None:
        """Put a corpus together from parts that fit each other; `of` and `open` do that for you.

        Args:
            passages: In the order of their ids; row r of each retriever is passage r. A `PassageFile` is left in its
                file, anything else is taken into memory.
            name: What the corpus is called.
            sparse: Finds by words.
            dense: Finds by meaning, or None.
            index_texts: What each passage is found by; its own text where not given.
            degraded: Parts that are not available, as sentences; every search repeats them.
            checksum: Of the passages, where it is known.
            sketches: Of the texts of the passages, where they are known (`corpora.sketches`).
        """
        self.name = name
        self.passages: Sequence[Passage] = passages if isinstance(passages, PassageFile) else tuple(passages)
        """All passages in the order of their ids."""
        self._rows: Mapping[str, int] = (
            {} if isinstance(passages, PassageFile) else {one.id: row for row, one in enumerate(self.passages)}
        )
        self.checksum = checksum or checksum_of(self.passages)
        """SHA-256 over the ids and texts of the passages [64 hex digits]."""
        self.index_texts: Sequence[str] = index_texts or tuple(passage.text for passage in self.passages)
        """What each passage is found by, in the order of the passages."""
        self.sparse = sparse
        self.dense = dense
        self.degraded = degraded
        self.sketches = sketches

    @classmethod
    def of(
        cls,
        items: Iterable[Document | Passage],
        *,
        name: str,
        encoder: Encoder | str | None = DEFAULT_ENCODER,
        sparse: Engine = "bm25s",
        index_texts: Mapping[str, str] | None = None,
    ) -> Self:
        """Index documents and passages in memory; for very many see `corpora.building.build_corpus`.

        Args:
            items: Passages are taken as they are; documents are cut into passages at their headings.
            name: What the corpus is called.
            encoder: An encoder, the name of one (`corpora.encoders.open_encoder`), or None for search by words alone.
                A known one whose weights are not there leaves the sparse index, and every result says so.
            sparse: Who computes BM25.
            index_texts: By passage id, the text that a passage is found by where that is more than its own.

        Raises:
            CorpusError: If two passages have the same id, or (UnknownEncoder) no encoder goes by that name.
        """
        passages = _ordered(items)
        enriched = index_texts or {}
        texts = [enriched.get(passage.id, passage.text) for passage in passages]
        dense, degraded = _dense(encoder, texts)
        index = SparseIndex(texts, engine=sparse)
        return cls(
            passages,
            name=name,
            sparse=index,
            dense=dense,
            index_texts=texts,
            degraded=degraded,
            sketches=SketchBuilder.of(passage.text for passage in passages),
        )

    @classmethod
    def open(cls, folder: Path | str, *, encoder: Encoder | None = None) -> "Corpus":
        """Open an index that was saved, after checking all of it; passages stay in their file until they are hit.

        Args:
            folder: What `python -m corpora build` or `corpora.store.save_corpus` wrote into.
            encoder: For the queries; the one that the index names where not given.

        Raises:
            IndexMissing: If there is no index in the folder.
            IndexMismatch: If anything in it is not what was saved, or the encoder is another one.
        """
        from corpora.store import open_corpus

        return open_corpus(Path(folder), encoder=encoder)

    @classmethod
    def from_guidelines(
        cls,
        library: Library,
        *,
        vocabulary: Vocabulary | None = None,
        encoder: Encoder | str | None = DEFAULT_ENCODER,
        sparse: Engine = "bm25s",
        name: str = "guidelines",
    ) -> Self:
        """Index a guideline library: one passage for each recommendation, with the id `<guideline>#<anchor>`.

        Args:
            library: The guidelines.
            vocabulary: Words that the findings of their criteria go by; the shipped one where not given.
            encoder: As for `of`.
            sparse: As for `of`.
            name: What the corpus is called.
        """
        indexed = list(guideline_passages(library, vocabulary or Vocabulary.load()))
        return cls.of(
            (item.passage for item in indexed),
            name=name,
            encoder=encoder,
            sparse=sparse,
            index_texts={item.passage.id: item.index_text for item in indexed},
        )

    @classmethod
    def from_folder(
        cls,
        path: Path | str,
        *,
        name: str | None = None,
        encoder: Encoder | str | None = DEFAULT_ENCODER,
        sparse: Engine = "bm25s",
    ) -> Self:
        """Index the Markdown and text files of a folder; their words may be quoted.

        A passage has the id `<name>/<path in the folder>#<heading>`, so that files of one name in two folders stay
        apart; for two folders of one name see `corpora.distinct`.

        Args:
            path: The folder.
            name: What the corpus is called; the name of the folder where not given.
            encoder: As for `of`.
            sparse: As for `of`.

        Raises:
            CorpusError: If the folder does not exist, holds no such file, or a file is not UTF-8 text.
        """
        from corpora.ingest import read_folder

        folder = Path(path)
        called = name or folder.resolve().name or "folder"
        return cls.of(read_folder(folder, called), name=called, encoder=encoder, sparse=sparse)

    def search(self, query: str, k: int = DEFAULT_K, *, plan: Plan | None = None) -> SearchResult:
        """Find the passages that answer a question, best first, ties by id.

        Args:
            query: In words. One without a single word that can be searched for has no hits.
            k: Most hits wanted; none for 0 and less.
            plan: The steps; every retriever, fused, where not given (`corpora.searching.Plan`).
        """
        return self.search_many((query,), k, plan=plan)[0]

    def search_many(
        self, queries: Sequence[str], k: int = DEFAULT_K, *, plan: Plan | None = None
    ) -> tuple[SearchResult, ...]:
        """Search for several questions at once; each result is what `search` gives for it."""
        return tuple(
            SearchResult(query=query, hits=hits, degraded=self.degraded)
            for query, hits in zip(queries, find_many(self, queries, k=k, plan=plan), strict=True)
        )

    def passage(self, passage_id: str) -> Passage:
        """Return the passage with that id.

        Raises:
            UnknownPassage: If there is none; the message names the nearest.
        """
        held = self.passages
        row = held.row_of(passage_id) if isinstance(held, PassageFile) else self._rows.get(passage_id)
        if row is not None:
            return held[row]
        known = held.near(passage_id) if isinstance(held, PassageFile) else self._rows
        near = difflib.get_close_matches(passage_id, known, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else " Take an id from a search result."
        raise UnknownPassage(f"Corpus {self.name!r} has no passage {passage_id!r}.{hint}")

    def ids(self) -> Iterator[str]:
        """Give the ids of all passages in their order, without reading the passages."""
        return self.passages.ids() if isinstance(self.passages, PassageFile) else iter(self._rows)

    @property
    def backend(self) -> tuple[str, str] | None:
        """Who computes the dense search and why not a faster one, such as `("faiss-cpu", "no GPU is visible")`.

        None where search is by words alone, or by a dense retriever of one's own that does not say.
        """
        return getattr(self.dense, "backend", None)

    def __len__(self) -> int:
        return len(self.passages)

    def __repr__(self) -> str:
        encoder = "sparse only" if self.dense is None else f"with {self.dense.name}"
        return f"Corpus({self.name!r}, {len(self)} passages, {encoder})"


def _ordered(items: Iterable[Document | Passage]) -> list[Passage]:
    passages: list[Passage] = []
    for item in items:
        passages.extend(split_document(item) if isinstance(item, Document) else (item,))
    passages.sort(key=lambda passage: passage.id)
    for one, next_one in itertools.pairwise(passages):
        if one.id == next_one.id:
            raise CorpusError(f"Two passages have the id {one.id!r}; ids are unique in a corpus: rename one.")
    return passages


def _dense(encoder: Encoder | str | None, texts: Sequence[str]) -> tuple[Retriever | None, tuple[str, ...]]:
    if encoder is None or not texts:
        return None, ()
    try:
        opened = open_encoder(encoder, texts=texts) if isinstance(encoder, str) else encoder
    except EncoderUnavailable as error:
        return None, (f"Search by meaning is off, words alone are compared: {error}",)
    from corpora.dense import DenseRetriever

    return DenseRetriever.of(opened, texts), ()
