"""How text and images are found: passages, search by words and by meaning, fusion, index files."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpora.corpus import Corpus
    from corpora.document import Document, Hit, Passage, Provenance, SearchResult
    from corpora.encoders import DEFAULT_ENCODER
    from corpora.errors import (
        CorpusError,
        EncoderUnavailable,
        IndexMismatch,
        IndexMissing,
        UnknownCorpus,
        UnknownEncoder,
        UnknownEntity,
        UnknownPassage,
        UnreadableEdges,
        UnreadableText,
    )
    from corpora.graph import KnowledgeGraph
    from corpora.side_by_side import distinct

__all__ = [
    "DEFAULT_ENCODER",
    "Corpus",
    "CorpusError",
    "Document",
    "EncoderUnavailable",
    "Hit",
    "IndexMismatch",
    "IndexMissing",
    "KnowledgeGraph",
    "Passage",
    "Provenance",
    "SearchResult",
    "UnknownCorpus",
    "UnknownEncoder",
    "UnknownEntity",
    "UnknownPassage",
    "UnreadableEdges",
    "UnreadableText",
    "distinct",
]

_HOMES = {
    "DEFAULT_ENCODER": "corpora.encoders",
    "Corpus": "corpora.corpus",
    "CorpusError": "corpora.errors",
    "Document": "corpora.document",
    "EncoderUnavailable": "corpora.errors",
    "Hit": "corpora.document",
    "IndexMismatch": "corpora.errors",
    "IndexMissing": "corpora.errors",
    "KnowledgeGraph": "corpora.graph",
    "Passage": "corpora.document",
    "Provenance": "corpora.document",
    "SearchResult": "corpora.document",
    "UnknownCorpus": "corpora.errors",
    "UnknownEncoder": "corpora.errors",
    "UnknownEntity": "corpora.errors",
    "UnknownPassage": "corpora.errors",
    "UnreadableEdges": "corpora.errors",
    "UnreadableText": "corpora.errors",
    "distinct": "corpora.side_by_side",
}
"""Where each name is defined. Loaded when first asked for (PEP 562), so that a command line is there at once."""

if not TYPE_CHECKING:  # a checker would take any name for one that exists

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
