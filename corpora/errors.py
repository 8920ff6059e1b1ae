"""The errors of this package.

CorpusError
├── UnknownCorpus        no corpus goes by that name
├── UnknownEncoder       no encoder goes by that name
├── UnknownEntity        the knowledge graph has nothing of that name
├── UnreadableEdges      a list of relations does not follow its published layout
├── UnreadableText       a file of texts cannot be read; the others can
├── UnknownPassage       the corpus has no passage of that id
├── IndexMissing         the index was not built
├── IndexMismatch        the index does not fit its manifest, its encoder or its passages
└── EncoderUnavailable   the encoder's package or weights are not there
"""

__all__ = [
    "CorpusError",
    "EncoderUnavailable",
    "IndexMismatch",
    "IndexMissing",
    "UnknownCorpus",
    "UnknownEncoder",
    "UnknownEntity",
    "UnknownPassage",
    "UnreadableEdges",
    "UnreadableText",
]


class CorpusError(Exception):
    """Anything that went wrong with a corpus."""


class UnknownCorpus(CorpusError):
    """No corpus goes by that name."""


class UnknownEncoder(CorpusError):
    """No encoder goes by that name, and no folder either."""


class UnknownPassage(CorpusError):
    """The corpus has no passage of that id."""


class IndexMissing(CorpusError):
    """The index was not built."""


class IndexMismatch(CorpusError):
    """The index does not fit its manifest, its encoder or its passages."""


class EncoderUnavailable(CorpusError):
    """The encoder's package or weights are not there; search goes on without it and says so."""


class UnknownEntity(CorpusError):
    """The knowledge graph has nothing of that name."""


class UnreadableEdges(CorpusError):
    """A list of relations does not follow its published layout."""


class UnreadableText(CorpusError):
    """A file of texts is damaged, too large or leads elsewhere; the other files can be read all the same."""
