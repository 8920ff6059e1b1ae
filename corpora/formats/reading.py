"""Reading a file by its suffix; formats with a large parser are read in a process of their own, within limits."""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from corpora.errors import CorpusError, UnreadableText
from corpora.formats.text import Text

__all__ = ["MAX_BYTES", "SUFFIXES", "read_file"]

MAX_BYTES = 512 << 20
"""Largest file [B]; a larger one is refused before it is read."""
_HERE: dict[str, str] = {".jsonl": "json_lines", ".markdown": "markdown", ".md": "markdown", ".txt": "markdown"}
_APART: dict[str, str] = {".docx": "word", ".htm": "html", ".html": "html", ".pdf": "pdf"}
SUFFIXES: tuple[str, ...] = tuple(sorted({**_HERE, **_APART}))
"""Files that are read."""
_SECONDS = 120.0
"""Wall clock of the process [s]; a textbook of 2,000 pages takes about a minute here."""
_NOT_INSTALLED, _UNREADABLE = 3, 4
"""What the process exits with where a library is missing, and where the file cannot be read."""


def read_file(path: Path) -> Iterator[Text]:
    """Give the texts of a file.

    Raises:
        UnreadableText: If it is too large, damaged, or takes too long.
        CorpusError: If its kind is not read here, or a library that its kind needs is not installed.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise CorpusError(f"{path.name!r} is of a kind that is not read; {', '.join(SUFFIXES)} are.")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableText(f"{path.name!r} is larger than {MAX_BYTES >> 20} MB; split it.")
        data = path.read_bytes() if suffix in _HERE else b""
    except OSError as error:
        raise UnreadableText(f"{path.name!r} cannot be read: {error.strerror}.") from error
    if suffix in _APART:
        yield from _apart(path, _APART[suffix])
        return
    try:
        yield from importlib.import_module(f"corpora.formats.{_HERE[suffix]}").read(data)
    except ValueError as error:
        raise UnreadableText(f"{path.name!r} cannot be read: {error}.") from error


def _apart(path: Path, name: str) -> Iterator[Text]:
    command = [sys.executable, "-m", "corpora.formats.child", name, str(path.resolve())]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False, stdin=subprocess.DEVNULL)  # noqa: S603 - our own module, no shell
    except subprocess.TimeoutExpired:
        raise UnreadableText(f"{path.name!r} took longer than {_SECONDS:g} s to read; split it.") from None
    if done.returncode == _NOT_INSTALLED:
        raise CorpusError(f"Reading {path.suffix} needs more libraries: pip install 'mmedexpert-agent[ingest]'.")
    if done.returncode == _UNREADABLE:
        raise UnreadableText(f"{path.name!r} cannot be read: {done.stdout.decode('utf-8', 'replace')[:300]}.")
    if done.returncode != 0:
        raise UnreadableText(f"{path.name!r} cannot be read: it needs more memory or time than a text may.")
    for title, text, anchor in json.loads(done.stdout):
        yield Text(title=title, text=text, anchor=anchor)
