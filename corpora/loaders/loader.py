"""What a loader is: a layout, where it is described, and how its records become documents or passages."""

import difflib
import importlib
import json
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpora.document import Document, Passage
from corpora.errors import CorpusError

__all__ = ["Item", "Loader", "files_below", "json_lines", "load", "names", "words"]

Item = Document | Passage
"""A document is cut into passages; a passage is taken as it is."""
_INFRASTRUCTURE = frozenset({"loader"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Loader:
    """How one published layout is read."""

    name: str
    """Of its file."""
    layout: str
    """The layout in a sentence."""
    described: str
    """Address where the layout is described."""
    read: Callable[[Path, str], Iterator[Item]]
    """Gives the items of a path for a corpus of that name, one at a time; raises CorpusError where it does not fit."""


def names() -> tuple[str, ...]:
    """List the loaders, sorted."""
    folder = importlib.import_module("corpora.loaders").__path__
    return tuple(sorted(one.name for one in pkgutil.iter_modules(folder) if one.name not in _INFRASTRUCTURE))


def load(name: str) -> Loader:
    """Get a loader by the name of its file.

    Raises:
        CorpusError: If there is none; the message names the nearest.
    """
    known = names()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise CorpusError(f"No loader {name[:64]!r}.{hint} Loaders: {', '.join(known)}.")
    loader: Loader = importlib.import_module(f"corpora.loaders.{name}").LOADER
    return loader


def files_below(path: Path, *patterns: str) -> list[Path]:
    """List the files of a path in the order of their names: itself, or those below it that fit a pattern.

    Raises:
        CorpusError: If there is none.
    """
    found = [path] if path.is_file() else sorted({one for pattern in patterns for one in path.rglob(pattern)})
    if not found:
        raise CorpusError(f"{path.name!r} holds no {' or '.join(patterns)}; name the file or its folder.")
    return found


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give the objects of a JSON Lines file with the number of their line, one at a time.

    Raises:
        CorpusError: If it cannot be read or a line is no JSON object.
    """
    try:
        with path.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, start=1):
                if not line.strip():
                    continue
                said = json.loads(line)
                if not isinstance(said, dict):
                    raise CorpusError(f"{path.name}, line {number}: is no JSON object; repair the file.")
                yield number, said
    except OSError as error:
        raise CorpusError(f"{path.name!r} cannot be read: {error.strerror}.") from error
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CorpusError(f"{path.name!r} is not JSON Lines in UTF-8 ({type(error).__name__}).") from error


def words(said: dict[str, Any], name: str, where: str) -> str:
    """Return a field that must hold text; a number, such as an id, is written out.

    Raises:
        CorpusError: If it is missing or of another kind.
    """
    value = said.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise CorpusError(f"{where}: the field {name!r} holds no text; this is another layout.")
    return value
