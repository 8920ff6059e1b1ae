"""What an index holds that is about to be replaced, told in one line."""

import itertools
from pathlib import Path

from corpora.errors import IndexMismatch, IndexMissing
from corpora.generations import stable
from corpora.passages import PassageFile

__all__ = ["told"]

_NAMED = 3
"""Documents that are named; enough to know the texts again on one line. Our own choice."""
_LOOKED_AT = 2_000
"""Passages looked at for them, so that a large index is not read as a whole. Our own choice."""


def told(folder: Path, name: str) -> str:
    """Say how many passages of which documents the index in a folder holds; nothing where there is no index.

    It is not verified: it is replaced whatever is in it.

    Args:
        folder: Folder of the index.
        name: What the corpus is called.
    """
    try:
        held = stable(folder, _held)
    except IndexMissing:
        return ""
    except (IndexMismatch, OSError, TypeError, ValueError):
        held = "an index that cannot be read"
    return f"Corpus {name!r} had {held}; it is replaced by what is named now, once that is indexed."


def _held(generation: Path) -> str:
    passages = PassageFile(generation)
    documents = dict.fromkeys(passage.document for passage in itertools.islice(passages, _LOOKED_AT))
    named = list(documents)[:_NAMED]
    more = " and more" if len(documents) > _NAMED or len(passages) > _LOOKED_AT else ""
    count = "1 passage" if len(passages) == 1 else f"{len(passages):,} passages"
    return f"{count} of {', '.join(named)}{more}"
