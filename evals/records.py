"""Rows of published files: JSON Lines, JSON and CSV, read one at a time, with errors that name the place."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from evals.errors import DatasetError

__all__ = ["field_of", "one_of", "read_csv", "read_json", "read_jsonl"]

_LARGEST_FIELD = 16 * 2**20
"""Largest field of a CSV file [byte]; patient notes are some 10 kB."""


def one_of(folder: Path, *names: str) -> Path:
    """Return the first of these files that exists.

    Args:
        folder: Where to look.
        names: Relative paths, most usual first.

    Raises:
        DatasetError: If none does.
    """
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise DatasetError(f"{folder} holds none of: {', '.join(names)}.")


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file; empty lines are passed over.

    Raises:
        DatasetError: If it cannot be read, or a line is no JSON object.
    """
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _object(line, f"{path}, line {number}")
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror}.") from None


def read_json(path: Path) -> Any:
    """Return the content of a JSON file.

    Raises:
        DatasetError: If it cannot be read or is no JSON.
    """
    try:
        return orjson.loads(path.read_bytes())
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror}.") from None
    except orjson.JSONDecodeError as error:
        raise DatasetError(f"{path} is no JSON: {error}.") from None


def read_csv(path: Path, *, delimiter: str = ",", fields: Sequence[str] | None = None) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file, UTF-8 with or without a mark.

    Args:
        path: Of the file.
        delimiter: Between fields.
        fields: Names of the fields where the file has no header.

    Raises:
        DatasetError: If it cannot be read, or a row has more fields than the header.
    """
    csv.field_size_limit(_LARGEST_FIELD)
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines, fields, delimiter=delimiter), start=1 if fields else 2):
                if None in row:
                    raise DatasetError(f"{path}, row {number}: more fields than the header has.")
                yield {key: value or "" for key, value in row.items()}
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise DatasetError(f"{path} is no CSV file: {error}.") from None


def field_of(row: Mapping[str, Any], name: str, place: object) -> Any:
    """Return a field of a row.

    Raises:
        DatasetError: If the row lacks it; says which it has.
    """
    if name not in row:
        raise DatasetError(f"{place}: no field {name!r}; there are {', '.join(map(str, row))}.")
    return row[name]


def _object(line: bytes, place: str) -> dict[str, Any]:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise DatasetError(f"{place}: no JSON ({error}).") from None
    if not isinstance(found, dict):
        raise DatasetError(f"{place}: a JSON object is wanted, got {type(found).__name__}.")
    return found
