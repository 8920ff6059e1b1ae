"""Reading files and folders of texts into documents whose words may be quoted."""

import itertools
import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

from corpora.chunk import holds_text
from corpora.document import Document, Provenance
from corpora.errors import CorpusError, UnreadableText
from corpora.formats import SUFFIXES, Text, read_file

__all__ = ["SUFFIXES", "OtherKind", "Skipped", "read_files", "read_folder", "text_files"]

Skipped = Callable[[str, str], None]
"""Told the path of a file or folder inside its folder, and why it cannot be read, as a sentence."""
OtherKind = Callable[[Path], None]
"""Told of each file in a folder that is of a kind that is not read."""


def read_folder(folder: Path, name: str) -> tuple[Document, ...]:
    """Read every text of a folder and of its subfolders, in the order of their paths.

    Hidden files and folders are passed over. A document's id is the name of the corpus, a slash, and its path inside
    the folder without the suffix; where an earlier file has that id, with the suffix.

    Raises:
        CorpusError: If the folder does not exist or holds no text, a folder below it cannot be opened, a link leads
            out of the folder or nowhere, or as `read_file` does.
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
    on_other_kind: OtherKind = lambda _path: None,
) -> Iterator[Document]:
    """Read files and folders one after the other, so that no more than one file is held.

    Args:
        paths: Files, or folders with all that is read below them. What is named twice is read once.
        name: Of the corpus; the ids of its documents begin with it.
        on_file: Called before each file is read, for a progress bar.
        on_skipped: Told of each file or folder that cannot be read or holds no text, which is then passed over as a
            whole. None: the first one that cannot be read ends the reading.
        on_other_kind: Told of each file in a folder that is of a kind that is not read.

    Raises:
        CorpusError: As `read_folder` does.
    """
    read: set[Path] = set()
    stems: set[str] = set()
    seen: set[str] = set()
    for path, called in text_files(paths, on_skipped=on_skipped, on_other_kind=on_other_kind):
        place = path.parent.resolve() / path.name  # a link is a file of its own
        if place in read:
            continue
        read.add(place)
        on_file(path)
        # '#' parts a passage id into document and anchor, so it may not be in a document's id.
        stem = _free(f"{name}/{called}".replace("#", "_"), path.suffix, stems)
        stems.add(stem)  # also where it cannot be read, so that ids depend on nothing but the names of the files
        for text in _texts(path, called, on_skipped):
            document_id = f"{stem}/{text.anchor}" if text.anchor else stem
            if document_id in seen:
                raise CorpusError(f"Two files would both be document {document_id!r}; rename {path.name!r}.")
            seen.add(document_id)
            source = Provenance(title=text.title or path.stem, issuer="", year=None, url=path.name)
            yield Document(id=document_id, text=text.text, source=source, wording="ingested")


def _free(stem: str, suffix: str, taken: Collection[str]) -> str:
    """Return the first of `a`, `a.pdf`, `a.pdf-2`, `a.pdf-3`, … that is not taken."""
    numbered = (f"{stem}{suffix}-{number}" for number in itertools.count(2))
    return next(one for one in itertools.chain((stem, f"{stem}{suffix}"), numbered) if one not in taken)


def _texts(path: Path, called: str, on_skipped: Skipped | None) -> Iterable[Text]:
    if on_skipped is None:
        return read_file(path)
    try:
        texts = list(read_file(path))  # all of it, so that no half of a file is taken
    except UnreadableText as error:
        on_skipped(f"{called}{path.suffix}", str(error))
        return ()
    if not any(holds_text(text.text) for text in texts):
        on_skipped(f"{called}{path.suffix}", f"{path.name!r} holds no text.")
        return ()
    return texts


def text_files(
    paths: Sequence[Path],
    *,
    on_skipped: Skipped | None = None,
    on_other_kind: OtherKind = lambda _path: None,
) -> Iterator[tuple[Path, str]]:
    """List the files that are read, each with its path inside the folder named, without the suffix.

    Args:
        paths: Files or folders.
        on_skipped: Told of what cannot be opened and is passed over then: folders without rights, links that lead out
            of their folder or nowhere, pipes and devices. None: the first of them that may hold
            text ends the listing.
        on_other_kind: Told of each file in a folder that is of a kind that is not read.

    Raises:
        CorpusError: If a path does not exist or cannot be looked at, or a file named is of a kind that is not read;
            where `on_skipped` is None, also as it says.
    """
    for path in paths:
        try:
            mode = path.stat().st_mode
        except OSError as error:
            if isinstance(error, FileNotFoundError | NotADirectoryError):
                raise CorpusError(f"{path.name!r} does not exist; name files or folders.") from error
            raise CorpusError(f"{path.name!r} cannot be opened: {error.strerror}.") from error
        if stat.S_ISDIR(mode):
            yield from _inside(path, on_skipped, on_other_kind)
        elif not stat.S_ISREG(mode):
            raise CorpusError(f"{path.name!r} is neither a file nor a folder; name files or folders.")
        elif path.suffix.lower() not in SUFFIXES:
            raise CorpusError(f"{path.name!r} is of a kind that is not read; {', '.join(SUFFIXES)} are.")
        else:
            yield path, path.stem


def _inside(folder: Path, on_skipped: Skipped | None, on_other_kind: OtherKind) -> Iterator[tuple[Path, str]]:
    """List the texts below a folder in the order of their paths; links to folders are not followed."""
    inside = folder.resolve()
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        relative = path.relative_to(folder)
        try:
            mode = path.stat().st_mode
            if stat.S_ISDIR(mode) and (path == folder or not path.is_symlink()):
                waiting.extend(_shown(path))
                continue
            problem = _problem(path, mode, inside)
        except OSError as error:
            problem = _closed(path, error)
        if problem:
            _pass_over(path, path.name if path == folder else relative.as_posix(), problem, on_skipped)
        elif path.suffix.lower() in SUFFIXES and stat.S_ISREG(mode):
            yield path, relative.with_suffix("").as_posix()
        elif stat.S_ISREG(mode):
            on_other_kind(path)


def _shown(folder: Path) -> list[Path]:
    """What is in a folder and not hidden, the last name first."""
    with os.scandir(folder) as entries:
        return sorted((folder / entry.name for entry in entries if not entry.name.startswith(".")), reverse=True)


def _problem(path: Path, mode: int, inside: Path) -> str:
    """Say why a file or a link is not read; nothing where it is, is of another kind, or is read in its own place."""
    is_folder = stat.S_ISDIR(mode)
    if not is_folder and not stat.S_ISREG(mode):
        return f"{path.name!r} is no file but a pipe, a socket or a device; take it out of the folder."
    if not is_folder and path.suffix.lower() not in SUFFIXES:
        return ""
    target = path.resolve()
    if not target.is_relative_to(inside):
        what = "name that folder too" if is_folder else "copy the file instead"
        return f"{path.name!r} is a link that leads out of the folder; {what}."
    if is_folder and any(part.startswith(".") for part in target.relative_to(inside).parts):
        return f"{path.name!r} is a link to a hidden folder, which is not read; name that folder too."
    return ""


def _closed(path: Path, error: OSError) -> str:
    """Say why a file, folder or link cannot be looked at."""
    if isinstance(error, FileNotFoundError) and path.is_symlink():
        return f"{path.name!r} is a link that leads nowhere; mend or remove it."
    return f"{path.name!r} cannot be opened: {error.strerror}; ask for the right to read it, or leave it out."


def _pass_over(path: Path, called: str, problem: str, on_skipped: Skipped | None) -> None:
    if on_skipped is not None:
        on_skipped(called, problem)
    elif _may_hold_text(path):
        raise UnreadableText(problem)


def _may_hold_text(path: Path) -> bool:
    if path.suffix.lower() in SUFFIXES:
        return True
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        return not isinstance(error, FileNotFoundError)
