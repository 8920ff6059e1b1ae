"""Reading outcomes: what confidence was given, and whether the answer was correct."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from agent.errors import InputError

__all__ = ["Outcome", "Outcomes", "read_outcomes"]

_LARGEST = 64 * 2**20
"""Largest file of outcomes [bytes]: about half a million rows."""
_COLUMNS = ("confidence", "correct", "method", "profile", "case_id", "group")
_TRUTH = {"1": True, "true": True, "0": False, "false": False, "1.0": True, "0.0": False}


def _truth(value: object) -> object:
    if isinstance(value, str | int | float):
        found = _TRUTH.get(str(value).strip().casefold())
        if found is not None:
            return found
    raise ValueError("must be 0, 1, true or false")


def _blank(value: object) -> object:
    return None if value is None or str(value).strip() == "" else str(value).strip()


_Name = Annotated[str | None, BeforeValidator(_blank), Field(max_length=200)]


class Outcome(BaseModel):
    """One answer whose truth is known. Columns of other names are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    confidence: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
    """As the agent gave it [0-1]; 0 where it gave no answer."""
    correct: Annotated[bool, BeforeValidator(_truth)]
    method: _Name = None
    """`Confidence.method`."""
    profile: _Name = None
    """Name of the profile that reasoned."""
    case_id: _Name = None
    group: _Name = None
    """What belongs together, such as a patient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """A file of outcomes."""

    rows: tuple[Outcome, ...]
    sha256: str
    """Of the file [64 hex digits]."""

    def groups(self) -> tuple[str, ...]:
        """What each row belongs to: its group, else its case, else itself."""
        return tuple(
            f"group:{one.group}" if one.group else f"case:{one.case_id}" if one.case_id else f"row:{at}"
            for at, one in enumerate(self.rows)
        )


def read_outcomes(path: Path) -> Outcomes:
    """Read JSON lines or CSV.

    Columns: `confidence` and `correct`, perhaps `method`, `profile`, `case_id` and `group`.

    Raises:
        InputError: If it cannot be read, or a row does not fit: with its line number.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise InputError(f"The outcomes {str(path)!r} cannot be read: {error.strerror}.") from error
    if len(data) > _LARGEST:
        raise InputError(f"The outcomes {str(path)!r} are larger than {_LARGEST:,} bytes; give a sample of them.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"The outcomes {str(path)!r} are not UTF-8 text.") from error
    lines = _json_lines(text) if text.lstrip().startswith("{") else _csv_lines(text)
    rows: list[Outcome] = []
    for number, row in lines:
        try:
            rows.append(Outcome.model_validate(row))
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False)[0]
            field = ".".join(map(str, first["loc"])) or "row"
            given = f"{first['input']!r}"[:40] if field in row else "nothing"
            raise InputError(f"Line {number}: {field} is {given}; {_allowed(field, first['msg'])}") from error
    if not rows:
        raise InputError(f"The outcomes {str(path)!r} hold no row.")
    return Outcomes(rows=tuple(rows), sha256=hashlib.sha256(data).hexdigest())


def _allowed(field: str, message: str) -> str:
    rules = {"confidence": "it must be a number from 0 to 1.", "correct": "it must be 0, 1, true or false."}
    return rules.get(field, f"{message}.")


def _json_lines(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f'Line {number} is not JSON; write {{"confidence": 0.8, "correct": true}}.') from error
        if not isinstance(row, dict):
            raise InputError(f"Line {number} is not a JSON object.")
        yield number, row


def _csv_lines(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        names = {str(name).strip().casefold(): name for name in reader.fieldnames or ()}
        missing = [name for name in _COLUMNS[:2] if name not in names]
        if missing:
            raise InputError(
                f"The outcomes have no column {missing[0]!r}; the first line must name confidence and correct "
                f"(and may name {', '.join(_COLUMNS[2:])})."
            )
        for row in reader:
            yield reader.line_num, {name: row.get(names[name]) for name in _COLUMNS if name in names}
    except csv.Error as error:
        raise InputError(f"Line {reader.reader.line_num} is not CSV: {error}.") from error
