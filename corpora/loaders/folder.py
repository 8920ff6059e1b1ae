"""A folder of PDF, HTML, Word, Markdown, plain text and JSON Lines files of anybody's."""

from collections.abc import Iterator
from pathlib import Path

from corpora.ingest import read_files
from corpora.loaders.loader import Item, Loader

__all__ = ["LOADER", "read"]


def read(path: Path, name: str) -> Iterator[Item]:
    """Give a document for each text.

    Raises:
        CorpusError: If the path does not exist or a file cannot be read.
    """
    yield from read_files([path], name)


LOADER = Loader(
    name="folder",
    layout="files of any depth: .pdf, .html, .docx, .md, .txt, .jsonl",
    described="docs/corpora.md",
    read=read,
)
