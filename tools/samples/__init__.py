"""Synthetic studies that are shipped, so that everything can be tried without a patient's data."""

import tomllib
from functools import cache
from pathlib import Path

from tools.errors import BadArguments

__all__ = ["history", "names", "path", "title"]

_FOLDER = Path(__file__).parent


@cache
def _entries() -> dict[str, dict[str, str]]:
    with (_FOLDER / "samples.toml").open("rb") as stream:
        return tomllib.load(stream)


def _entry(name: str) -> dict[str, str]:
    entry = _entries().get(name)
    if entry is None:
        raise BadArguments(f"Unknown sample {name!r}; there are {', '.join(names())}.")
    return entry


def names() -> tuple[str, ...]:
    """The names of all samples, the default first."""
    return tuple(_entries())


def path(name: str) -> Path:
    """The DICOM file of a sample.

    Raises:
        BadArguments: If no sample goes by that name.
    """
    return _FOLDER / _entry(name)["file"]


def title(name: str) -> str:
    """What was drawn, in a few words.

    Raises:
        BadArguments: If no sample goes by that name.
    """
    return _entry(name)["title"]


def history(name: str) -> str:
    """The invented history that goes with a sample.

    Raises:
        BadArguments: If no sample goes by that name.
    """
    return _entry(name)["history"].strip()
