"""Reading files and folders of texts into documents whose words may be quoted."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from corpora.document import Document, Provenance
from corpora.errors import CorpusError, UnreadableText
from corpora.formats import SUFFIXES, Text, read_file

__all__ = ["SUFFIXES", "Skipped", "read_files", "read_folder", "text_files"]

Skipped = Callable[[str, str], None]
"""Told the path of a file inside its folder, and why it cannot be read, as a sentence."""


def read_folder(folder: Path, name: str) -> tuple[Document, ...]:
    """Read every text of a folder and of its subfolders, in the order of their paths.

    Hidden files and folders are passed over. A document's id is the name of the corpus, a slash, and its path inside
    the folder without the suffix.

    Raises:
        CorpusError: If the folder does not exist or holds no text, two files differ only in the suffix, a link leads
            out of the folder, or as `read_file` does.
    """
    if not folder.is_dir():
        raise CorpusError(f"{str(folder)!r} is not a folder; name one that holds {', '.join(SUFFIXES)} files.")
    documents = tuple(read_files([folder], name))
    if not documents:
        raise CorpusError(f"{str(folder)!r} holds no {', '.join(SUFFIXES)} file; put the texts there.")
    return documents


def read_files(
    paths: Sequence[Path],
    name: str,
    *,
    on_file: Callable[[Path], None] = lambda _path: None,
    on_skipped: Skipped | None = None,
) -> Iterator[Document]:
    """Read files and folders one after the other, so that no more than one file is held.

    Args:
        paths: Files, or folders with all that is read below them.
        name: Of the corpus; the ids of its documents begin with it.
        on_file: Called before each file is read, for a progress bar.
        on_skipped: Told of each file that cannot be read, which is then passed over as a whole. None: the first one
            ends the reading.

    Raises:
        CorpusError: As `read_folder` does.
    """
    seen: set[str] = set()
    for path, called in text_files(paths, on_skipped=on_skipped):
        on_file(path)
        # '#' parts a passage id into document and anchor, so it may not be in a document's id.
        stem = f"{name}/{called}".replace("#", "_")
        for text in _texts(path, called, on_skipped):
            document_id = f"{stem}/{text.anchor}" if text.anchor else stem
            if document_id in seen:
                raise CorpusError(f"Two files would both be document {document_id!r}; rename {path.name!r}.")
            seen.add(document_id)
            source = Provenance(title=text.title or path.stem, issuer="", year=None, url=path.name)
            yield Document(id=document_id, text=text.text, source=source, wording="ingested")


def _texts(path: Path, called: str, on_skipped: Skipped | None) -> Iterable[Text]:
    if on_skipped is None:
        return read_file(path)
    try:
        return list(read_file(path))  # all of it, so that no half of a file is taken
    except UnreadableText as error:
        on_skipped(f"{called}{path.suffix}", str(error))
        return ()


def text_files(paths: Sequence[Path], *, on_skipped: Skipped | None = None) -> Iterator[tuple[Path, str]]:
    """List the files that are read, each with its path inside the folder named, without the suffix.

    Args:
        paths: Files or folders.
        on_skipped: Told of a link that leads out of its folder, which is passed over then.

    Raises:
        CorpusError: If a path does not exist, a file named is of a kind that is not read, or a link leads out of its
            folder.
    """
    for path in paths:
        if path.is_dir():
            yield from _inside(path, on_skipped)
        elif not path.is_file():
            raise CorpusError(f"{path.name!r} does not exist; name files or folders.")
        elif path.suffix.lower() not in SUFFIXES:
            raise CorpusError(f"{path.name!r} is of a kind that is not read; {', '.join(SUFFIXES)} are.")
        else:
            yield path, path.stem


def _inside(folder: Path, on_skipped: Skipped | None) -> Iterator[tuple[Path, str]]:
    inside = folder.resolve()
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in relative.parts)
        if hidden or path.suffix.lower() not in SUFFIXES or not path.is_file():
            continue
        if not path.resolve().is_relative_to(inside):
            problem = f"{path.name!r} is a link that leads out of the folder; copy the file instead."
            if on_skipped is None:
                raise UnreadableText(problem)
            on_skipped(relative.as_posix(), problem)
            continue
        yield path, relative.with_suffix("").as_posix()
