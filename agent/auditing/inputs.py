"""The files of a case by their content: hashed as a stream, never named."""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from agent.case import Case
from tools.errors import ToolError
from tools.image import Image
from tools.isolation.reading import identify_isolated
from tools.reading.files import files_below
from tools.study import Study

__all__ = ["Given", "read_given"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was handed over."""

    files: tuple[dict[str, Any], ...] = ()
    """SHA-256, size [bytes] and, for DICOM, what identifies the object, of each file in order."""
    arrays: tuple[str, ...] = ()
    """Digests of pictures that were handed over without a file."""
    unreadable: int = 0
    """How many files or folders could not be read [1]."""

    def as_json(self) -> dict[str, Any]:
        """The same as JSON values."""
        return {"files": list(self.files), "arrays": list(self.arrays), "unreadable": self.unreadable}


def read_given(case: Case) -> Given:
    """Hash everything that a case was given, priors included."""
    files: list[dict[str, Any]] = []
    arrays: list[str] = []
    unreadable = 0
    for one in _each((() if case.images is None else case.images, *case.priors)):
        match one:
            case str() | Path():
                found, lost = _files(Path(one))
                unreadable += lost
                files += found
            case Image():
                arrays.append(one.ref.digest)
            case Study():
                arrays += (instance.digest for series in one.series for instance in series.instances)
            case _ if hasattr(one, "tobytes"):
                arrays.append(hashlib.sha256(one.tobytes()).hexdigest())
            case _:
                unreadable += 1
    return Given(files=tuple(files), arrays=tuple(arrays), unreadable=unreadable)


def _each(sources: Any) -> Iterator[Any]:
    for one in sources:
        if isinstance(one, list | tuple):
            yield from _each(one)
        else:
            yield one


def _files(path: Path) -> tuple[list[dict[str, Any]], int]:
    try:
        paths = files_below(path)[0] if path.is_dir() else [path]
    except (OSError, ToolError):
        return [], 1
    read = [_file(one) for one in paths]
    return [one for one in read if one is not None], sum(one is None for one in read)


def _file(path: Path) -> dict[str, Any] | None:
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            size = stream.tell()
    except (OSError, ValueError):
        return None
    about = identify_isolated(path)
    return {"sha256": digest, "bytes": size, **(asdict(about) if about is not None else {})}
