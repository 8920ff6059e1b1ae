"""Reading a folder of Markdown and plain text into documents whose words may be quoted."""

import re
from collections.abc import Iterator
from pathlib import Path

from corpora.document import Document, Provenance
from corpora.errors import CorpusError

__all__ = ["SUFFIXES", "read_folder", "read_text_file"]

SUFFIXES: tuple[str, ...] = (".markdown", ".md", ".txt")
"""Files that are read."""
MAX_BYTES = 50 << 20
"""Largest file [B]; larger ones are refused before they are read. Our own choice: a textbook is about 5 MB of text."""

_TITLE = re.compile(r"^ {0,3}#[ \t]+(.+?)[ \t#]*$", re.MULTILINE)


def read_folder(folder: Path, name: str) -> tuple[Document, ...]:
    """Read every text file of a folder and of its subfolders, in the order of their paths.

    Hidden files and folders are passed over. A document's id is the name of the corpus, a slash, and its path inside
    the folder without the suffix.

    Raises:
        CorpusError: If the folder does not exist or holds no text file, two files differ only in the suffix, a link
            leads out of the folder, or as `read_text_file` does.
    """
    if not folder.is_dir():
        raise CorpusError(f"{str(folder)!r} is not a folder; name one that holds {', '.join(SUFFIXES)} files.")
    documents = tuple(read_text_file(path, _id_of(path, folder, name)) for path in _text_files(folder))
    if not documents:
        raise CorpusError(f"{str(folder)!r} holds no {', '.join(SUFFIXES)} file; put the texts there.")
    seen: set[str] = set()
    for document in documents:
        if document.id in seen:
            raise CorpusError(f"Two files of {str(folder)!r} would both be document {document.id!r}; rename one.")
        seen.add(document.id)
    return documents


def read_text_file(path: Path, document_id: str) -> Document:
    """Read one text file; its title is the first heading, else the file name.

    Raises:
        CorpusError: If it is larger than 50 MB, cannot be read or is not UTF-8.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise CorpusError(f"{path.name!r} has {size} bytes; at most {MAX_BYTES} are read: split it.")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CorpusError(f"{path.name!r} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path.name!r} is not UTF-8 text (byte {error.start}); convert it to UTF-8.") from error
    title = _TITLE.search(text)
    source = Provenance(title=title[1] if title else path.stem, issuer="", year=None, url=path.name)
    return Document(id=document_id, text=text, source=source, wording="ingested")


def _text_files(folder: Path) -> Iterator[Path]:
    inside = folder.resolve()
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or path.suffix.lower() not in SUFFIXES or not path.is_file():
            continue
        if not path.resolve().is_relative_to(inside):
            raise CorpusError(f"{path.name!r} is a link that leads out of the folder; copy the file instead.")
        yield path


def _id_of(path: Path, folder: Path, name: str) -> str:
    # '#' parts a passage id into document and anchor, so it may not be in a document's id.
    return f"{name}/{path.relative_to(folder).with_suffix('').as_posix()}".replace("#", "_")
