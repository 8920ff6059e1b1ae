"""How text and images are found: passages, search by words and by meaning, fusion, index files."""

from corpora.corpus import Corpus
from corpora.distinct import distinct
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
)
from corpora.graph import KnowledgeGraph

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
    "distinct",
]
