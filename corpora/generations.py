"""A folder whose content is replaced as a whole: readers see the old one or the new one, and a crash leaves the old.

FOLDER/CURRENT                  name of the generation in use
FOLDER/generation-<hash>/       <hash> is SHA-256 over its manifest, so that nothing in it can change unseen
    manifest.json               among other things SHA-256 of every other file
"""

import contextlib
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from corpora.errors import CorpusError, IndexMismatch, IndexMissing

__all__ = [
    "MANIFEST",
    "building",
    "check_files",
    "current",
    "digests",
    "manifest_bytes",
    "mismatch",
    "publish",
    "stable",
]

MANIFEST = "manifest.json"
_CURRENT = "CURRENT"
_TRIES = 20
"""Times that a reader starts again because the index was replaced under it; each needs a whole rebuild in between."""
_LEFT_BEHIND = 24 * 3600
"""Age [s] from which on a folder that a killed build left behind is removed; no build takes a day. Our own choice."""
_THREADS = 4
"""Files hashed at a time; hashing lets other threads run. Our own choice."""
_T = TypeVar("_T")


@contextlib.contextmanager
def building(folder: Path) -> Iterator[Path]:
    """Give a folder to build in, which is gone afterwards unless it was published.

    Raises:
        CorpusError: If the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CorpusError(f"{folder.name!r} cannot be made a folder: {error.strerror}. Name another one.") from error
    for left in folder.glob(".building-*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _LEFT_BEHIND:
                shutil.rmtree(left, ignore_errors=True)
    made = folder / f".building-{secrets.token_hex(8)}"  # tempfile's folders are closed to everybody else
    made.mkdir()
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def publish(made: Path, folder: Path, manifest: bytes) -> Path:
    """Make what was built the current generation by one rename, and remove all but it and the one before.

    Args:
        made: What `building` gave, complete but for its manifest.
        folder: The folder it was given for.
        manifest: What the generation says about itself.

    Returns:
        The folder of the generation.
    """
    (made / MANIFEST).write_bytes(manifest)
    generation = folder / f"generation-{hashlib.sha256(manifest).hexdigest()}"
    for path in _files(made):
        _flush(path)
    if generation.exists() and not _same(generation, made):  # the same was saved before and has been damaged since
        generation.rename(made.parent / f"{made.name}-damaged")
        made.rename(generation)
        shutil.rmtree(made.parent / f"{made.name}-damaged")
    elif not generation.exists():
        made.rename(generation)
    _switch(folder, generation.name)
    return generation


def stable(folder: Path, read: Callable[[Path], _T]) -> _T:
    """Read the current generation, and once more whenever it was replaced meanwhile.

    Args:
        folder: The folder.
        read: Takes the folder of a generation.

    Raises:
        IndexMissing: If there is no index in the folder.
        IndexMismatch: If what is there is not what was saved.
    """
    for _ in range(_TRIES):
        before = _pointer(folder)
        try:
            return read(current(folder))
        except (IndexMismatch, OSError) as error:
            if _pointer(folder) == before:
                if isinstance(error, OSError):
                    raise mismatch(folder, f"a file cannot be read ({error.strerror})") from error
                raise
    raise mismatch(folder, f"it was replaced {_TRIES} times while it was being read")


def current(folder: Path) -> Path:
    """Return the folder of the generation in use.

    Raises:
        IndexMissing: If there is none.
        IndexMismatch: If the pointer does not name one.
    """
    name = _pointer(folder)
    if name is None:
        raise IndexMissing(
            f"There is no index in {folder.name!r}; make one: python -m corpora build, or add for your own files"
        )
    generation = folder / name
    if not (name.startswith("generation-") and generation.parent == folder and generation.is_dir()):
        raise mismatch(folder, f"{_CURRENT} names no generation")
    return generation


def manifest_bytes(generation: Path) -> bytes:
    """Read the manifest of a generation.

    Raises:
        IndexMismatch: If it is not the one that the generation is named after.
    """
    try:
        data = _read(generation / MANIFEST)
    except OSError as error:
        raise mismatch(generation, f"{MANIFEST} cannot be read") from error
    if generation.name != f"generation-{hashlib.sha256(data).hexdigest()}":
        raise mismatch(generation, f"{MANIFEST} has changed")
    return data


def check_files(generation: Path, expected: Mapping[str, str]) -> None:
    """Check names and contents of all files of a generation.

    Raises:
        IndexMismatch: If a file is missing, was added, has changed or is a link.
    """
    found = {path.relative_to(generation).as_posix(): path for path in _files(generation)}
    found.pop(MANIFEST, None)
    if found.keys() != expected.keys():
        raise mismatch(generation, "files are missing or have been added")
    for name, path in found.items():
        if path.is_symlink():
            raise mismatch(generation, f"{name} has changed")
    for name, digest in digests(generation).items():
        if name != MANIFEST and digest != expected[name]:
            raise mismatch(generation, f"{name} has changed")


def digests(folder: Path) -> dict[str, str]:
    """Return SHA-256 of every file of a folder by its path in it [64 hex digits]."""
    paths = list(_files(folder))
    with ThreadPoolExecutor(_THREADS) as pool:
        made = list(pool.map(_digest, paths))
    return {path.relative_to(folder).as_posix(): digest for path, digest in zip(paths, made, strict=True)}


def mismatch(where: Path, problem: str) -> IndexMismatch:
    """Say what is wrong with an index, and what to do."""
    return IndexMismatch(f"The index {where.name[:23]!r} is not what was saved: {problem}. Build it again.")


def _same(one: Path, other: Path) -> bool:
    return digests(one) == digests(other) and not any(path.is_symlink() for path in _files(one))


def _pointer(folder: Path) -> str | None:
    try:
        return _read(folder / _CURRENT).decode("utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise mismatch(folder, f"{_CURRENT} cannot be read") from error


def _read(path: Path) -> bytes:
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise OSError(f"{path.name} is no file")
    return path.read_bytes()


def _switch(folder: Path, name: str) -> None:
    before = None
    with contextlib.suppress(IndexMismatch):
        before = _pointer(folder)
    path = folder / f".{_CURRENT}-{secrets.token_hex(8)}"
    path.write_text(f"{name}\n", encoding="utf-8")
    _flush(path)
    path.replace(folder / _CURRENT)
    for old in folder.glob("generation-*"):
        if old.name not in {name, before}:
            shutil.rmtree(old, ignore_errors=True)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_symlink() or path.is_file())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
