"""Read the TOML file that describes a segmentation model of the user's own."""

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tools.errors import BadDescription
from tools.segmentation.learned.description import Segmenter

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["load_segmenter"]

_MOST_BYTES = 64 * 1024
"""Largest description [bytes]: a real one has 2 KiB."""


def load_segmenter(path: str | Path) -> Segmenter:
    """Read a description; the model itself is read when it is first asked.

    Args:
        path: Of a `.toml` file; see docs/segmentation.md.

    Raises:
        BadDescription: If the file cannot be read, or a field is missing, unknown or out of range; the field is named.
    """
    file = Path(path)
    if file.suffix != ".toml" or not file.is_file():
        raise BadDescription(f"A segmenter is described by a file that ends in .toml; {file.name!r} is none.")
    if file.stat().st_size > _MOST_BYTES:
        raise BadDescription(f"The description {file.name!r} is larger than {_MOST_BYTES // 1024} KiB.")
    try:
        fields = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadDescription(f"The description {file.name!r} is no TOML: {error}") from error
    return _placed(_checked(fields, file.name), file.resolve().parent)


def _checked(fields: dict[str, object], name: str) -> Segmenter:
    from pydantic import ValidationError

    try:
        return _adapter().validate_python(fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = ".".join(str(one) for one in first["loc"])
        raise BadDescription(f"The description {name!r}, field {place!r}: {first['msg']}.") from error
    except BadDescription as error:
        raise BadDescription(f"The description {name!r}: {error}") from error


@cache
def _adapter() -> "TypeAdapter[Segmenter]":
    from pydantic import TypeAdapter

    return TypeAdapter(Segmenter)


def _placed(one: Segmenter, folder: Path) -> Segmenter:
    """Files are named relative to the description."""
    model = replace(one.model, file=str(folder / one.model.file))
    decoder = one.decoder and replace(one.decoder, file=str(folder / one.decoder.file))
    return replace(one, model=model, decoder=decoder)
