"""How text of a file becomes checked values, and how what is wrong with it is told."""

import difflib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from guidelines.errors import FormatError

__all__ = ["MAX_FILE_BYTES", "Kebab", "Link", "Strict", "Text", "did_you_mean", "read_text", "read_toml", "validated"]

MAX_FILE_BYTES = 1_000_000
"""Largest guideline or vocabulary file [bytes]; the longest of ours is some 30 kB, so more is not a guideline."""

Kebab = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
"""A name such as `pleural-effusion`."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Words; never empty."""
Link = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+\.[^\s]+$")]
"""An address of the web."""


class Strict(BaseModel):
    """Base of what a file may say: no other fields, no silent conversion of types, no infinities."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


_Model = TypeVar("_Model", bound=BaseModel)


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file with line feeds as line ends.

    Raises:
        FormatError: If it is missing, larger than `MAX_FILE_BYTES` or not UTF-8.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise FormatError(
            f"{path.name}: cannot be read ({error.strerror}); check that it is a readable file."
        ) from None
    if len(data) > MAX_FILE_BYTES:
        raise FormatError(f"{path.name}: is larger than {MAX_FILE_BYTES:,} bytes; split it into several files.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(f"{path.name}: byte {error.start} is not UTF-8; save the file as UTF-8.") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_toml(text: str, name: str) -> dict[str, Any]:
    """Return the TOML tables of `text`.

    Raises:
        FormatError: If it is not TOML; `name` is the file that it came from.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormatError(f"{name}: is not valid TOML: {error}; correct it there.") from None


def validated(model: type[_Model], values: object, name: str, where: str = "") -> _Model:
    """Return `values` as a `model`.

    Raises:
        FormatError: One line for each field that is wrong: file, field, what is wrong with it.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        lines = [_line(name, where, problem["loc"], problem["msg"], problem["type"]) for problem in error.errors()]
        raise FormatError("\n".join(lines)) from None


def _line(name: str, where: str, location: tuple[int | str, ...], message: str, kind: str) -> str:
    field = ".".join(str(part) for part in (*([where] if where else []), *location)) or "the whole file"
    remedy = {
        "missing": "add it",
        "extra_forbidden": "remove it or correct its spelling",
        "string_pattern_mismatch": "write a kebab-case name, or a full http(s) address for a url",
    }.get(kind, "correct it")
    return f"{name}: {field}: {message.removeprefix('Value error, ')}; {remedy} (docs/guideline_format.md)."


_FEW = 24
"""Names that are listed in a message [1]; more of them help nobody. Ours."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ` Did you mean 'x'?` for the nearest known name, or what there is to choose from where that is a few."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        return f" Did you mean {near[0]!r}?"
    if len(names) > _FEW:
        return f" None of the {len(names):,} that there are is near it."
    return f" Known are {', '.join(names)}." if names else " There are none."
